using OrleansChat.Silo;

await using var chat = ChatHost.Build(args);
chat.PrintBannerWhenReady();
await chat.RunAsync();
