using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansChat.WebFront.Http.Admission;

namespace OrleansChat.WebFront.Tests.Http.Admission;

public sealed class AdmissionControlTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly AdmissionControl _admission;

    public AdmissionControlTests() => _admission = Make(places: 4, queue: 1);

    public void Dispose() => _services.Dispose();

    [Fact]
    public void As_many_get_in_as_there_are_places_and_one_more_when_one_leaves()
    {
        var inside = Enumerable.Range(0, 4).Select(_ => _admission.TryEnter(null, transient: false)!.Value).ToList();
        Assert.Null(_admission.TryEnter(null, transient: false));
        Assert.Equal(4, _admission.InFlight);

        inside[2].Dispose();

        Assert.NotNull(_admission.TryEnter(null, transient: false));
        Assert.Null(_admission.TryEnter(null, transient: false));
    }

    [Fact]
    public async Task What_is_transient_finds_it_full_at_half_and_never_waits()
    {
        _admission.TryEnter(null, transient: false);
        Assert.NotNull(_admission.TryEnter(null, transient: true));

        Assert.Null(_admission.TryEnter(null, transient: true));
        Assert.Null(await _admission.EnterAsync(null, transient: true, CancellationToken.None));
        Assert.NotNull(_admission.TryEnter(null, transient: false));
    }

    [Fact]
    public async Task One_may_wait_for_a_place_the_next_is_refused_and_nobody_passes_the_one_who_waits()
    {
        var inside = Enumerable.Range(0, 4).Select(_ => _admission.TryEnter(null, transient: false)!.Value).ToList();
        var waiting = _admission.EnterAsync(null, transient: false, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        Assert.Null(await _admission.EnterAsync(null, transient: false, CancellationToken.None));
        inside[0].Dispose();

        Assert.NotNull(await waiting);
        Assert.Null(_admission.TryEnter(null, transient: false));
    }

    [Fact]
    public async Task Whoever_hangs_up_while_waiting_leaves_no_place_taken()
    {
        var inside = Enumerable.Range(0, 4).Select(_ => _admission.TryEnter(null, transient: false)!.Value).ToList();
        using var hangUp = new CancellationTokenSource();
        var waiting = _admission.EnterAsync(null, transient: false, hangUp.Token);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);

        foreach (var place in inside)
            place.Dispose();

        Assert.Equal(0, _admission.InFlight);
        Assert.Equal(4, Enumerable.Range(0, 5).Count(_ => _admission.TryEnter(null, transient: false) is not null));
    }

    [Fact]
    public async Task Under_a_crowd_there_are_never_more_inside_than_places_and_none_at_the_end()
    {
        var most = 0;
        var inside = 0;
        await Parallel.ForAsync(0, 2_000, async (_, cancellationToken) =>
        {
            if (await _admission.EnterAsync(null, transient: false, cancellationToken) is not { } place)
                return;
            using (place)
            {
                var now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
        });

        Assert.InRange(most, 1, 4);
        Assert.Equal(0, _admission.InFlight);
    }

    [Fact]
    public async Task A_user_takes_no_more_than_a_share_and_others_find_room()
    {
        var admission = Make(places: 4, queue: 1, share: 2);
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        var first = admission.TryEnter(ann, transient: false)!.Value;
        Assert.NotNull(await admission.EnterAsync(ann, transient: false, CancellationToken.None));

        Assert.Null(admission.TryEnter(ann, transient: false));
        Assert.Null(await admission.EnterAsync(ann, transient: false, CancellationToken.None));
        Assert.NotNull(admission.TryEnter(bob, transient: false));
        Assert.Equal(3, admission.InFlight);

        first.Dispose();

        Assert.NotNull(admission.TryEnter(ann, transient: false));
        Assert.Null(admission.TryEnter(ann, transient: false));
    }

    [Fact]
    public async Task Whoever_is_refused_or_hangs_up_keeps_nothing_of_the_share()
    {
        var admission = Make(places: 2, queue: 1, share: 2);
        var ann = Guid.NewGuid();
        var others = Enumerable.Range(0, 2).Select(_ => admission.TryEnter(Guid.NewGuid(), transient: false)!.Value).ToList();
        using var hangUp = new CancellationTokenSource();
        var waiting = admission.EnterAsync(ann, transient: false, hangUp.Token);
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(admission.TryEnter(ann, transient: false));
            Assert.Null(admission.TryEnter(ann, transient: true));
            Assert.Null(await admission.EnterAsync(ann, transient: false, CancellationToken.None));
        }
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);

        foreach (var other in others)
            other.Dispose();

        Assert.Equal(2, Enumerable.Range(0, 2).Count(_ => admission.TryEnter(ann, transient: false) is not null));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private AdmissionControl Make(int places, int queue, int share = 100) => new(
        Options.Create(new OverloadOptions { MaxInFlight = places, MaxInFlightPerUser = share, MaxQueued = queue }),
        new OverloadMetrics(_services.GetRequiredService<IMeterFactory>()));
}
