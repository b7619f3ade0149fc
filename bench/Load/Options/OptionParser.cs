namespace OrleansChat.Load.Options;

/// <summary>Reads command lines: <c>direct --pairs 50 --window=4</c>. What is misspelled, out of bounds or means nothing to the scenario is refused.</summary>
internal static class OptionParser
{
    /// <summary>Reads one; what all scenarios know is as in <paramref name="around"/> unless it is given.</summary>
    /// <exception cref="LoadException">It makes no sense; the message says what does not.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> arguments, LoadOptions? around = null)
    {
        var scenario = arguments.Count > 0 ? arguments[0] : "";
        if (OptionTable.Scenarios.All(known => known.Name != scenario))
            throw new LoadException($"'{scenario}' is no scenario; --help lists them.");

        var known = OptionTable.All.Where(option => OptionTable.IsCommon(option) || option.Scenarios.Contains(scenario)).ToDictionary(option => option.Name);
        var values = known.Values
            .Select(option => (option.Name, Value: around is not null && OptionTable.IsCommon(option) ? around.Text(option.Name) : option.Default))
            .Where(option => option.Value is not null)
            .ToDictionary(option => option.Name, option => option.Value!);
        var given = new HashSet<string>();
        for (var index = 1; index < arguments.Count; index++)
        {
            var (name, value) = Split(arguments[index]);
            if (!known.TryGetValue(name, out var option))
                throw new LoadException(OptionTable.All.Any(other => other.Name == name) ? $"--{name} means nothing to {scenario}." : $"'{arguments[index]}' is no option; --help lists them.");
            if (!given.Add(name))
                throw new LoadException($"--{name} is given twice.");
            if (option.Kind == OptionKind.Flag && value is not null)
                throw new LoadException($"--{name} takes no value.");
            if (option.Kind != OptionKind.Flag && value is null)
                value = ++index < arguments.Count ? arguments[index] : throw new LoadException($"--{name} needs a value.");
            if (value is not null && option.Refuse(value) is { } refusal)
                throw new LoadException(refusal);
            values[name] = value ?? "true";
        }

        CheckTogether(scenario, values);
        return new LoadOptions(scenario, values);
    }

    private static (string Name, string? Value) Split(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
            throw new LoadException($"'{argument}' is no option; options begin with two dashes.");
        var parts = argument[2..].Split('=', 2);
        return (parts[0], parts.Length == 2 ? parts[1] : null);
    }

    private static void CheckTogether(string scenario, Dictionary<string, string> values)
    {
        foreach (var url in values["base"].Split(','))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https") || parsed.PathAndQuery != "/")
                throw new LoadException($"--base must be URLs like http://127.0.0.1:3000 separated by commas, not '{url}'.");
        }

        var options = new LoadOptions(scenario, values);
        if (values.ContainsKey("senders") && options.Count("senders") > options.Count("members"))
            throw new LoadException("--senders must not be more than --members.");
        if (values.ContainsKey("listeners") && options.Count("listeners") > options.Count("members"))
            throw new LoadException("--listeners must not be more than --members.");
        if (values.ContainsKey("seed") && options.Count("seed") < options.Count("limit"))
            throw new LoadException("--seed must not be less than --limit.");
        if (scenario == "storm" && options.Count("connections") % 2 != 0)
            throw new LoadException("--connections must be even: the clients of a storm are pairs.");
        if (values.ContainsKey("users") && values.ContainsKey("connections") && options.Count("users") > options.Count("connections"))
            throw new LoadException("--users must not be more than --connections.");
    }
}
