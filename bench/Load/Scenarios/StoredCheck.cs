using OrleansChat.Load.Social;

namespace OrleansChat.Load.Scenarios;

/// <summary>Looks into some histories before and after a run: they have to have grown by exactly what was sent.</summary>
internal sealed class StoredCheck
{
    private const int Most = 10;

    private readonly SocialApi _api;
    private readonly (Account Reader, Account Peer)[] _pairs;
    private readonly long[] _before;

    private StoredCheck(SocialApi api, (Account Reader, Account Peer)[] pairs, long[] before) => (_api, _pairs, _before) = (api, pairs, before);

    /// <summary>Looks, before anything is sent, at the histories of users 0-1, 2-3 and so on.</summary>
    public static async Task<StoredCheck> BeginAsync(SocialApi api, Account[] users, CancellationToken cancellationToken)
    {
        var pairs = users.Chunk(2).Take(Most).Select(pair => (pair[0], pair[1])).ToArray();
        return new StoredCheck(api, pairs, await api.CountAsync(pairs, cancellationToken));
    }

    /// <summary>Looks again; a history that is longer or shorter than it should be is an error.</summary>
    public async Task EndAsync(Func<int, int> sentByPair, Faults faults, CancellationToken cancellationToken)
    {
        var after = await _api.CountAsync(_pairs, cancellationToken);
        for (var pair = 0; pair < _pairs.Length; pair++)
        {
            if (after[pair] - _before[pair] != sentByPair(pair))
                faults.Error($"Pair {pair} sent {sentByPair(pair)} messages, its history grew by {after[pair] - _before[pair]}.");
        }
    }
}
