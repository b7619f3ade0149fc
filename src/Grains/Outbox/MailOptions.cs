using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Grains.Outbox;

/// <summary>How mail is sent; section <c>Mail</c> of the configuration. Without a host and a folder it is not.</summary>
public sealed class MailOptions : IValidatableObject
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Mail";

    /// <summary>The SMTP server.</summary>
    public string? Host { get; set; }

    /// <summary>Its port.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>Who signs in there; nobody when it is empty.</summary>
    public string? User { get; set; }

    /// <summary>With which password.</summary>
    public string? Password { get; set; }

    /// <summary>The sender's address.</summary>
    public string? From { get; set; }

    /// <summary>Whether the connection has to be encrypted (STARTTLS).</summary>
    public bool Tls { get; set; } = true;

    /// <summary>Instead of a server, the folder that each mail is put into as a file, <c>….eml</c>.</summary>
    public string? Folder { get; set; }

    /// <summary>Whether mail is sent.</summary>
    internal bool IsOn => !string.IsNullOrEmpty(Host) || !string.IsNullOrEmpty(Folder);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && !System.Net.Mail.MailAddress.TryCreate(From, out _))
            yield return new ValidationResult("Mail:From has to be an e-mail address where Mail:Host or Mail:Folder is set.", [nameof(From)]);
    }
}
