using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Presence;

/// <summary>
/// The fronts that are alive, in memory: after a loss all are back within one renewal. It also looks which silos are active,
/// so that fronts and silos learn of a loss from one that asks for all.
/// </summary>
[GrainType("frontdirectory")]
internal sealed partial class FrontDirectoryGrain(TimeProvider time, ILogger<FrontDirectoryGrain> log) : Grain, IFrontDirectoryGrain
{
    /// <summary>How often it looks which silos are active: that reads the membership table.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, (FrontAddress Front, DateTimeOffset Until)> _leases = [];
    private DateTimeOffset _since;
    private long _silos;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _since = time.GetUtcNow();

        // Beside the requests: a membership table that is away holds up no renewal.
        this.RegisterGrainTimer(
            LookAsync,
            new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = LookPeriod, Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<FrontRenewal> RenewAsync(FrontAddress front)
    {
        var now = time.GetUtcNow();
        foreach (var (id, lease) in _leases)
        {
            if (lease.Until <= now)
                _leases.Remove(id);
        }

        var known = _leases.ContainsKey(front.Id);
        _leases[front.Id] = (front, now + FrontLease.Duration);
        return Task.FromResult(new FrontRenewal(known, _silos));
    }

    /// <inheritdoc/>
    public Task LeaveAsync(Guid frontId)
    {
        _leases.Remove(frontId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<FrontAddress>> ListAsync() => Task.FromResult(List());

    /// <inheritdoc/>
    public Task<FrontSurvey> SurveyAsync() =>
        Task.FromResult(new FrontSurvey(List(), time.GetUtcNow() - _since >= FrontLease.Settling, _silos));

    private ImmutableArray<FrontAddress> List()
    {
        var now = time.GetUtcNow();
        return [.. _leases.Values.Where(lease => lease.Until > now).Select(lease => lease.Front)];
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            _silos = Fingerprint(await GrainFactory.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true));
        }
        catch (Exception failure)
        {
            NotLooked(log, failure); // What was seen last counts until it can be seen again.
        }
    }

    /// <summary>The same for the same silos, whoever looks. Two runs of one silo are two silos.</summary>
    private static long Fingerprint(Dictionary<SiloAddress, SiloStatus> hosts)
    {
        var silos = hosts.Keys.Select(silo => silo.ToParsableString()).Order(StringComparer.Ordinal);
        return BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(';', silos)))) | 1;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Which silos are active could not be learned; looking again")]
    private static partial void NotLooked(ILogger log, Exception failure);
}
