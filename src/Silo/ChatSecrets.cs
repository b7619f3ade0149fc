using OrleansChat.Grains.Outbox;
using OrleansChat.Grains.Secrets;
using OrleansChat.WebFront.Http.Tokens;

namespace OrleansChat.Silo;

/// <summary>What Development brings along for accounts: a key that seals their secrets, and an outbox that keeps what it sent.</summary>
internal static class ChatSecrets
{
    /// <summary>Outside Development the key is required: a silo without it does not start.</summary>
    public static void AddChatSecrets(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SecretOptions>().PostConfigure<IConfiguration, IHostEnvironment>((options, configuration, environment) =>
            options.Key = KeyFile.Secret(options.Key, $"{SecretOptions.Section}:{nameof(SecretOptions.Key)}", "secrets.key", configuration, environment));
        builder.Services.AddOptions<OutboxOptions>().PostConfigure<IConfiguration, IHostEnvironment>((options, configuration, environment) =>
            options.Keep = configuration.GetValue($"{OutboxOptions.Section}:{nameof(OutboxOptions.Keep)}", environment.IsDevelopment()));
    }
}
