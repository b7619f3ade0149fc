using OrleansChat.Grains.Conversations;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Conversations;

public sealed class ExistingAccountsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Guid _ann = Guid.NewGuid();
    private readonly ExistingAccounts _accounts;
    private Task<bool> _answer = Task.FromResult(true);

    public ExistingAccountsTests() => _accounts = new ExistingAccounts(_ => _answer, _time);

    [Fact]
    public async Task Who_exists_is_known_until_their_account_is_deleted()
    {
        Assert.False(_accounts.Knows(_ann));
        Assert.True(await _accounts.AskAsync(_ann, isStored: true));
        Assert.True(_accounts.Knows(_ann));
        _accounts.Forget(_ann);
        Assert.False(_accounts.Knows(_ann));
    }

    [Fact]
    public async Task Who_does_not_exist_is_asked_for_each_time()
    {
        _answer = Task.FromResult(false);
        Assert.False(await _accounts.AskAsync(_ann, isStored: true));
        Assert.False(_accounts.Knows(_ann));
    }

    [Fact]
    public async Task A_deletion_that_nobody_tells_of_is_noticed_before_long()
    {
        await _accounts.AskAsync(_ann, isStored: true);
        _time.Advance(ExistingAccounts.Trust - TimeSpan.FromMilliseconds(1));
        Assert.True(_accounts.Knows(_ann));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_accounts.Knows(_ann));
    }

    [Fact]
    public async Task A_deletion_finds_stored_conversations_only_so_nobody_else_remembers()
    {
        Assert.True(await _accounts.AskAsync(_ann, isStored: false));
        Assert.False(_accounts.Knows(_ann));
    }

    [Fact]
    public async Task The_news_of_a_deletion_may_overtake_the_answer()
    {
        var answer = new TaskCompletionSource<bool>();
        _answer = answer.Task;
        var asking = _accounts.AskAsync(_ann, isStored: true);
        _accounts.Forget(_ann);
        answer.SetResult(true);
        Assert.True(await asking);
        Assert.False(_accounts.Knows(_ann));
    }
}
