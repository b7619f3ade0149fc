using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace OrleansChat.Grains.Operations;

/// <summary>
/// How many activations of which grain class this silo has, as the runtime's management grain counts them. Asked for when somebody
/// looks, who gets what was counted after the last look: nothing is counted while nobody does.
/// </summary>
/// <param name="services">The silo's services; asked late, for the grain factory itself needs the call filters.</param>
/// <param name="log">The log.</param>
internal sealed partial class ActivationCounts(IServiceProvider services, ILogger<ActivationCounts> log)
{
    private const string Ours = "OrleansChat.Grains.";

    private Measurement<int>[] _counted = [];
    private int _counting;

    /// <summary>The last count; begins the next one.</summary>
    public IEnumerable<Measurement<int>> Observe()
    {
        if (Interlocked.Exchange(ref _counting, 1) == 0)
            _ = CountAsync();
        return Volatile.Read(ref _counted);
    }

    private async Task CountAsync()
    {
        try
        {
            var here = services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
            var all = await services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
            Volatile.Write(ref _counted, [.. all
                .Where(some => some.SiloAddress.Equals(here) && some.GrainType.StartsWith(Ours, StringComparison.Ordinal))
                .GroupBy(some => ClassOf(some.GrainType))
                .Select(some => new Measurement<int>(some.Sum(one => one.ActivationCount), new KeyValuePair<string, object?>("grain", some.Key)))]);
        }
        catch (Exception failure)
        {
            NotCounted(log, failure);
        }
        finally
        {
            Volatile.Write(ref _counting, 0);
        }
    }

    /// <summary>The class of <c>Namespace.Class,Assembly</c>.</summary>
    private static string ClassOf(string grainType)
    {
        var name = grainType.Split(',')[0];
        return name[(name.LastIndexOf('.') + 1)..];
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "The activations could not be counted")]
    private static partial void NotCounted(ILogger log, Exception failure);
}
