using Microsoft.Extensions.DependencyInjection;

namespace OrleansChat.Storage.Conversations;

/// <summary>The store of conversations.</summary>
internal static class ConversationsStorage
{
    public static IServiceCollection AddConversationsStorage(this IServiceCollection services) => services
        .AddSingleton<ContactsReader>()
        .AddSingleton<IConversationStore, ConversationStore>()
        .AddSingleton<IConversationListings, ConversationListings>();
}
