using Orleans.Hosting;
using OrleansChat.Storage;

namespace OrleansChat.Silo.Clustering;

/// <summary>Where grain states are kept.</summary>
internal static class GrainStates
{
    /// <summary>In our own table, whatever the database.</summary>
    public static void AddGrainStates(this ISiloBuilder silo, StorageOptions storage) => silo.AddChatGrainStorage(SiloStorage.GrainStates);
}
