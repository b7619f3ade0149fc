using System.Text;
using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Conversations;

/// <summary>
/// Reads who is told of users' presence: those they share a conversation with and their contacts, without those they block. While one query runs, and for a moment after it, whoever asks gathers for the next one, so that
/// ten thousand users who come online at once cost a hundred queries or two; one user alone waits for nobody.
/// </summary>
internal sealed class ContactsReader(IDatabase database)
{
    private const int PerQuery = 64;

    /// <summary>How long those who asked during a query wait for others, unless there are enough of them for one.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<Request> _waiting = new();
    private bool _running;

    /// <summary>How many queries were made.</summary>
    public int Queries { get; private set; }

    public Task<IReadOnlyList<Guid>> ListAsync(Guid userId, int limit, CancellationToken cancellationToken)
    {
        var request = new Request(userId, limit);
        lock (_lock)
        {
            _waiting.Enqueue(request);
            if (_running)
                return request.Task.WaitAsync(cancellationToken);
            _running = true;
        }

        _ = Task.Run(AnswerAllAsync, CancellationToken.None);
        return request.Task.WaitAsync(cancellationToken);
    }

    private async Task AnswerAllAsync()
    {
        while (TakeSome() is { Count: > 0 } requests)
        {
            try
            {
                var contacts = await database.ReadAsync((session, cancel) => ReadAsync(session, requests, cancel), CancellationToken.None);
                for (var index = 0; index < requests.Count; index++)
                {
                    requests[index].TrySetResult(Told([.. contacts[index]], requests[index].Limit));
                }
            }
            catch (Exception failure)
            {
                requests.ForEach(request => request.TrySetException(failure));
            }

            if (AreGathering())
                await Task.Delay(Gathering, TimeProvider.System);
        }
    }

    private bool AreGathering()
    {
        lock (_lock)
            return _waiting.Count is > 0 and < PerQuery;
    }

    private List<Request> TakeSome()
    {
        lock (_lock)
        {
            var requests = new List<Request>();
            while (requests.Count < PerQuery && _waiting.TryDequeue(out var request))
            {
                requests.Add(request);
            }

            _running = requests.Count > 0;
            Queries += _running ? 1 : 0;
            return requests;
        }
    }

    /// <summary>Each once, without the blocked: they are few, and taken out here, so that the query reads no more than it did.</summary>
    private static IReadOnlyList<Guid> Told(IReadOnlyList<(Guid UserId, bool Blocked)> found, int limit)
    {
        var blocked = found.Where(other => other.Blocked).Select(other => other.UserId).ToHashSet();
        return [.. found.Where(other => !blocked.Contains(other.UserId)).Select(other => other.UserId).Distinct().Take(limit)];
    }

    private static async Task<ILookup<long, (Guid UserId, bool Blocked)>> ReadAsync(DbSession session, List<Request> requests, CancellationToken cancellationToken)
    {
        var users = DbSession.PadToPowerOfTwo([.. requests.Select(request => (object?)request.UserId)]);
        var limit = (long)requests.Max(request => request.Limit);
        var sql = new StringBuilder();
        for (var index = 0; index < users.Length; index++)
        {
            sql.Append(index == 0 ? string.Empty : " UNION ALL ").Append($"""
                SELECT {index}, user_id, 0 FROM (SELECT DISTINCT other.user_id FROM conversation_members mine
                    JOIN conversation_members other ON other.conversation_id = mine.conversation_id AND other.user_id <> mine.user_id
                    WHERE mine.user_id = ${index + 1} LIMIT ${users.Length + 1}) contacts{index}
                UNION ALL SELECT {index}, other_id, CASE WHEN blocked_at IS NULL THEN 0 ELSE 1 END FROM relations
                    WHERE user_id = ${index + 1} AND (contact = 2 OR blocked_at IS NOT NULL)
                """);
        }

        var rows = await session.ListAsync(sql.ToString(), row => (Index: row.Number(0), Other: (row.Id(1), row.Number(2) != 0)), cancellationToken, [.. users, limit]);
        return rows.Where(row => row.Index < requests.Count).ToLookup(row => row.Index, row => row.Other);
    }

    private sealed class Request(Guid userId, int limit) : TaskCompletionSource<IReadOnlyList<Guid>>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Guid UserId { get; } = userId;

        public int Limit { get; } = limit;
    }
}
