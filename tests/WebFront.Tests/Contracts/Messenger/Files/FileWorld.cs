using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Files;

/// <summary>Two users in a conversation, and what they upload.</summary>
internal sealed class FileWorld(ChatServer server, MessengerUser ann, MessengerUser bob, Guid conversation)
{
    /// <summary>A JPEG of 640 × 360 pixels.</summary>
    public static readonly byte[] Photo = Sample("photo.jpg");

    public MessengerUser Ann => ann;

    public MessengerUser Bob => bob;

    public ChatServer Server => server;

    public string Conversation => MessengerId.OfConversation(conversation);

    /// <summary>Registers the two, who have written to each other.</summary>
    public static async Task<FileWorld> CreateAsync(ChatServer server)
    {
        var (ann, bob) = await MessengerUser.RegisterTwoAsync(server);
        var (annId, bobId) = (MessengerId.User(ann.Id), MessengerId.User(bob.Id));
        var conversation = ConversationId.Direct(annId, bobId);
        await server.Services.GetRequiredService<IGrainFactory>().GetGrain<IConversationGrain>(conversation)
            .PostAsync(new NewMessage(annId, bobId, MessageType.Text, "Hello!", null, null, null, null));
        return new FileWorld(server, ann, bob, conversation);
    }

    /// <summary>The form of the document's example: the file comes first.</summary>
    public static MultipartFormDataContent Form(byte[] bytes, string conversation, string name = "photo.jpg", string type = "image", string? mime = null) => new()
    {
        { Part(new ByteArrayContent(bytes), mime), "file", name },
        { new StringContent(conversation), "conversation_id" },
        { new StringContent(type), "file_type" },
    };

    /// <summary>Has Ann upload a file.</summary>
    public Task<Answer> UploadAsync(byte[] bytes, string name = "photo.jpg", string type = "image", string? mime = null)
        => ann.PostAsync("files/upload", Form(bytes, Conversation, name, type, mime));

    /// <summary>Has Ann upload the photo; answers its id.</summary>
    public async Task<string> ShareAsync() => (await UploadAsync(Photo)).Created().Data.GetProperty("file_id").GetString()!;

    /// <summary>Downloads a file.</summary>
    public async Task<(HttpResponseMessage Response, byte[] Bytes)> DownloadAsync(
        MessengerUser user, string path, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(server.Urls["messenger"], $"/v1/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.AccessToken);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await http.SendAsync(request);
        return (response, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>A body that is sent as it is, as a form with the boundary <c>x</c>.</summary>
    public static HttpContent Raw(string body) => Raw(Encoding.Latin1.GetBytes(body));

    /// <inheritdoc cref="Raw(string)"/>
    public static HttpContent Raw(byte[] body) => AsForm(new ByteArrayContent(body));

    /// <summary>Content as a form with the boundary <c>x</c>.</summary>
    public static HttpContent AsForm(HttpContent content)
    {
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        return content;
    }

    private static HttpContent Part(HttpContent content, string? mime)
    {
        if (mime is not null)
            content.Headers.ContentType = new MediaTypeHeaderValue(mime);
        return content;
    }

    private static byte[] Sample(string name)
    {
        using var sample = typeof(FileWorld).Assembly.GetManifestResourceStream($"Samples.{name}")!;
        using var bytes = new MemoryStream();
        sample.CopyTo(bytes);
        return bytes.ToArray();
    }
}
