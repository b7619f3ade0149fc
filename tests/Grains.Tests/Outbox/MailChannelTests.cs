using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Grains.Outbox;
using OrleansChat.Storage.Outbox;

namespace OrleansChat.Grains.Tests.Outbox;

/// <summary>Mail, into a folder and to a server that speaks SMTP.</summary>
public sealed class MailChannelTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private readonly OutboxMessage _message = new(
        Guid.CreateVersion7(), OutboxChannel.Email, "ann@example.com", "Hello Ánn", "Good day, your code is 1234.", null, null, DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Mail_is_put_into_the_configured_folder()
    {
        var folder = Directory.CreateTempSubdirectory("orleanschat-mails-");
        try
        {
            await Channel(new MailOptions { Folder = folder.FullName, From = "chat@example.com" }).SendAsync(_message, default);

            AssertIsTheMail(await File.ReadAllTextAsync(Assert.Single(folder.GetFiles("*.eml")).FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Mail_is_handed_to_the_configured_server()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var received = ReceiveAsync(server, accept: true);

        await Channel(Smtp(server)).SendAsync(_message, default).WaitAsync(Bound);

        AssertIsTheMail(await received.WaitAsync(Bound));
    }

    [Fact]
    public async Task What_the_server_refuses_was_not_sent()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var received = ReceiveAsync(server, accept: false);

        await Assert.ThrowsAnyAsync<SmtpException>(() => Channel(Smtp(server)).SendAsync(_message, default).WaitAsync(Bound));

        await received.WaitAsync(Bound);
    }

    [Fact]
    public void Without_a_server_or_a_folder_it_is_off_and_with_one_it_needs_a_sender()
    {
        Assert.False(Channel(new MailOptions()).IsOn);
        Assert.True(Channel(new MailOptions { Host = "mail.example.com" }).IsOn);
        Assert.Empty(Problems(new MailOptions()));
        Assert.Empty(Problems(new MailOptions { Host = "mail.example.com", From = "chat@example.com" }));
        foreach (var from in new[] { null, "", "nobody" })
            Assert.Contains("Mail:From", Assert.Single(Problems(new MailOptions { Folder = "mails", From = from })).ErrorMessage, StringComparison.Ordinal);
    }

    private static IEnumerable<ValidationResult> Problems(MailOptions options) => options.Validate(new ValidationContext(options));

    private static MailChannel Channel(MailOptions options) => new(Options.Create(options));

    private static MailOptions Smtp(TcpListener server) =>
        new() { Host = "127.0.0.1", Port = ((IPEndPoint)server.LocalEndpoint).Port, From = "chat@example.com", Tls = false };

    private void AssertIsTheMail(string text)
    {
        foreach (var part in new[] { "chat@example.com", "ann@example.com", "Subject: =?utf-8?", "your code is 1234.", $"{_message.Id:N}@example.com" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    /// <summary>As much of RFC 5321 as one mail needs; answers what came.</summary>
    private static async Task<string> ReceiveAsync(TcpListener server, bool accept)
    {
        using var client = await server.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        var (received, inData) = (new StringBuilder(), false);
        await writer.WriteLineAsync("220 ready");
        while (await reader.ReadLineAsync() is { } line)
        {
            received.AppendLine(line);
            if (inData && line != ".")
                continue;
            var answer = inData ? "250 taken"
                : line.StartsWith("RCPT", StringComparison.Ordinal) && !accept ? "550 unknown"
                : line == "DATA" ? "354 go on"
                : line == "QUIT" ? "221 bye"
                : "250 fine";
            inData = !inData && line == "DATA";
            await writer.WriteLineAsync(answer);
            if (line == "QUIT")
                break;
        }

        return received.ToString();
    }
}
