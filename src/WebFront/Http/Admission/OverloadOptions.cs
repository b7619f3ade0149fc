using System.ComponentModel.DataAnnotations;

namespace OrleansChat.WebFront.Http.Admission;

/// <summary>How much this front lets in at once; section <c>Overload</c> of the configuration.</summary>
public sealed class OverloadOptions
{
    /// <summary>
    /// Requests and commands that may be with the grains at once. 2,000 carry 40,000 commands a second when each takes 50 ms,
    /// which is more than a front can parse, and hold at most 128 MiB of payloads when all of them hang.
    /// </summary>
    [Range(2, 1_000_000)]
    public int MaxInFlight { get; set; } = 2_000;

    /// <summary>REST requests that wait for a place, the oldest first; the next is refused. Commands of connections never wait.</summary>
    [Range(0, 100_000)]
    public int MaxQueued { get; set; } = 100;
}
