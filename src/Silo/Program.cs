using Orleans.Runtime;
using OrleansChat.Silo;
using OrleansChat.Storage;

try
{
    await using var chat = ChatHost.Build(args);
    chat.PrintBannerWhenReady();
    await chat.RunAsync();
    return 0;
}
catch (Exception refused) when (refused is OrleansConfigurationException or StorageStartupException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
