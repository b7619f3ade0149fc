using System.Text.Json;
using Orleans.Runtime;

namespace OrleansChat.Storage.Grains;

/// <summary>The grain states in our own table.</summary>
public interface IGrainStateRows
{
    /// <summary>
    /// Hands every state to <paramref name="put"/> (state name, grain, state) and removes it once that is through. One process at a
    /// time; a state may be handed over again after a failure.
    /// </summary>
    Task MoveAsync(Func<string, GrainId, JsonElement, Task> put, CancellationToken cancellationToken);
}
