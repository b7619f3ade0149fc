using Microsoft.Data.Sqlite;
using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage.Sqlite;

/// <summary>
/// Gets wiped text out of the files. secure_delete overwrites it in its row at once. The write-ahead log holds older states of pages until it is
/// emptied, which is done soon after. And where SQLite has moved rows between pages, unused parts of pages can hold copies, which only VACUUM
/// removes: that rewrites the file while writes wait, so only of small files, not right after the start, not for edits, and for a hundredth of the
/// time at most. That it is due is noted in the file.
/// </summary>
internal sealed class SqliteTidying(SqliteFile file, WriteQueue queue, TimeProvider clock)
{
    public const string Note = "PRAGMA user_version = 1";
    public const string Forget = "PRAGMA user_version = 0";

    private const long BytesPerSecond = 50 << 20;
    private const long LargestFile = 32L << 20;
    private const int ShareOfTime = 100;

    private static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(1);

    private long _emptiedAfter = -1;
    private long _restingSince = clock.GetTimestamp();

    public static bool IsNoted(SqliteConnection connection)
    {
        using var command = new SqliteCommand("PRAGMA user_version", connection);
        return command.ExecuteScalar() is 1L;
    }

    /// <summary>
    /// <paramref name="wipes"/> is how many wipes were committed since the file was last rewritten, <paramref name="overwrites"/> how many wipes
    /// and edits since the start.
    /// </summary>
    public async Task TidyAsync(long wipes, long overwrites, bool thoroughly)
    {
        var rewriting = wipes > 0 && (thoroughly || IsDue());
        if (rewriting)
        {
            await queue.EnqueueAsync(new SqliteUpkeep("VACUUM", rewrites: true));
            (_restingSince, _emptiedAfter) = (clock.GetTimestamp(), -1);
        }

        if (overwrites == _emptiedAfter)
            return;
        var emptying = new SqliteUpkeep("PRAGMA wal_checkpoint(TRUNCATE)");
        await queue.EnqueueAsync(emptying);
        if (emptying.Done)
            _emptiedAfter = overwrites;
    }

    private bool IsDue()
    {
        var length = file.Length;
        var pause = TimeSpan.FromSeconds((double)length / BytesPerSecond * ShareOfTime);
        return length <= LargestFile && queue.Count == 0 && clock.GetElapsedTime(_restingSince) > (pause > LeastPause ? pause : LeastPause);
    }
}
