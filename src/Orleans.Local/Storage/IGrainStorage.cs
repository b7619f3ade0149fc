using Orleans.Runtime;

namespace Orleans
{
    /// <summary>A state as a provider sees it.</summary>
    public interface IGrainState<T>
    {
        /// <summary>The value.</summary>
        T? State { get; set; }

        /// <summary>The version.</summary>
        string? ETag { get; set; }

        /// <summary>Whether something is stored.</summary>
        bool RecordExists { get; set; }
    }

    /// <summary>A state as a provider sees it.</summary>
    [GenerateSerializer]
    public sealed class GrainState<T> : IGrainState<T>
    {
        /// <summary>No value yet.</summary>
        public GrainState()
        {
        }

        /// <summary>That value.</summary>
        public GrainState(T? state)
            : this(state, null)
        {
        }

        /// <summary>That value in that version.</summary>
        public GrainState(T? state, string? eTag)
        {
            State = state;
            ETag = eTag;
        }

        /// <inheritdoc/>
        [Id(0)]
        public T? State { get; set; }

        /// <inheritdoc/>
        [Id(1)]
        public string? ETag { get; set; }

        /// <inheritdoc/>
        [Id(2)]
        public bool RecordExists { get; set; }
    }
}

namespace Orleans.Storage
{
    /// <summary>Keeps the states of grains.</summary>
    public interface IGrainStorage
    {
        /// <summary>Reads a state into <paramref name="grainState"/>.</summary>
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <summary>Stores a state, if the stored version is still the one in <paramref name="grainState"/>.</summary>
        /// <exception cref="InconsistentStateException">It is not.</exception>
        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <summary>Clears a state, if the stored version is still the one in <paramref name="grainState"/>.</summary>
        /// <exception cref="InconsistentStateException">It is not.</exception>
        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
    }

    /// <summary>The stored version is not the expected one. An activation that lets it out of a method is deactivated.</summary>
    [GenerateSerializer]
    public class InconsistentStateException : OrleansException
    {
        /// <summary>A conflict.</summary>
        public InconsistentStateException()
        {
        }

        /// <summary>A conflict in words.</summary>
        public InconsistentStateException(string message)
            : base(message)
        {
        }

        /// <summary>A conflict in words, and what caused it.</summary>
        public InconsistentStateException(string message, Exception? innerException)
            : base(message, innerException)
        {
        }

        /// <summary>A conflict in words, between those versions.</summary>
        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
            : this(errorMsg, storedEtag, currentEtag, null)
        {
        }

        /// <summary>A conflict in words, between those versions, and what caused it.</summary>
        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
            : base(errorMsg, storageException)
        {
            StoredEtag = storedEtag;
            CurrentEtag = currentEtag;
        }

        /// <summary>A conflict between those versions, and what caused it.</summary>
        public InconsistentStateException(string? storedEtag, string? currentEtag, Exception storageException)
            : this(storageException?.Message ?? "", storedEtag, currentEtag, storageException)
        {
        }

        /// <summary>The version that is stored.</summary>
        [Id(1)]
        public string? StoredEtag { get; private set; }

        /// <summary>The version that the grain has.</summary>
        [Id(2)]
        public string? CurrentEtag { get; private set; }

        /// <summary>Whether no activation was deactivated for it yet.</summary>
        [Id(0)]
        internal bool IsSourceActivation { get; set; } = true;
    }
}
