using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Local;

/// <summary>One named state of an activation, read when it is activated.</summary>
internal sealed class StateBridge<TState>(Activation activation, string name, IGrainStorage storage) : IPersistentState<TState>
{
    private readonly GrainState<TState> _state = new(EmptyState.Of<TState>());
    private bool _isRead;

    public TState State
    {
        get => _state.State!;
        set => _state.State = value;
    }

    public string? Etag => _state.ETag;

    public bool RecordExists => _isRead ? _state.RecordExists : throw new InvalidOperationException("State has not yet been loaded");

    public static StateBridge<TState> Create(IGrainContext context, string name, string? provider)
    {
        var activation = Activation.Of(context);
        return new StateBridge<TState>(activation, name, PersistentStates.ProviderOf(activation, provider));
    }

    public async Task ReadStateAsync()
    {
        await GuardAsync("read", storage.ReadStateAsync(name, activation.GrainId, _state));
        _isRead = true;
    }

    public Task WriteStateAsync() => GuardAsync("write", storage.WriteStateAsync(name, activation.GrainId, _state));

    public Task ClearStateAsync() => GuardAsync("clear", storage.ClearStateAsync(name, activation.GrainId, _state));

    private async Task GuardAsync(string operation, Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            activation.Silo.Log.StorageFailed(exception, storage.GetType().Name, operation, name, activation.GrainId.ToString());
            if (exception is OrleansException) throw;
            throw new OrleansException(
                $"Error from storage provider {storage.GetType().Name}.{name} during {operation} for grain {activation.GrainId}: {exception.Message}",
                exception);
        }
    }
}
