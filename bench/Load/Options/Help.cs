using System.Text;

namespace OrleansChat.Load.Options;

/// <summary>What <c>--help</c> says.</summary>
internal static class Help
{
    /// <summary>The text.</summary>
    public static string Text { get; } = Compose();

    private static string Compose()
    {
        var help = new StringBuilder("""
            Measures a running OrleansChat, or any server with the same Social REST routes and Socket.IO events.

              ./bench <scenario> [--option value …]

            Every message is accounted for: what is lost, duplicated, never acknowledged, or reordered (per sender and
            conversation) is counted, and any such count, error or broken connection makes the exit code 1. Latencies are in
            microseconds. CPU is told per unit of work, which compares better than a rate does when server, database and
            generator share their processors.

            The accounts <prefix>_0@example.com and on (password Password123) are registered and logged in as they are needed.
            A server that is to be measured must not limit that, nor the load: start it with
              ./run --RateLimits:Enabled=false --Accounts:PasswordIterations=1000 \
                    --Overload:MaxInFlight=20000 --Overload:MaxInFlightPerUser=2000
            and never so in production. From one address at most 28,000 or so connections can be made to one front.

            Scenarios

            """);
        foreach (var (name, meaning) in OptionTable.Scenarios)
            help.AppendLine($"  {name,-14} {meaning}");
        Append(help, "Options of all scenarios", OptionTable.All.Where(OptionTable.IsCommon));
        Append(help, "Options of some", OptionTable.All.Where(option => !OptionTable.IsCommon(option)));
        return help.ToString();
    }

    private static void Append(StringBuilder help, string title, IEnumerable<OptionSpec> options)
    {
        help.AppendLine().AppendLine(title).AppendLine();
        foreach (var option in options)
        {
            var only = option.Scenarios.Count == 0 ? "" : $"{string.Join(", ", option.Scenarios)}: ";
            var otherwise = option.Default is null ? "" : $" ({option.Default})";
            help.AppendLine($"  --{option.Name,-20} {only}{option.Meaning}{otherwise}");
        }
    }
}
