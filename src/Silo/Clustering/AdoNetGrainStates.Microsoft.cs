using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Storage;
using OrleansChat.Storage.Grains;

namespace OrleansChat.Silo.Clustering;

/// <summary>
/// Grain states by Orleans' ADO.NET provider. A database that does not answer becomes an error that callers know; and what a
/// node without that provider wrote into our own table is moved over before the first grain asks.
/// </summary>
internal sealed class AdoNetGrainStates(AdoNetGrainStorage storage, IGrainStateRows rows, IOptionsMonitor<AdoNetGrainStorageOptions> options) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
    {
        storage.Participate(lifecycle);
        lifecycle.Subscribe<AdoNetGrainStates>(ServiceLifecycleStage.ApplicationServices + 1, MoveAsync);
    }

    /// <summary>A state is read while its grain activates, and what fails the activation reaches the caller as it is.</summary>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            await OnceMoreAsync(() => storage.ReadStateAsync(stateName, grainId, grainState));
        }
        catch (Exception failure) when (IsAway(failure))
        {
            throw new ChatException(ChatError.Unavailable);
        }
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => OrAwayAsync(() => storage.WriteStateAsync(stateName, grainId, grainState));

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => OrAwayAsync(() => storage.ClearStateAsync(stateName, grainId, grainState));

    private async Task OrAwayAsync(Func<Task> work)
    {
        try
        {
            await OnceMoreAsync(work);
        }
        catch (Exception failure) when (IsAway(failure))
        {
            throw new StoreUnavailableException(failure);
        }
    }

    /// <summary>
    /// Connections of a database that was away meanwhile are dead, and that shows when they are used: then once more, with new ones. A
    /// write that went through all the same conflicts with itself then, and its grain begins anew with what is stored.
    /// </summary>
    private async Task OnceMoreAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (NpgsqlException lost) when (lost.IsTransient)
        {
            await using (var one = new NpgsqlConnection(options.Get(SiloStorage.GrainStates).ConnectionString))
                NpgsqlConnection.ClearPool(one);
            await work();
        }
    }

    /// <summary>Whatever the database has against us is not for callers; that another activation wrote is for Orleans.</summary>
    private static bool IsAway(Exception failure) => failure is NpgsqlException or SocketException or TimeoutException;

    private Task MoveAsync(CancellationToken cancellationToken) => rows.MoveAsync(
        async (stateName, grainId, state) =>
        {
            try
            {
                await storage.WriteStateAsync(stateName, grainId, new GrainState<System.Text.Json.JsonElement>(state));
            }
            catch (InconsistentStateException)
            {
                // It is there already: moved before, and perhaps written since.
            }
        },
        cancellationToken);
}
