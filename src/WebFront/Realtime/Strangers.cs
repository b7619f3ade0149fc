using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// Sessions whose clients have not authenticated, whatever they speak, bounded in all and per address. They have places of their
/// own, so that strangers cannot take those of users. No address may have more of them than are free for all others: many clients behind one
/// may come back at once, and still one stranger leaves half of the places, two a quarter, and so on.
/// </summary>
internal sealed class Strangers(RealtimeOptions options)
{
    private readonly Dictionary<string, int> _ofAddress = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Held where a place changes, and its count with it: one lock for all, not another one in every connection.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>A place for a session from that address; null when there is none.</summary>
    public StrangerPlace? TryEnter(string address)
    {
        var place = new StrangerPlace(this, address);
        return place.TryTake() ? place : null;
    }

    internal bool TryCount(string address)
    {
        var atMost = Math.Min(options.MaxUnauthenticatedPerAddress, options.MaxUnauthenticated - _count);
        if (_ofAddress.GetValueOrDefault(address) >= atMost)
            return false;
        CollectionsMarshal.GetValueRefOrAddDefault(_ofAddress, address, out _)++;
        _count++;
        return true;
    }

    internal void Uncount(string address)
    {
        _count--;
        if (--CollectionsMarshal.GetValueRefOrAddDefault(_ofAddress, address, out _) == 0)
            _ofAddress.Remove(address);
    }
}

/// <summary>One session's place among the strangers: given back when its client authenticates, or goes.</summary>
internal sealed class StrangerPlace(Strangers strangers, string address)
{
    private bool _taken;
    private bool _ended;

    /// <summary>Takes the place, again if it was given back; false when there is none, or the session has ended.</summary>
    public bool TryTake()
    {
        lock (strangers.Gate)
            return _taken || (!_ended && (_taken = strangers.TryCount(address)));
    }

    /// <summary>The client has authenticated.</summary>
    public void GiveBack()
    {
        lock (strangers.Gate)
        {
            if (_taken)
                strangers.Uncount(address);
            _taken = false;
        }
    }

    /// <summary>The session has ended.</summary>
    public void End()
    {
        lock (strangers.Gate)
        {
            _ended = true;
            GiveBack(); // The lock may be taken twice.
        }
    }
}

/// <summary>How transports add the bound that they share.</summary>
internal static class StrangersSetup
{
    /// <summary>Adds the places of strangers, once for all transports.</summary>
    public static void AddStrangers(this IServiceCollection services)
        => services.TryAddSingleton(provider => new Strangers(provider.GetRequiredService<IOptions<RealtimeOptions>>().Value));
}
