using Orleans.Runtime;
using OrleansChat.Silo;
using OrleansChat.Storage;
using OrleansChat.WebFront.Operations;

if (args is ["--health", var url])
    return await HealthProbe.AskAsync(url);

try
{
    await using var chat = ChatHost.Build(args);
    WorkerThreads.Begin(block: chat.Services.GetRequiredService<StorageOptions>().Provider == StorageProvider.Sqlite);
    chat.PrintBannerWhenReady();
    await chat.RunToEndAsync();
    return 0;
}
catch (Exception refused) when (refused is OrleansConfigurationException or StorageStartupException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
