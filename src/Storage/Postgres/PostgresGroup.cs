using System.Data;
using Npgsql;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Postgres;

/// <summary>Writes a group of logs' writes in one transaction: together, and when one of them is refused, one after the other.</summary>
internal sealed class PostgresGroup
{
    private const int Attempts = 3;

    private readonly PostgresAppends _appends = new();
    private readonly PostgresHorizons _horizons = new();
    private readonly List<NpgsqlBatchCommand> _checked = [];

    /// <summary>
    /// True when all were stored. False when the database refused some, which undoes all. Any other exception: the outcome is unknown.
    /// Appends go first and horizons last, which keeps the order of each log: a change never concerns a message that is appended after it.
    /// </summary>
    public async Task<bool> TryWriteTogetherAsync(NpgsqlConnection connection, List<LogWrite> writes)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteTogetherAsync(connection, writes);
            }
            catch (PostgresException deadlock) when (deadlock.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts)
            {
                // Nothing of it was kept, and the other transaction is through.
            }
            catch (PostgresException) when (connection.FullState == ConnectionState.Open)
            {
                return false;
            }
        }
    }

    /// <summary>Undoes and refuses only the writes that fail, and the later ones of their logs.</summary>
    public async Task WriteOneByOneAsync(NpgsqlConnection connection, List<LogWrite> writes)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var write in writes)
        {
            if (write.Log.Failure is { } failure)
                write.Refuse(failure);
            else
                await WriteOneAsync(connection, transaction, write);
        }

        await transaction.CommitAsync();
    }

    private async Task WriteOneAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, LogWrite write)
    {
        await transaction.SaveAsync("one");
        await using var batch = new NpgsqlBatch(connection);
        Fill(batch, [write]);
        LogFailedException? refusal = null;
        try
        {
            await batch.ExecuteNonQueryAsync();
            if (_appends.Stored != _appends.Count)
                refusal = LogFailures.Deleted();
            else if (_checked.FindIndex(command => command.RecordsAffected != 1) is var unmet and >= 0)
                refusal = unmet == 0 ? LogFailures.Overtaken() : LogFailures.NoSuchMessage(((ChangeWrite)write).Sequence);
        }
        catch (PostgresException conflict) when (connection.FullState == ConnectionState.Open)
        {
            refusal = conflict.SqlState == PostgresErrorCodes.UniqueViolation
                ? LogFailures.Overtaken(conflict)
                : new LogFailedException("The database refused the write.", conflict);
        }

        if (refusal is null)
        {
            await transaction.ReleaseAsync("one");
            return;
        }

        await transaction.RollbackAsync("one");
        write.Refuse(refusal);
    }

    private async Task<bool> WriteTogetherAsync(NpgsqlConnection connection, List<LogWrite> writes)
    {
        await using var batch = new NpgsqlBatch(connection);
        Fill(batch, writes);
        if (_checked.Count == 0)
        {
            // One round trip: the batch is a transaction by itself. What it leaves out belongs to deleted conversations, which only their own logs notice.
            await batch.ExecuteNonQueryAsync();
            if (_appends.Stored != _appends.Count)
                await RefuseUnstoredAsync(connection, writes);
            return true;
        }

        await using var transaction = await connection.BeginTransactionAsync();
        await batch.ExecuteNonQueryAsync();
        if (_appends.Stored != _appends.Count || _checked.Exists(command => command.RecordsAffected != 1))
        {
            await transaction.RollbackAsync();
            return false;
        }

        await transaction.CommitAsync();
        return true;
    }

    private static async Task RefuseUnstoredAsync(NpgsqlConnection connection, List<LogWrite> writes)
    {
        var appends = writes.OfType<AppendWrite>().ToList();
        await using var command = new NpgsqlCommand("SELECT id FROM messages WHERE id = ANY($1)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = appends.ConvertAll(append => append.Message.Id) });
        var stored = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            stored.Add(reader.GetGuid(0));
        }

        foreach (var append in appends.Where(append => !stored.Contains(append.Message.Id)))
        {
            append.Refuse(LogFailures.Deleted());
        }
    }

    private void Fill(NpgsqlBatch batch, List<LogWrite> writes)
    {
        _appends.Clear();
        _horizons.Clear();
        _checked.Clear();
        foreach (var write in writes)
        {
            if (write is AppendWrite append)
                _appends.Add(append.Message);
            else if (write is HorizonWrite horizon)
                _horizons.Add(horizon);
        }

        _appends.AddTo(batch);
        foreach (var write in writes)
        {
            if (write is ChangeWrite change)
                PostgresChanges.AddTo(batch, change, _checked);
            else if (write is AppendWrite append)
                PostgresHiding.AddTo(batch, append.Message);
        }

        if (_horizons.Any)
            batch.BatchCommands.Add(_horizons.ToCommand());
    }
}
