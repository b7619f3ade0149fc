using Microsoft.Extensions.DependencyInjection;

namespace OrleansChat.Storage.Messages;

/// <summary>The log of messages and its readers.</summary>
internal static class MessagesStorage
{
    public static IServiceCollection AddMessagesStorage(this IServiceCollection services) => services
        .AddSingleton<IMessageLog, MessageLog>()
        .AddSingleton<IMessageReader, MessageReader>()
        .AddSingleton<IHiddenMessages, HiddenMessages>();
}
