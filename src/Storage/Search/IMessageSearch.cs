using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Search;

/// <summary>The search index of one kind of database.</summary>
internal interface IMessageSearch
{
    /// <summary>Undeleted messages of the reader's conversations that contain every word as a prefix, newest first, without reactions.</summary>
    Task<StoredPage<StoredMessage>> FindAsync(
        DbSession session, Guid reader, IReadOnlyList<string> words, long offset, int limit, CancellationToken cancellationToken);

    /// <summary>Indexes the next few messages, in a short step.</summary>
    Task<IndexStep> IndexNextAsync(CancellationToken cancellationToken);

    /// <summary>Wipes the next few rows of deleted conversations; false when there are none left.</summary>
    Task<bool> PurgeNextAsync(CancellationToken cancellationToken);
}

/// <summary>A step of the indexer. <paramref name="More"/>: it did not come to the end. <paramref name="Work"/>: how long it kept the database busy.</summary>
internal readonly record struct IndexStep(bool More, TimeSpan Work);
