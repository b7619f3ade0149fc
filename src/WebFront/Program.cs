using Orleans.Runtime;
using OrleansChat.WebFront;

try
{
    await using var front = FrontHost.Build(args);
    front.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"OrleansChat's front is ready on {string.Join(", ", front.Urls)}. Ctrl-C stops it."));
    await front.RunAsync();
    return 0;
}
catch (OrleansConfigurationException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
