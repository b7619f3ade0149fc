using Orleans.Runtime;
using OrleansChat.WebFront;
using OrleansChat.WebFront.Operations;

if (args is ["--health", var url])
    return await HealthProbe.AskAsync(url);

try
{
    await using var front = FrontHost.Build(args);
    WorkerThreads.Begin(block: false);
    front.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"OrleansChat's front is ready on {string.Join(", ", front.Urls)}. Ctrl-C stops it."));
    await front.RunToEndAsync();
    return 0;
}
catch (OrleansConfigurationException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
