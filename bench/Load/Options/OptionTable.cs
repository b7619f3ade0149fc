namespace OrleansChat.Load.Options;

/// <summary>Everything that can be asked for.</summary>
internal static class OptionTable
{
    private const string Direct = "direct", Open = "open", Group = "group", Hot = "hot", Idle = "idle", Storm = "storm";
    private const string RestSend = "rest-send", RestHistory = "rest-history", Everything = "all", Prepare = "prepare";

    /// <summary>The scenarios and what each of them does.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Scenarios { get; } =
    [
        (Direct, "pairs of users; each answers the other's message with the next, --window of them under way per pair"),
        (Open, "messages at a fixed --rate, whatever becomes of them; latency counts from when each was due"),
        (Group, "one group, all connected; a sender's next message goes out when all others have the last one"),
        (Hot, "one group whose members all send, each the next message when the last one is stored; some of them listen"),
        (Idle, "connections that do nothing: how fast they come, what they weigh"),
        (Storm, "all connections are cut, something is sent meanwhile, all come back at once and resume"),
        (RestSend, "POST /messages, one request after the other on each of --concurrency connections"),
        (RestHistory, "GET /messages/direct, likewise"),
        (Everything, "a --list of scenarios, --repeat times over, and the medians"),
        (Prepare, "registers and logs in --users accounts, for runs to come"),
    ];

    /// <summary>The options.</summary>
    public static IReadOnlyList<OptionSpec> All { get; } =
    [
        new("base", OptionKind.Text, "http://127.0.0.1:3000", "the server; several fronts are separated by commas, and clients spread over them", []),
        new("duration", OptionKind.Seconds, "10", "seconds that are measured", [], 0.1, 86_400),
        new("warmup", OptionKind.Seconds, "3", "seconds of load before that", [], 0, 3600),
        new("size", OptionKind.Count, "100", "characters of a message", [], 40, 5000),
        new("repeat", OptionKind.Count, "1", "how often; with medians at the end", [], 1, 100),
        new("json", OptionKind.Text, null, "file that every run is added to as one line of JSON", []),
        new("label", OptionKind.Text, null, "what to call the server in the results", []),
        new("server-pid", OptionKind.Processes, null, "the server's processes on this machine, children included: their CPU and memory are measured", []),
        new("db-pid", OptionKind.Processes, null, "the database's, likewise", []),
        new("prefix", OptionKind.Text, "load", "accounts are <prefix>_0@example.com and on", []),
        new("token-cache", OptionKind.Text, null, "file that keeps access tokens between runs", []),
        new("rest-prefix", OptionKind.Text, "/social/api/v1", "where the REST routes are", []),
        new("socketio-path", OptionKind.Text, "/social/socket.io", "where Socket.IO is", []),
        new("connect-concurrency", OptionKind.Count, "64", "connections that are made at once", []),
        new("drain", OptionKind.Seconds, "10", "seconds to wait for what is still under way in the end", [], 0, 3600),
        new("insecure", OptionKind.Flag, null, "accept any TLS certificate", []),

        new("pairs", OptionKind.Count, "100", "pairs of users", [Direct, Open]),
        new("window", OptionKind.Count, "1", "messages under way per pair, or per sender", [Direct, Group, Hot], 1, 10_000),
        new("rate", OptionKind.Count, "1000", "messages per second, of all pairs together", [Open]),
        new("members", OptionKind.Count, "100", "members of the group", [Group, Hot], 2, 100_000),
        new("senders", OptionKind.Count, "1", "how many of them send", [Group]),
        new("listeners", OptionKind.Count, "2", "how many of them are connected; the others send over REST", [Hot], 1, 100_000),
        new("no-acks", OptionKind.Flag, null, "do not ask for acknowledgements in groups (for servers that give none)", [Group]),
        new("connections", OptionKind.Count, "2000", "connections, of as many users unless --users says fewer", [Idle, Storm], 2),
        new("users", OptionKind.Count, null, "accounts", [Idle, Prepare]),
        new("hold", OptionKind.Seconds, "10", "seconds that the connections are held", [Idle], 1, 86_400),
        new("missed", OptionKind.Count, "1", "messages that each conversation gets while all are away", [Storm], 0, 100),
        new("spread", OptionKind.Seconds, "0", "seconds over which the clients come back, evenly", [Storm], 0, 3600),
        new("patience", OptionKind.Seconds, "60", "seconds after which those who are not back are given up", [Storm], 1, 3600),
        new("concurrency", OptionKind.Count, "16", "connections, each with one request at a time", [RestSend, RestHistory], 1, 10_000),
        new("limit", OptionKind.Count, "50", "messages on a page", [RestHistory], 1, 100),
        new("seed", OptionKind.Count, "200", "messages that a conversation has at least before it is read", [RestHistory], 1, 100_000_000),
        new("depth", OptionKind.Flag, null, "all read one conversation, at its newest, middle and oldest page in turn, and each is told apart", [RestHistory]),
        new("list", OptionKind.Text, null, "scenarios with their options, separated by semicolons: 'direct --pairs 50; open --rate 4000'", [Everything]),
    ];

    /// <summary>Whether all scenarios know an option.</summary>
    public static bool IsCommon(OptionSpec option) => option.Scenarios.Count == 0;
}
