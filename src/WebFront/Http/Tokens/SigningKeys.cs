using System.Text;
using Microsoft.IdentityModel.Tokens;
using Orleans.Runtime;

namespace OrleansChat.WebFront.Http.Tokens;

/// <summary>The key that signs tokens, and all keys whose signatures are accepted.</summary>
internal sealed class SigningKeys
{
    /// <summary>Takes the keys of the configuration; refuses to start with a key that is too short.</summary>
    public SigningKeys(JwtOptions options, IConfiguration configuration, IHostEnvironment environment)
    {
        var current = Key("Jwt:SigningKey", KeyFile.Secret(options.SigningKey, "Jwt:SigningKey", "jwt.key", configuration, environment));
        Current = new SigningCredentials(current, SecurityAlgorithms.HmacSha256);
        Accepted = [current, .. options.PreviousKeys.Select(key => Key("Jwt:PreviousKeys", key))];
    }

    /// <summary>Signs.</summary>
    public SigningCredentials Current { get; }

    /// <summary>Verify.</summary>
    public IReadOnlyList<SecurityKey> Accepted { get; }

    private static SymmetricSecurityKey Key(string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length >= JwtOptions.MinKeyBytes
            ? new SymmetricSecurityKey(bytes)
            : throw new OrleansConfigurationException($"{name} must be at least {JwtOptions.MinKeyBytes} bytes long.");
    }
}
