using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Conversations;

[Collection(ClusterCollection.Name)]
public sealed class ResumeTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _ann;
    private IConversationGrain _group = null!;
    private long _epoch;

    public async ValueTask InitializeAsync()
    {
        _ann = await cluster.Grains.RegisterAsync();
        _group = cluster.Grains.GetGrain<IConversationGrain>(await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann));
        _epoch = (await PostAsync(1)).Epoch;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_came_after_is_what_comes_back()
    {
        for (var i = 2; i <= 6; i++)
            await PostAsync(i);
        var batch = await _group.ResumeAsync(_ann, new ResumePoint(_epoch, 4, 0), 10);
        Assert.Equal((true, 6L, 0L, false), (batch.Recovered, batch.Sequence, batch.Change, batch.More));
        Assert.Equal(["5", "6"], batch.Messages.Select(message => message.Content));
        Assert.Empty(batch.Changed);
    }

    [Fact]
    public async Task Who_has_everything_gets_nothing()
    {
        var batch = await _group.ResumeAsync(_ann, new ResumePoint(_epoch, 1, 0), 10);
        Assert.True(batch.Recovered);
        Assert.Empty(batch.Messages);
        Assert.False(batch.More);
    }

    [Fact]
    public async Task A_long_absence_is_made_up_in_batches_without_a_gap()
    {
        await Task.WhenAll(Enumerable.Range(2, 99).Select(PostAsync));
        var (point, sequences) = (new ResumePoint(_epoch, 0, 0), new List<long>());
        ResumeBatch batch;
        do
        {
            batch = await _group.ResumeAsync(_ann, point, 7);
            Assert.True(batch.Recovered);
            sequences.AddRange(batch.Messages.Select(message => message.Sequence));
            point = new ResumePoint(_epoch, sequences[^1], batch.Change);
        }
        while (batch.More);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), sequences);
    }

    [Fact]
    public async Task Edits_deletions_and_reactions_of_what_one_has_come_back_too()
    {
        for (var i = 2; i <= 4; i++)
            await PostAsync(i);
        await _group.EditAsync(_ann, 2, "edited");
        var before = await _group.ResumeAsync(_ann, new ResumePoint(_epoch, 4, 0), 10);
        Assert.Equal(1, before.Change);
        await _group.DeleteAsync(_ann, 1);
        await _group.ReactAsync(_ann, 3, "👍");
        await _group.EditAsync(_ann, 4, "4, edited");

        var batch = await _group.ResumeAsync(_ann, new ResumePoint(_epoch, 3, before.Change), 10);
        Assert.Equal((true, 4L), (batch.Recovered, batch.Change));
        Assert.Equal([1L, 3L], batch.Changed.Select(message => message.Sequence));
        Assert.NotNull(batch.Changed[0].DeletedAt);
        Assert.Equal("👍", Assert.Single(batch.Changed[1].Reactions).Emoji);
        Assert.Equal("4, edited", Assert.Single(batch.Messages).Content);
    }

    [Fact]
    public async Task Many_changes_come_in_batches()
    {
        await Task.WhenAll(Enumerable.Range(2, 19).Select(PostAsync));
        for (var i = 1; i <= 20; i++)
            await _group.EditAsync(_ann, i, $"{i}, edited");
        var (point, changed) = (new ResumePoint(_epoch, 20, 0), new List<long>());
        ResumeBatch batch;
        do
        {
            batch = await _group.ResumeAsync(_ann, point, 6);
            Assert.True(batch.Recovered);
            changed.AddRange(batch.Changed.Select(message => message.Sequence));
            point = new ResumePoint(_epoch, 20, batch.Change);
        }
        while (batch.More);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), changed);
    }

    [Fact]
    public async Task A_point_that_is_not_of_this_history_starts_over_with_the_newest()
    {
        for (var i = 2; i <= 5; i++)
            await PostAsync(i);
        foreach (var point in new[] { new ResumePoint(_epoch + 1, 2, 0), new ResumePoint(_epoch, 6, 0), new ResumePoint(_epoch, -1, 0), new ResumePoint(_epoch, 2, 9), new ResumePoint(0, 0, 0) })
        {
            var batch = await _group.ResumeAsync(_ann, point, 3);
            Assert.Equal((false, _epoch, 5L, false), (batch.Recovered, batch.Epoch, batch.Sequence, batch.More));
            Assert.Equal(["3", "4", "5"], batch.Messages.Select(message => message.Content));
        }
    }

    [Fact]
    public async Task Who_missed_too_much_starts_over()
    {
        await Task.WhenAll(Enumerable.Range(2, 5_001).Select(PostAsync));
        Assert.True((await _group.ResumeAsync(_ann, new ResumePoint(_epoch, 2, 0), 10)).Recovered);
        var batch = await _group.ResumeAsync(_ann, new ResumePoint(_epoch, 1, 0), 10);
        Assert.False(batch.Recovered);
        Assert.Equal(Enumerable.Range(4_993, 10).Select(i => (long)i), batch.Messages.Select(message => message.Sequence));
    }

    [Fact]
    public async Task Many_who_come_back_at_once_after_a_restart_get_the_same()
    {
        for (var i = 2; i <= 80; i++)
            await PostAsync(i);
        await cluster.BeginAnewAsync(_group, () => PostAsync(0));
        var batches = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => _group.ResumeAsync(_ann, new ResumePoint(_epoch, 20 + i, 0), 200)));
        for (var i = 0; i < batches.Length; i++)
            Assert.Equal(Enumerable.Range(21 + i, 81 - 20 - i).Select(n => (long)n), batches[i].Messages.Select(message => message.Sequence));
    }

    [Fact]
    public async Task A_batch_has_a_limit()
    {
        await Refused.ForAsync("limit", () => _group.ResumeAsync(_ann, new ResumePoint(_epoch, 0, 0), 0));
        await Refused.ForAsync("limit", () => _group.ResumeAsync(_ann, new ResumePoint(_epoch, 0, 0), 201));
        await Refused.WithAsync(ChatError.ConversationNotFound, () => _group.ResumeAsync(Guid.NewGuid(), new ResumePoint(_epoch, 0, 0), 10));
    }

    private Task<Message> PostAsync(int number) => _group.PostAsync(People.Text(_ann, $"{number}"));
}
