using OrleansChat.Grains.Interfaces.Operations;

namespace OrleansChat.WebFront.Admin.Reports;

/// <summary>What every process of the cluster reports to operators.</summary>
public static class NodeReportsSetup
{
    /// <summary>Reports how this process is, every <see cref="NodeReports.Period"/>; needs what the operations listener needs.</summary>
    public static IServiceCollection AddNodeReports(this IServiceCollection services)
    {
        services.AddRecentErrors();
        services.AddSingleton<NodeIdentity>();
        services.AddSingleton<NodeCounters>();
        return services.AddHostedService<NodeReporter>();
    }

    /// <summary>Remembers what is logged as a warning or worse.</summary>
    public static IServiceCollection AddRecentErrors(this IServiceCollection services)
    {
        services.AddSingleton<RecentErrors>();
        return services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<RecentErrors>());
    }
}
