using Orleans.Runtime;
using OrleansChat.Silo;

try
{
    await using var chat = ChatHost.Build(args);
    chat.PrintBannerWhenReady();
    await chat.RunAsync();
    return 0;
}
catch (OrleansConfigurationException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
