using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansChat.Semantics.Tests.Storage;

[GenerateSerializer, Alias("noted-state")]
public sealed class NotedState
{
    [Id(0)]
    public string Text { get; set; } = "";

    [Id(1)]
    public List<int> Numbers { get; set; } = [];
}

[GenerateSerializer, Immutable, Alias("note-view")]
public sealed record NoteView(
    [property: Id(0)] string Text, [property: Id(1)] bool Exists, [property: Id(2)] string? Etag, [property: Id(3)] Guid Activation);

public interface IStateGrain : IGrainWithGuidKey
{
    Task<NoteView> ReadAsync();

    Task<NoteView> WriteAsync(string text);

    Task<NoteView> ChangeWithoutWritingAsync(string text);

    Task<NoteView> RefreshAsync();

    Task<NoteView> ClearAsync();

    Task<string> CountSharedAsync();
}

public sealed class StateGrain([PersistentState("note")] IPersistentState<NotedState> note) : Grain, IStateGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task<NoteView> ReadAsync() => Task.FromResult(View());

    public async Task<NoteView> WriteAsync(string text)
    {
        note.State.Text = text;
        await note.WriteStateAsync();
        return View();
    }

    public Task<NoteView> ChangeWithoutWritingAsync(string text)
    {
        note.State.Text = text;
        return Task.FromResult(View());
    }

    public async Task<NoteView> RefreshAsync()
    {
        await note.ReadStateAsync();
        return View();
    }

    public async Task<NoteView> ClearAsync()
    {
        await note.ClearStateAsync();
        return View();
    }

    public async Task<string> CountSharedAsync()
    {
        note.State.Numbers.Add(1);
        await note.WriteStateAsync();
        note.State.Numbers.Add(2);
        await note.ReadStateAsync();
        return string.Join(",", note.State.Numbers);
    }

    private NoteView View() => new(note.State.Text, note.RecordExists, note.Etag, _activation);
}

public interface IConflictGrain : IGrainWithGuidKey
{
    Task<Guid> ActivationAsync();

    Task WriteAsync();

    Task<string> WriteAndRecoverAsync();
}

public sealed class ConflictGrain([PersistentState("note", "conflicting")] IPersistentState<NotedState> note) : Grain, IConflictGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task<Guid> ActivationAsync() => Task.FromResult(_activation);

    public Task WriteAsync() => note.WriteStateAsync();

    public async Task<string> WriteAndRecoverAsync()
    {
        try
        {
            await note.WriteStateAsync();
            return "written";
        }
        catch (InconsistentStateException conflict)
        {
            return conflict.StoredEtag ?? "";
        }
    }
}

/// <summary>Storage in which somebody else has always been first.</summary>
public sealed class ConflictingStorage : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.State ??= Activator.CreateInstance<T>();
        grainState.ETag = "mine";
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new InconsistentStateException("Somebody was first.", "theirs", grainState.ETag);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new InconsistentStateException("Somebody was first.", "theirs", grainState.ETag);
}
