using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using OrleansChat.Storage.Clusters;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Grains;

namespace OrleansChat.Storage;

/// <summary>Gives a silo the stores that <see cref="StorageServices.AddChatStorage"/> opened.</summary>
public static class SiloStorage
{
    /// <summary>The provider that grains name for their states.</summary>
    public const string GrainStates = "chat";

    /// <summary>Sees to it that the tables of Orleans' own ADO.NET providers are there before the silo starts.</summary>
    public static ISiloBuilder AddOrleansTables(this ISiloBuilder silo, string connectionString)
    {
        if (silo.Services.Any(service => (service.ImplementationInstance as OrleansTables)?.ConnectionString == connectionString))
            return silo;
        silo.Services.AddSingleton<IHostedService>(new OrleansTables(connectionString, TimeProvider.System));
        return silo;
    }

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
