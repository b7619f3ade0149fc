namespace OrleansChat.Storage.Data;

/// <summary>What is done with the database beside reading and writing.</summary>
internal interface IDatabaseLifetime
{
    /// <summary>Opens it, once.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Removes what wiped content left outside the tables; the costly part of it only when it is due, or when asked for.</summary>
    Task TidyAsync(bool thoroughly, CancellationToken cancellationToken);

    /// <summary>Writes what is queued, then closes it, once.</summary>
    ValueTask CloseAsync();
}
