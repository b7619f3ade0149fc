using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace OrleansChat.Grains.Operations;

/// <summary>
/// How many activations of which grain class this silo has, as the runtime's management grain counts them. Asked for when somebody
/// looks (a scraper, and the node's own reports to operators every two seconds), who gets what was counted after the last look. Only
/// this silo is asked, and the membership is not: it costs as much in a large cluster as in a small one, and waits for no silo that died.
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
            var ours = await services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics([here]);
            Volatile.Write(ref _counted, [.. ours
                .Where(some => some.GrainType.StartsWith(Ours, StringComparison.Ordinal))
                .GroupBy(GrainClass.Of)
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

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "The activations could not be counted")]
    private static partial void NotCounted(ILogger log, Exception failure);
}
