using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Grains;

namespace OrleansChat.Storage;

/// <summary>Gives a silo the stores that <see cref="StorageServices.AddChatStorage"/> opened.</summary>
public static class SiloStorage
{
    /// <summary>Keeps the grain states of the provider <paramref name="name"/> in the database.</summary>
    public static ISiloBuilder AddChatGrainStorage(this ISiloBuilder silo, string name)
    {
        silo.Services.AddGrainStorage(name, (services, provider) => new ChatGrainStorage(services.GetRequiredService<IDatabase>(), provider));
        return silo;
    }

    /// <summary>Keeps reminders in the database.</summary>
    public static ISiloBuilder AddChatReminders(this ISiloBuilder silo)
    {
        silo.AddReminders();
        silo.Services.AddSingleton<IReminderTable, ChatReminderTable>();
        return silo;
    }
}
