using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansChat.Grains.Outbox;

/// <summary>What sends mails, text messages and pushes from a silo.</summary>
internal static class OutboxGrains
{
    public static IServiceCollection AddOutboxGrains(this IServiceCollection services)
    {
        services.AddOptions<OutboxOptions>().BindConfiguration(OutboxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<OutboxBell>();
        services.TryAddSingleton<OutboxCounts>();
        services.TryAddSingleton<IOutbox, Outbox>();
        services.AddSingleton<IOutboxChannel, MailChannel>();
        return services.AddHostedService<OutboxSender>();
    }
}
