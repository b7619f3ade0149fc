using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using QRCoder;

namespace OrleansChat.WebFront.Contracts.Messenger.Auth;

/// <summary>A second factor that is being set up: <paramref name="QrCode"/> is a PNG as a data URI, for the authenticator to scan.</summary>
internal sealed record MessengerSecondFactor(string QrCode, string Secret, IReadOnlyList<string> BackupCodes)
{
    private const int PixelsPerModule = 6;

    /// <summary>What the account shows this once.</summary>
    public static MessengerSecondFactor From(SecondFactorSetup setup) => new(Draw(setup.Uri), setup.Secret, setup.BackupCodes);

    private static string Draw(string uri)
    {
        using var code = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(code);
        return $"data:image/png;base64,{Convert.ToBase64String(png.GetGraphic(PixelsPerModule))}";
    }
}

/// <summary>Gives a code of the authenticator.</summary>
internal sealed record VerifyMessengerSecondFactor(string? Code)
{
    /// <summary>Six digits. Whether they are the right ones is for the account to say.</summary>
    public string Checked() => Code is { Length: 6 } && Code.All(char.IsAsciiDigit) ? Code : throw new ChatException("code", "must be 6 digits.");
}

/// <summary>Gives the token of the mail that proves an address.</summary>
internal sealed record VerifyMessengerEmail(string? Token)
{
    /// <summary>The token, which is there. Whether it is any good is for the account to say.</summary>
    public string Checked() => Rules.Required("token", Token, 256);
}
