using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Tests.Search;

public sealed class SqliteMessageSearchTests(SqliteFixture fixture) : MessageSearchTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresMessageSearchTests(PostgresFixture fixture) : MessageSearchTests(fixture), IClassFixture<PostgresFixture>;

public abstract class MessageSearchTests(StoreFixture fixture)
{
    private readonly StoreUnderTest _store = fixture.Store;
    private readonly Guid _ann = Guid.NewGuid();
    private readonly Guid _bob = Guid.NewGuid();

    [Theory]
    [InlineData("hello", true)]
    [InlineData("HELLO", true)]
    [InlineData("hel", true)]
    [InlineData("ello", false)]
    [InlineData("hello wor", true)]
    [InlineData("wor hel", true)]
    [InlineData("hello nobody", false)]
    [InlineData("hellos", false)]
    [InlineData("cafe", true)]
    [InlineData("CAFÉ", true)]
    [InlineData("cafe\u0301", true)]
    [InlineData("strasse", true)]
    [InlineData("Straße", true)]
    [InlineData("naive", true)]
    [InlineData("Ελλαδα", true)]
    [InlineData("北", true)]
    [InlineData("京北", true)]
    [InlineData("2030", true)]
    [InlineData("o'neil", true)]
    [InlineData("\"hello\"", true)]
    [InlineData("hello hello hel", true)]
    public async Task A_message_is_found_by_the_beginnings_of_all_words(string query, bool found)
    {
        await PostAsync("Hello, World! Café in der Straße; naïve O'Neil, Ελλάδα 北京 2030", _ann);

        Assert.Equal(found ? 1 : 0, (await SearchAsync(_ann, query)).Total);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("!?*")]
    [InlineData("🙂")]
    [InlineData("❤️")]
    [InlineData("\0")]
    [InlineData("\"'*():&|!<->^~")]
    public async Task A_query_without_words_finds_nothing(string query)
    {
        await PostAsync("Hello *!? 🙂 ❤️", _ann);

        var page = await SearchAsync(_ann, query);
        Assert.Equal((0, 0), (page.Items.Count, page.Total));
    }

    [Theory]
    [InlineData("\" OR 1=1 NOT NEAR( *")]
    [InlineData("hello OR nobody")]
    [InlineData("hello | nobody")]
    [InlineData("hello AND NOT nobody")]
    [InlineData("hello:* & nobody")]
    [InlineData("content:hello")]
    [InlineData("12/hello")]
    [InlineData("'hello' '")]
    [InlineData("hello\\' | a:*")]
    [InlineData("@/hello")]
    [InlineData("hello) OR (position > 0")]
    public async Task Nothing_in_a_query_is_syntax(string query)
    {
        await PostAsync("hello", _ann);
        await PostAsync("another", _ann);
        var words = query.Split(query.Where(character => !char.IsAsciiLetterOrDigit(character)).ToArray(), StringSplitOptions.RemoveEmptyEntries);
        var expected = words.All(word => "hello".StartsWith(word, StringComparison.OrdinalIgnoreCase)) ? 1 : 0;

        Assert.Equal(expected, (await SearchAsync(_ann, query)).Total);
    }

    [Fact]
    public async Task Words_of_a_query_are_found_as_they_are()
    {
        await PostAsync("NOT NEAR OR AND 1=1", _ann);

        Assert.Equal(1, (await SearchAsync(_ann, "\" OR 1=1 NOT NEAR( *")).Total);
    }

    [Fact]
    public async Task Only_conversations_of_the_reader_are_searched_and_only_while_they_are_a_member()
    {
        var group = await PostAsync("secret plan", _ann);
        await PostAsync("secret of others", _bob);

        Assert.Equal("secret plan", Assert.Single((await SearchAsync(_ann, "secret")).Items).Content);

        await _store.Conversations.UpdateAsync(group with { Version = 2 }, new MemberChange([Make.Member(_bob)], [_ann]));
        Assert.Equal(0, (await SearchAsync(_ann, "secret")).Total);
        Assert.Equal(2, (await SearchAsync(_bob, "secret")).Total);
    }

    [Fact]
    public async Task Results_are_newest_first_and_a_page_at_a_time()
    {
        var (one, logOfOne) = await Make.OpenGroupAsync(_store, _ann);
        var (other, logOfOther) = await Make.OpenGroupAsync(_store, _ann);
        for (var number = 0; number < 6; number++)
        {
            var (group, log) = number % 2 == 0 ? (one, logOfOne) : (other, logOfOther);
            await log.AppendAsync(Make.Message(log, group.Id, $"page {number}") with { CreatedAt = Make.Noon.AddMinutes(number) });
        }

        await _store.Indexer.CatchUpAsync();
        var page = await _store.Reader.SearchAsync(_ann, "page", 1, 3);

        Assert.Equal(6, page.Total);
        Assert.Equal(["page 4", "page 3", "page 2"], page.Items.Select(message => message.Content));
        var beyond = await _store.Reader.SearchAsync(_ann, "page", 6, 3);
        Assert.Equal((0, 6), (beyond.Items.Count, beyond.Total));
    }

    [Fact]
    public async Task An_edited_message_is_found_by_its_new_words_only()
    {
        var (group, log) = await Make.OpenGroupAsync(_store, _ann);
        await log.AppendAsync(Make.Message(log, group.Id, "first draft"));
        await log.AppendAsync(Make.Message(log, group.Id, "edited before it is indexed"));
        await log.EditAsync(2, "quickly", Make.Noon);
        await _store.Indexer.CatchUpAsync();
        await log.EditAsync(1, "final text", Make.Noon);
        Assert.Equal(0, (await _store.Reader.SearchAsync(_ann, "draft", 0, 10)).Total);

        Assert.Equal(0, (await SearchAsync(_ann, "draft")).Total);
        Assert.Equal("final text", Assert.Single((await SearchAsync(_ann, "final")).Items).Content);
        Assert.Equal(0, (await SearchAsync(_ann, "before")).Total);
        Assert.Equal(1, (await SearchAsync(_ann, "quickly")).Total);
    }

    [Fact]
    public async Task Ciphertext_is_not_found_and_an_edit_to_it_takes_the_words_out()
    {
        var (group, log) = await Make.OpenGroupAsync(_store, _ann);
        await log.AppendAsync(Make.Message(log, group.Id, "opaque word") with { Encrypted = true });
        await log.AppendAsync(Make.Message(log, group.Id, "plain word"));
        await log.AppendAsync(Make.Message(log, group.Id, "encrypted before it is indexed word"));
        await log.EditAsync(3, "opaque", Make.Noon, encrypted: true);
        Assert.Equal("plain word", Assert.Single((await SearchAsync(_ann, "word")).Items).Content);

        await log.EditAsync(2, "opaque", Make.Noon, encrypted: true);
        Assert.Equal(0, (await _store.Reader.SearchAsync(_ann, "word", 0, 10)).Total);
        Assert.Equal(0, (await SearchAsync(_ann, "opaque")).Total);
        Assert.Equal([true, true, true], (await _store.Reader.RangeAsync(group.Id, 1, 3)).Select(message => message.Encrypted));

        await log.EditAsync(2, "plain again", Make.Noon);
        Assert.False(Assert.Single((await SearchAsync(_ann, "again")).Items).Encrypted);
    }

    [Fact]
    public async Task A_deleted_message_is_not_found_indexed_before_or_not()
    {
        var (group, log) = await Make.OpenGroupAsync(_store, _ann);
        await log.AppendAsync(Make.Message(log, group.Id, "vanish"));
        await _store.Indexer.CatchUpAsync();
        await log.DeleteAsync(1, Make.Noon);
        Assert.Equal(0, (await _store.Reader.SearchAsync(_ann, "vanish", 0, 10)).Total);

        await log.AppendAsync(Make.Message(log, group.Id, "vanish"));
        await log.DeleteAsync(2, Make.Noon);
        Assert.Equal(0, (await SearchAsync(_ann, "vanish")).Total);
    }

    [Fact]
    public async Task Reactions_come_with_the_results()
    {
        var (group, log) = await Make.OpenGroupAsync(_store, _ann);
        await log.AppendAsync(Make.Message(log, group.Id, "popular"));
        await log.AddReactionAsync(1, _bob, "👍", Make.Noon);

        var message = Assert.Single((await SearchAsync(_ann, "popular")).Items);
        Assert.Equal([new StoredReaction(_bob, "👍")], message.Reactions);
    }

    [Fact]
    public async Task Messages_that_were_there_before_their_conversation_are_found_too()
    {
        var group = Make.Group(_ann);
        var log = await _store.Log.OpenAsync(group.Id);
        await log.AppendAsync(Make.Message(log, group.Id, "early bird"));
        await _store.Indexer.CatchUpAsync();
        await _store.Conversations.CreateAsync(group);

        Assert.Equal(1, (await SearchAsync(_ann, "bird")).Total);
    }

    [Fact]
    public async Task Edits_and_deletions_while_the_indexer_works_leave_the_right_words()
    {
        var (group, log) = await Make.OpenGroupAsync(_store, _ann);
        var writes = new List<Task>();
        for (var number = 1; number <= 400; number++)
        {
            writes.Add(log.AppendAsync(Make.Message(log, group.Id, $"old{number:000} common")));
            if (number % 50 == 0)
                writes.Add(_store.Indexer.CatchUpAsync());
            if (number % 3 == 0)
                writes.Add(log.EditAsync(number - 1, $"new{number - 1:000} common", Make.Noon));
            if (number % 5 == 0)
                writes.Add(log.DeleteAsync(number - 3, Make.Noon));
        }

        await Task.WhenAll(writes);

        var stored = await _store.Reader.RangeAsync(group.Id, 1, 400);
        Assert.Equal(stored.Count(message => message.DeletedAt is null), (await SearchAsync(_ann, "common")).Total);
        foreach (var message in stored)
        {
            var expected = message.Content.StartsWith("old", StringComparison.Ordinal) ? 1 : 0;
            Assert.Equal(expected, (await _store.Reader.SearchAsync(_ann, $"old{message.Sequence:000} com", 0, 10)).Total);
        }
    }

    [Fact]
    public async Task Messages_are_found_while_others_never_cease_to_come()
    {
        var (group, log) = await Make.OpenGroupAsync(_store, _ann);
        using var enough = new CancellationTokenSource();
        var others = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => log.AppendAsync(Make.Message(log, group.Id, "common"))).ToList());
        });
        await PostAsync("rarity", _ann);

        // The indexer in the background finds its time. Nobody asks it to catch up.
        var began = TimeProvider.System.GetTimestamp();
        while ((await _store.Reader.SearchAsync(_ann, "rarity", 0, 1)).Total == 0)
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(3));
        Assert.False(others.IsCompleted);
        await enough.CancelAsync();
        await others;
    }

    [Fact]
    public async Task What_was_not_indexed_before_a_stop_is_indexed_after_it()
    {
        if (await fixture.CreateDatabaseAsync() is not { } options)
            return;
        await using (var first = await StoreUnderTest.OpenAsync(options))
        {
            var (group, log) = await Make.OpenGroupAsync(first, _ann);
            await Task.WhenAll(Enumerable.Range(0, 3_000).Select(number => log.AppendAsync(Make.Message(log, group.Id, $"left over {number}"))).ToList());
        }

        await using var second = await StoreUnderTest.OpenAsync(options);
        await second.Indexer.CatchUpAsync();
        Assert.Equal(3_000, (await second.Reader.SearchAsync(_ann, "left over", 0, 1)).Total);
    }

    private async Task<StoredConversation> PostAsync(string content, Guid member)
    {
        var (group, log) = await Make.OpenGroupAsync(_store, member);
        await log.AppendAsync(Make.Message(log, group.Id, content));
        return group;
    }

    private async Task<StoredPage<StoredMessage>> SearchAsync(Guid reader, string query)
    {
        await _store.Indexer.CatchUpAsync();
        return await _store.Reader.SearchAsync(reader, query, 0, 10);
    }
}
