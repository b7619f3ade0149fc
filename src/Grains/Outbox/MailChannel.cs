using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Options;
using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Storage.Outbox;

namespace OrleansChat.Grains.Outbox;

/// <summary>Mail, by SMTP or as files in a folder.</summary>
internal sealed class MailChannel(IOptions<MailOptions> configured) : IOutboxChannel
{
    private readonly MailOptions _options = configured.Value;

    /// <inheritdoc/>
    public OutboxChannel Channel => OutboxChannel.Email;

    /// <inheritdoc/>
    public bool IsOn => _options.IsOn;

    /// <inheritdoc/>
    public async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        using var mail = new MailMessage(_options.From!, message.Recipient)
        {
            Subject = message.Subject ?? "",
            SubjectEncoding = Encoding.UTF8,
            Body = message.Body,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
        };

        // The same however often it is sent, so that mail programs show it once.
        mail.Headers.Add("Message-ID", $"<{message.Id:N}@{mail.From!.Host}>");
        using var client = CreateClient();
        await client.SendMailAsync(mail, cancellationToken);
    }

    private SmtpClient CreateClient()
    {
        if (_options.Folder is { Length: > 0 } folder)
        {
            return new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                PickupDirectoryLocation = Directory.CreateDirectory(folder).FullName,
            };
        }

        return new SmtpClient(_options.Host, _options.Port)
        {
            EnableSsl = _options.Tls,
            Credentials = string.IsNullOrEmpty(_options.User) ? null : new NetworkCredential(_options.User, _options.Password),
        };
    }
}
