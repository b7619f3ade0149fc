using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.WebFront.Http.Tokens;

namespace OrleansChat.WebFront.Contracts.Social.Calls;

/// <summary>The Jitsi installation that hosts calls; section <c>Jitsi</c> of the configuration.</summary>
internal sealed class JitsiOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Jitsi";

    /// <summary>The host name of the installation.</summary>
    public string Domain { get; set; } = "meet.jitsi.com";

    /// <summary>The app id that the installation knows us by.</summary>
    public string AppId { get; set; } = "orleanschat";

    /// <summary>The secret that it shares with us, at least 32 bytes. Generated in Development, required elsewhere.</summary>
    public string? Secret { get; set; }
}

/// <summary>Addresses of Jitsi rooms, and tokens to enter them: HS256, two hours, the initiator is the moderator.</summary>
internal sealed class JitsiRooms
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly JitsiOptions _options;
    private readonly SigningCredentials _credentials;
    private readonly TimeProvider _clock;

    /// <summary>Takes the secret of the configuration; refuses to start with one that is too short.</summary>
    public JitsiRooms(JitsiOptions options, TimeProvider clock, IConfiguration configuration, IHostEnvironment environment)
    {
        var secret = Encoding.UTF8.GetBytes(KeyFile.Secret(options.Secret, "Jitsi:Secret", "jitsi.key", configuration, environment));
        if (secret.Length < JwtOptions.MinKeyBytes)
            throw new OrleansConfigurationException($"Jitsi:Secret must be at least {JwtOptions.MinKeyBytes} bytes long.");
        (_options, _clock) = (options, clock);
        _credentials = new SigningCredentials(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256);
    }

    /// <summary>A call with the address of its room, and a token for the ticket's holder.</summary>
    public SocialCallRoom<TCall> Open<TCall>(CallTicket ticket, Func<Call, TCall> word)
        => new(word(ticket.Call), $"https://{_options.Domain}/{ticket.Call.RoomId}", Token(ticket));

    private string Token(CallTicket ticket) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Audience = "jitsi",
        Issuer = _options.AppId,
        IssuedAt = _clock.GetUtcNow().UtcDateTime,
        Expires = (_clock.GetUtcNow() + Lifetime).UtcDateTime,
        SigningCredentials = _credentials,
        Claims = new Dictionary<string, object>
        {
            ["sub"] = _options.Domain,
            ["room"] = ticket.Call.RoomId,
            ["context"] = new Dictionary<string, object>
            {
                ["user"] = new Dictionary<string, object>
                {
                    ["id"] = ticket.Account.Id.ToString(),
                    ["name"] = ticket.Account.Username,
                    ["avatar"] = ticket.Account.Avatar ?? "",
                    ["email"] = ticket.Account.Email,
                    ["moderator"] = ticket.Account.Id == ticket.Call.InitiatorId,
                },
            },
        },
    });
}
