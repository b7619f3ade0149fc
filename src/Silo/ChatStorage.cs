using OrleansChat.Storage;

namespace OrleansChat.Silo;

/// <summary>Which database keeps everything; section <c>Storage</c> of the configuration.</summary>
internal static class ChatStorage
{
    /// <summary>Adds the store: SQLite under the data folder by default, PostgreSQL by configuration.</summary>
    public static StorageOptions AddChatStorage(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        options.DataFolder = DataFolder.Of(builder.Configuration);
        builder.Services.AddChatStorage(options);
        return options;
    }
}
