using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Messages;

public sealed class SocialIdempotencyTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task A_repetition_is_answered_the_same_and_stored_once()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        var first = await SendAsync(ann, bob, "Hello", "key-1");
        await bob.PostAsync($"messages/{first.Id}/seen");
        var second = await SendAsync(ann, bob, "Hello", "key-1");

        Assert.Equal(first.Created().Text, second.Created().Text);
        Assert.Equal(1, await TotalAsync(ann, bob));
    }

    [Fact]
    public async Task Many_repetitions_at_once_store_one()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(ann, bob, "Hello", "key-1")));

        Assert.Single(answers.Select(answer => answer.Created().Text).Distinct());
        Assert.Equal(1, await TotalAsync(ann, bob));
    }

    [Fact]
    public async Task The_same_key_with_another_body_conflicts()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        (await SendAsync(ann, bob, "Hello", "key-1")).Created();

        (await SendAsync(ann, bob, "Something else", "key-1")).Refused(409, "CONFLICT");

        Assert.Equal(1, await TotalAsync(ann, bob));
    }

    [Fact]
    public async Task A_key_is_its_senders_own_and_its_conversations_own()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();

        (await SendAsync(ann, bob, "one", "key-1")).Created();
        (await SendAsync(bob, ann, "two", "key-1")).Created();
        (await SendAsync(ann, eve, "three", "key-1")).Created();

        Assert.Equal(2, await TotalAsync(ann, bob));
        Assert.Equal(1, await TotalAsync(ann, eve));
    }

    [Fact]
    public async Task Without_a_key_every_send_counts()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        await ann.MessageToAsync(bob);
        await ann.MessageToAsync(bob);

        Assert.Equal(2, await TotalAsync(ann, bob));
    }

    [Fact]
    public async Task A_key_has_1_to_128_printable_characters()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        (await SendAsync(ann, bob, "Hello", new string('k', 128))).Created();
        (await SendAsync(ann, bob, "Hello", new string('k', 129))).Invalid("Idempotency-Key");
        (await SendAsync(ann, bob, "Hello", "two words")).Invalid("Idempotency-Key");
        (await SendAsync(ann, bob, "Hello", "tab\there")).Invalid("Idempotency-Key");
    }

    private static Task<Answer> SendAsync(TestUser from, TestUser to, string content, string key)
        => from.SendAsync(HttpMethod.Post, "messages", new { content, type = "TEXT", receiverId = to.Id }, ("Idempotency-Key", key));

    private static async Task<long> TotalAsync(TestUser one, TestUser other)
        => (await one.GetAsync($"messages/direct/{other.Id}")).Ok().Json.GetProperty("pagination").GetProperty("total").GetInt64();
}
