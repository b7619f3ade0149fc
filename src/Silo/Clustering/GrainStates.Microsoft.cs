using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using OrleansChat.Storage;
using OrleansChat.Storage.Clusters;

namespace OrleansChat.Silo.Clustering;

/// <summary>Where grain states are kept.</summary>
internal static class GrainStates
{
    private const string Name = SiloStorage.GrainStates;

    /// <summary>In PostgreSQL by Orleans' own provider, else in our own table.</summary>
    public static void AddGrainStates(this ISiloBuilder silo, StorageOptions storage)
    {
        if (storage.Provider != StorageProvider.Postgres)
        {
            silo.AddChatGrainStorage(Name);
            return;
        }

        silo.AddOrleansTables(storage.ConnectionString!);
        silo.Services.AddOptions<AdoNetGrainStorageOptions>(Name).Configure(options =>
        {
            options.Invariant = OrleansTables.Invariant;
            options.ConnectionString = OrleansTables.ForGrainStates(storage.ConnectionString!);
            options.GrainStorageSerializer = new GrainStateJson();
            options.HashPicker = new StorageHasherPicker([new OrleansDefaultHasher()]);
            options.DeleteStateOnClear = true;
        });
        silo.Services.AddGrainStorage(Name, (services, name) => ActivatorUtilities.CreateInstance<AdoNetGrainStates>(services, AdoNetGrainStorageFactory.Create(services, name)));
    }
}
