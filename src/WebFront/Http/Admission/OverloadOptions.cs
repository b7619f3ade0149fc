using System.ComponentModel.DataAnnotations;

namespace OrleansChat.WebFront.Http.Admission;

/// <summary>How much this front lets in at once; section <c>Overload</c> of the configuration.</summary>
public sealed class OverloadOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Overload";

    /// <summary>
    /// Requests and commands that may be with the grains at once. 2,000 carry 40,000 commands a second when each takes 50 ms,
    /// which is more than a front can parse, and hold at most 128 MiB of payloads when all of them hang.
    /// </summary>
    [Range(2, 1_000_000)]
    public int MaxInFlight { get; set; } = 2_000;

    /// <summary>
    /// Those of one user, REST and all connections together: more than a well-behaved client ever needs, and a tenth of what all may
    /// have. Without it one user's connections (64 with 32 commands each) could take every place while one conversation hangs.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxInFlightPerUser { get; set; } = 200;

    /// <summary>REST requests that wait for a place, the oldest first; the next is refused. Commands of connections never wait.</summary>
    [Range(0, 100_000)]
    public int MaxQueued { get; set; } = 100;
}
