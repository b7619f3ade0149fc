namespace OrleansChat.WebFront.Processes;

/// <summary>Programs of this machine, for all that need some.</summary>
internal static class ProcessSetup
{
    /// <summary>Adds the one bound that all of them run within: half as many at once as there are processors, for each keeps one busy.</summary>
    public static void AddProcesses(this IServiceCollection services)
    {
        services.AddSingleton(new InstalledPrograms(Environment.GetEnvironmentVariable("PATH") ?? ""));
        services.AddSingleton(_ => new ProcessRunner(Math.Max(2, Environment.ProcessorCount / 2)));
    }
}
