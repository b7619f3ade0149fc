using System.Text;
using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Tests.Conversations;

/// <summary>What clients encrypt themselves.</summary>
[Collection(ClusterCollection.Name)]
public sealed class CiphertextTests(ClusterFixture cluster) : IAsyncLifetime
{
    private const int Seed = 20250115;

    private Guid _ann;
    private Guid _bob;

    private IConversationGrain Direct => cluster.Grains.GetGrain<IConversationGrain>(ConversationId.Direct(_ann, _bob));

    public async ValueTask InitializeAsync()
    {
        (_ann, _bob) = await cluster.Grains.RegisterAsync(2) is [var ann, var bob] ? (ann, bob) : default;
        await Direct.OpenDirectAsync(_ann, _bob);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Any_ciphertext_comes_back_as_it_was_sent_and_after_the_conversation_begins_anew()
    {
        var random = new Random(Seed);
        var sent = Enumerable.Range(0, 60).Select(_ => AnyText(random)).Append(Convert.ToBase64String(new byte[24_576])).ToList();
        Assert.Equal(MessageLimits.Ciphertext, sent[^1].Length);
        foreach (var content in sent)
            Assert.Equal((content, true), (await PostAsync(content)) is var posted ? (posted.Content, posted.Encrypted) : default);
        Assert.Equal(sent, await ReadAllAsync(sent.Count));

        await cluster.BeginAnewAsync(Direct, () => PostAsync("lost"));
        Assert.Equal(sent, await ReadAllAsync(sent.Count));
    }

    [Fact]
    public async Task It_may_be_longer_than_text_and_has_its_own_bound()
    {
        Assert.Equal(MessageLimits.Ciphertext, (await PostAsync(new string('x', MessageLimits.Ciphertext))).Content.Length);
        await Refused.ForAsync("content", () => PostAsync(new string('x', MessageLimits.Ciphertext + 1)));
        await Refused.ForAsync("content", () => PostAsync(""));
        await Refused.ForAsync("content", () => PostAsync("half \uD83D"));
        await Refused.ForAsync("content", () => Direct.EditContentAsync(new NewContent(_ann, 1, new string('x', MessageLimits.Content + 1), Encrypted: false)));
        await Refused.ForAsync("content", () => Direct.EditContentAsync(new NewContent(_ann, 1, new string('x', MessageLimits.Ciphertext + 1), Encrypted: true)));
    }

    [Fact]
    public async Task An_edit_may_encrypt_what_was_text_and_the_other_way_round()
    {
        await Direct.PostAsync(People.Text(_ann, "plain") with { ById = true });
        var front = await TestFront.StartAsync(cluster.Grains);
        await front.ConnectAsync(_bob);
        var edited = await Direct.EditContentAsync(new NewContent(_ann, 1, "AAEC", Encrypted: true));
        Assert.Equal(("AAEC", true), (edited.Content, edited.Encrypted));
        Assert.True((await front.HearsAsync<MessageEdited>(_bob)).Message.Encrypted);
        Assert.True((await Direct.GetAsync(_bob, 1)).Encrypted);
        await cluster.BeginAnewAsync(Direct, () => PostAsync("lost"));
        Assert.True((await Direct.GetAsync(_bob, 1)).Encrypted);
        Assert.False((await Direct.EditAsync(_ann, 1, "plain again")).Encrypted);
        Assert.False((await Direct.GetAsync(_bob, 1)).Encrypted);
    }

    [Fact]
    public void Of_long_messages_fewer_are_kept_in_memory_and_never_more_than_the_bound()
    {
        var recent = new RecentMessages();
        for (var i = 1; i <= 200; i++)
        {
            recent.Put(new StoredMessage(Guid.NewGuid(), Guid.Empty, i, _ann, 0, new string('x', i <= 100 ? 10 : MessageLimits.Ciphertext), null, null, default, null, null));
            var held = Enumerable.Range(1, i).Where(sequence => recent.Find(sequence) is not null).ToList();
            Assert.True(held.Sum(sequence => recent.Find(sequence)!.Content.Length) <= RecentMessages.Bound);
            Assert.Equal(Enumerable.Range(i - held.Count + 1, held.Count), held);
            Assert.Equal(i <= 100 ? Math.Min(i, 64) : Math.Min(i - 100, 4), i <= 100 ? held.Count : held.Count(sequence => sequence > 100));
        }

        Assert.True(recent.IsHeavy);
        for (var i = 201; i <= 300; i++)
            recent.Put(new StoredMessage(Guid.NewGuid(), Guid.Empty, i, _ann, 0, "short", null, null, default, null, null));
        Assert.False(recent.IsHeavy);
        Assert.Equal(64, recent.Range(237, 300)!.Count);
    }

    /// <summary>Characters of every kind that text may have, most of them strange.</summary>
    private static string AnyText(Random random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(1, 300); length > 0; length--)
        {
            var rune = random.Next(5) switch
            {
                0 => random.Next(1, 0x20),
                1 => random.Next(0x20, 0x7F),
                2 => random.Next(0x7F, 0xD800),
                3 => random.Next(0xE000, 0x1_0000),
                _ => random.Next(0x1_0000, 0x11_0000),
            };
            text.Append(new Rune(rune).ToString());
        }

        return text.ToString();
    }

    private async Task<List<string>> ReadAllAsync(int count)
    {
        var read = new List<string>();
        for (var first = 1; first <= count; first += 20)
        {
            var batch = await Direct.ReadBeforeAsync(_bob, Math.Min(first + 20, count + 1), Math.Min(20, count + 1 - first));
            read.AddRange(batch.Messages.Select(message => message.Content).Reverse());
        }

        return read;
    }

    private Task<Message> PostAsync(string content) => Direct.PostAsync(People.Text(_ann, content) with { ById = true, Encrypted = true });
}
