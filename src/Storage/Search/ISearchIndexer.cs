namespace OrleansChat.Storage.Search;

/// <summary>The background indexer of message search, which also wipes what was in deleted conversations.</summary>
public interface ISearchIndexer
{
    /// <summary>Completes when everything that was acknowledged before the call can be found, and what was deleted is wiped.</summary>
    Task CatchUpAsync(CancellationToken cancellationToken = default);
}
