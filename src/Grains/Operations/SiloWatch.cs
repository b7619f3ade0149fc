using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Operations;

namespace OrleansChat.Grains.Operations;

/// <summary>
/// What the cluster says of its silos, asked at most every two seconds and never waited for longer than one: while a silo that
/// died is still asked, what was known before is shown.
/// </summary>
internal sealed partial class SiloWatch(IGrainFactory grains, TimeProvider time, ILogger log)
{
    private const int MaxSilos = 100;
    private const int MaxActivations = 2000;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private SiloOverview _known = new(null, [], []);
    private DateTimeOffset _askedAt;
    private Task _asking = Task.CompletedTask;

    /// <summary>What is known.</summary>
    public async Task<SiloOverview> ReadAsync()
    {
        var now = time.GetUtcNow();
        if (_asking.IsCompleted && now - _askedAt >= Age)
        {
            _askedAt = now;
            _asking = AskAsync();
        }

        await _asking.WithinAsync(Patience, time);
        return _known;
    }

    private async Task AskAsync()
    {
        try
        {
            var management = grains.GetGrain<IManagementGrain>(0);
            var (hosts, statistics) = (management.GetHosts(), management.GetSimpleGrainStatistics());
            await Task.WhenAll(hosts, statistics);
            _known = new SiloOverview(time.GetUtcNow(), Members(await hosts), Activations(await statistics));
        }
        catch (Exception failure)
        {
            NotAnswered(log, failure);
        }
    }

    /// <summary>All but those that membership remembers as dead, which it does for days.</summary>
    private static ImmutableArray<SiloMember> Members(Dictionary<SiloAddress, SiloStatus> hosts) =>
    [
        .. hosts.Where(host => host.Value != SiloStatus.Dead)
            .Select(host => new SiloMember(host.Key.ToParsableString(), host.Value.ToString()))
            .OrderBy(member => member.Address, StringComparer.Ordinal)
            .Take(MaxSilos),
    ];

    private static ImmutableArray<GrainActivations> Activations(SimpleGrainStatistic[] statistics) =>
    [
        .. statistics.GroupBy(statistic => (Type: GrainClass.Of(statistic), statistic.SiloAddress))
            .Select(group => new GrainActivations(group.Key.Type, group.Key.SiloAddress.ToParsableString(), group.Sum(statistic => statistic.ActivationCount)))
            .OrderByDescending(activations => activations.Count)
            .Take(MaxActivations),
    ];

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "The cluster did not say how its silos are")]
    private static partial void NotAnswered(ILogger log, Exception failure);
}
