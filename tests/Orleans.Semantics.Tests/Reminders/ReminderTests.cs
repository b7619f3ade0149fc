using Orleans;

namespace OrleansChat.Semantics.Tests.Reminders;

public sealed class ReminderTests(ClusterFixture cluster)
{
    private readonly Guid _key = Guid.NewGuid();

    private IReminderGrain Grain => cluster.Grains.GetGrain<IReminderGrain>(_key);

    [Fact]
    public async Task A_reminder_comes_again_and_again()
    {
        await Grain.RemindAsync("tea", TimeSpan.FromMilliseconds(200)).Within();
        await Gate.Of(_key).EnteredAsync();
        await Gate.Of(_key).EnteredAsync();
        await Grain.ForgetAsync("tea").Within();
    }

    [Fact]
    public async Task A_reminder_activates_its_grain()
    {
        var first = await Grain.RemindAndLeaveAsync("tea", TimeSpan.FromMilliseconds(300)).Within();
        await Gate.Of(_key).EnteredAsync();
        Assert.NotEqual(first, await Grain.ForgetAsync("tea").Within());
    }

    [Fact]
    public async Task Reminders_are_listed_until_they_are_removed()
    {
        await Grain.RemindAsync("tea", TimeSpan.FromHours(1)).Within();
        await Grain.RemindAsync("coffee", TimeSpan.FromHours(1)).Within();
        Assert.Equal(["coffee", "tea"], (await Grain.ListAsync().Within()).Order());
        await Grain.ForgetAsync("tea").Within();
        Assert.Equal(["coffee"], await Grain.ListAsync().Within());
    }

    [Fact]
    public async Task A_reminder_that_was_never_set_is_null() => Assert.False(await Grain.HasAsync("milk").Within());

    [Fact]
    public async Task A_period_below_the_minimum_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Grain.RemindAsync("tea", TimeSpan.FromMilliseconds(1)).Within());
}

public interface IReminderGrain : IGrainWithGuidKey
{
    Task RemindAsync(string name, TimeSpan period);

    Task<Guid> RemindAndLeaveAsync(string name, TimeSpan period);

    Task<Guid> ForgetAsync(string name);

    Task<System.Collections.Immutable.ImmutableArray<string>> ListAsync();

    Task<bool> HasAsync(string name);
}

public sealed class ReminderGrain : Grain, IReminderGrain, IRemindable
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task RemindAsync(string name, TimeSpan period) => this.RegisterOrUpdateReminder(name, period, period);

    public async Task<Guid> RemindAndLeaveAsync(string name, TimeSpan period)
    {
        await this.RegisterOrUpdateReminder(name, period, period);
        DeactivateOnIdle();
        return _activation;
    }

    public async Task<Guid> ForgetAsync(string name)
    {
        if (await this.GetReminder(name) is { } reminder) await this.UnregisterReminder(reminder);
        return _activation;
    }

    public async Task<System.Collections.Immutable.ImmutableArray<string>> ListAsync() =>
        [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName)];

    public async Task<bool> HasAsync(string name) => await this.GetReminder(name) is not null;

    public Task ReceiveReminder(string reminderName, Orleans.Runtime.TickStatus status)
    {
        Gate.Of(this.GetPrimaryKey()).Note();
        return Task.CompletedTask;
    }
}
