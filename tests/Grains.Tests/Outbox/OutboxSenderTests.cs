using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Grains.Outbox;
using OrleansChat.Grains.Rules;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage;
using OrleansChat.Storage.Outbox;

namespace OrleansChat.Grains.Tests.Outbox;

/// <summary>Queued is sent: over a real store, with a channel that does as the test says.</summary>
public sealed class OutboxSenderTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orleanschat-outbox-").FullName;
    private readonly AdjustableTimeProvider _clock = new();
    private readonly ScriptedChannel _channel = new();
    private ServiceProvider _services = null!;

    private IOutboxStore Store => _services.GetRequiredService<IOutboxStore>();

    public async ValueTask InitializeAsync()
    {
        _services = new ServiceCollection().AddMetrics().AddChatStorage(new StorageOptions { DataFolder = _folder }).BuildServiceProvider();
        await _services.GetRequiredService<IStorageInitializer>().InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_is_queued_is_sent_once_and_its_text_is_gone()
    {
        await QueueAsync("hello");
        var sender = Sender();
        Assert.Equal(1, await sender.SendDueAsync(default));
        Assert.Equal(0, await sender.SendDueAsync(default));
        Assert.Equal(["hello"], _channel.Sent);
        Assert.Empty(await Store.ListAsync(null, 10));
    }

    [Fact]
    public async Task A_sender_that_ends_before_it_sends_leaves_it_to_the_next_one()
    {
        await QueueAsync("hello");
        using var stopping = new CancellationTokenSource();
        _channel.Before = async cancel =>
        {
            await stopping.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        };
        await Sender().SendDueAsync(stopping.Token);
        Assert.Empty(_channel.Sent);

        _channel.Before = _ => Task.CompletedTask;
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Sender().SendDueAsync(default);
        Assert.Equal(["hello"], _channel.Sent);
    }

    [Fact]
    public async Task A_sender_that_ends_after_it_sent_and_before_it_could_say_so_has_it_sent_twice_and_not_thrice()
    {
        await QueueAsync("hello");
        var taken = await Store.LeaseAsync(_clock.GetUtcNow(), _clock.GetUtcNow().AddMinutes(1), 10);
        await _channel.SendAsync(Assert.Single(taken), default);

        _clock.Advance(TimeSpan.FromMinutes(2));
        for (var time = 0; time < 3; time++)
        {
            await Sender().SendDueAsync(default);
            _clock.Advance(TimeSpan.FromHours(2));
        }

        Assert.Equal(["hello", "hello"], _channel.Sent);
    }

    [Fact]
    public async Task What_cannot_be_sent_is_tried_again_ever_more_seldom_and_given_up_in_the_end()
    {
        await QueueAsync("hello");
        _channel.Before = _ => throw new InvalidOperationException("No.");
        var sender = Sender();
        for (var attempt = 1; attempt <= 12; attempt++)
        {
            Assert.Equal(1, await sender.SendDueAsync(default));
            Assert.Equal(0, await sender.SendDueAsync(default));
            _clock.Advance(TimeSpan.FromSeconds(Math.Min(5 * Math.Pow(2, attempt - 1), 3_600)));
        }

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await sender.SendDueAsync(default));
        Assert.Empty(await Store.ListAsync(null, 10));
    }

    [Fact]
    public async Task One_that_fails_does_not_keep_the_others()
    {
        await QueueAsync("bad");
        await QueueAsync("good");
        _channel.Refuses = "bad";
        await Sender().SendDueAsync(default);
        Assert.Equal(["good"], _channel.Sent);
    }

    [Fact]
    public async Task Without_a_channel_it_is_dropped_or_kept_for_who_develops()
    {
        _channel.IsOn = false;
        await QueueAsync("dropped");
        await Sender().SendDueAsync(default);
        Assert.Empty(await Store.ListAsync(null, 10));

        await QueueAsync("kept");
        await Sender(keep: true).SendDueAsync(default);
        Assert.Equal("kept", Assert.Single(await Store.ListAsync(null, 10)).Body);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await Sender().SendDueAsync(default));
    }

    [Fact]
    public async Task What_is_queued_here_wakes_the_sender()
    {
        var bell = new OutboxBell();
        using var sender = Sender(bell: bell, period: TimeSpan.FromHours(1));
        await sender.StartAsync(default);
        await new Grains.Outbox.Outbox(Store, bell).QueueAsync(Message("hello"));
        await _channel.FirstSent.WaitAsync(TimeSpan.FromMinutes(1));
        await sender.StopAsync(default);
    }

    [Fact]
    public async Task A_message_has_a_limit() => await Assert.ThrowsAsync<ArgumentException>(
        () => new Grains.Outbox.Outbox(Store, new OutboxBell()).QueueAsync(Message(new string('x', 65_537))));

    [Fact]
    public async Task A_channel_that_hangs_and_does_not_heed_its_token_is_left_behind()
    {
        await QueueAsync("hello");
        var never = new TaskCompletionSource();
        _channel.Before = _ => never.Task;
        Assert.Equal(1, await Sender(timeout: TimeSpan.FromMilliseconds(100)).SendDueAsync(default).WaitAsync(TimeSpan.FromMinutes(1)));

        _channel.Before = _ => Task.CompletedTask;
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await Sender().SendDueAsync(default));
        Assert.Equal(["hello"], _channel.Sent);
    }

    private OutboxSender Sender(bool keep = false, OutboxBell? bell = null, TimeSpan? period = null, TimeSpan? timeout = null) => new(
        Store,
        bell ?? new OutboxBell(),
        [_channel],
        ActivatorUtilities.CreateInstance<OutboxCounts>(_services),
        Options.Create(new OutboxOptions { Keep = keep, Period = period ?? TimeSpan.FromSeconds(2), Timeout = timeout ?? TimeSpan.FromSeconds(30) }),
        _clock,
        NullLogger<OutboxSender>.Instance);

    private Task QueueAsync(string body) => Store.AddAsync(Message(body));

    private OutboxMessage Message(string body) =>
        new(Guid.CreateVersion7(), OutboxChannel.Email, "ann@example.com", "Hello", body, null, null, _clock.Stamp());

    /// <summary>Takes messages, after what the test wants to happen first.</summary>
    private sealed class ScriptedChannel : IOutboxChannel
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Sent { get; } = new();

        public Task FirstSent => _first.Task;

        public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

        public string? Refuses { get; set; }

        public OutboxChannel Channel => OutboxChannel.Email;

        public bool IsOn { get; set; } = true;

        public async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            await Before(cancellationToken);
            if (message.Body == Refuses)
                throw new InvalidOperationException("Not this one.");
            Sent.Enqueue(message.Body);
            _first.TrySetResult();
        }
    }
}
