using System.Text;

namespace OrleansChat.Load.Scenarios;

/// <summary>What went wrong in a run. The first few are shown, all are counted.</summary>
internal sealed class Faults
{
    private const int Shown = 3;

    /// <summary>Errors: refusals, and answers that are not what they should be.</summary>
    public long Errors { get; private set; }

    /// <summary>Connections that broke.</summary>
    public long Closes { get; private set; }

    /// <summary>Whether nothing went wrong.</summary>
    public bool AreNone => Errors + Closes == 0;

    /// <summary>Counts an error.</summary>
    public void Error(string what, ReadOnlySpan<byte> told = default)
    {
        if (Errors++ < Shown)
            Console.Error.WriteLine($"{what} {Encoding.UTF8.GetString(told[..Math.Min(told.Length, 400)])}");
    }

    /// <summary>Counts a broken connection.</summary>
    public void Close(string reason)
    {
        if (Closes++ < Shown)
            Console.Error.WriteLine($"A connection broke. {reason}");
    }
}
