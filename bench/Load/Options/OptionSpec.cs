using System.Globalization;

namespace OrleansChat.Load.Options;

/// <summary>What the value of an option may be.</summary>
internal enum OptionKind
{
    /// <summary>There is none: the option is on when it is given.</summary>
    Flag,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number within bounds.</summary>
    Count,

    /// <summary>Seconds within bounds, with a decimal point if need be.</summary>
    Seconds,

    /// <summary>Numbers of processes, separated by commas.</summary>
    Processes,
}

/// <summary>An option as it may be given.</summary>
/// <param name="Name">Its name, without the dashes.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Default">Its value when it is not given; null for none.</param>
/// <param name="Meaning">One line of help.</param>
/// <param name="Scenarios">The scenarios that know it; empty for all.</param>
/// <param name="Min">The smallest number.</param>
/// <param name="Max">The largest number.</param>
internal sealed record OptionSpec(
    string Name, OptionKind Kind, string? Default, string Meaning, IReadOnlyList<string> Scenarios, double Min = 1, double Max = 1_000_000)
{
    /// <summary>Why a value will not do; null when it will.</summary>
    public string? Refuse(string value) => Kind switch
    {
        OptionKind.Count when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < Min || count > Max
            => $"--{Name} must be a whole number from {Min:0} to {Max:0}, not '{value}'.",
        OptionKind.Seconds when !double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || !(seconds >= Min && seconds <= Max)
            => $"--{Name} must be seconds from {Min:0.###} to {Max:0}, not '{value}'.",
        OptionKind.Processes when !value.Split(',').All(id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            => $"--{Name} must be process ids separated by commas, not '{value}'.",
        OptionKind.Text when value.Length == 0 => $"--{Name} must not be empty.",
        _ => null,
    };
}
