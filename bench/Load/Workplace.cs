using OrleansChat.Load.Options;
using OrleansChat.Load.Social;
using OrleansChat.Load.Wires;

namespace OrleansChat.Load;

/// <summary>What runs against one server share: its fronts, the accounts, and the turns that everything runs in.</summary>
internal sealed class Workplace
{
    private Workplace(IReadOnlyList<Front> fronts, LoadOptions options)
    {
        Fronts = fronts;
        Apis = [.. fronts.Select(front => new SocialApi(front, options.Text("rest-prefix")!, Turns))];
        Accounts = new AccountPool(Apis, options.Text("prefix")!, options.Text("token-cache"));
    }

    /// <summary>The fronts.</summary>
    public IReadOnlyList<Front> Fronts { get; }

    /// <summary>Each front's REST routes.</summary>
    public SocialApi[] Apis { get; }

    /// <summary>The accounts.</summary>
    public AccountPool Accounts { get; }

    /// <summary>One thing at a time.</summary>
    public Turns Turns { get; } = new();

    /// <summary>What options share a workplace: those with the same key.</summary>
    public static string KeyOf(LoadOptions options)
        => string.Join('\n', ((string[])["base", "prefix", "token-cache", "rest-prefix", "insecure"]).Select(options.Text));

    /// <summary>Looks the fronts up.</summary>
    public static async Task<Workplace> OpenAsync(LoadOptions options)
    {
        var fronts = new List<Front>();
        foreach (var url in options.Bases)
        {
            try
            {
                fronts.Add(await Front.ResolveAsync(url, options.Has("insecure")));
            }
            catch (System.Net.Sockets.SocketException unknown)
            {
                throw new LoadException($"{url.Host} cannot be found.", unknown);
            }
        }

        return new Workplace(fronts, options);
    }
}
