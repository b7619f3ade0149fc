namespace OrleansChat.WebFront.Http.Versions;

/// <summary>The version of a contract that is told by a header, and may be asked for by it instead of by the path.</summary>
/// <param name="Prefix">Where the version lives, such as <c>/messenger/v1</c>.</param>
/// <param name="Header">The header, in and out.</param>
/// <param name="Value">The one value that there is.</param>
/// <param name="Except">What lies beside the version, and is not found below it.</param>
internal sealed record HeaderVersion(PathString Prefix, string Header, string Value, params IReadOnlyList<string> Except)
{
    private readonly PathString _root = Prefix.Value![..Prefix.Value!.LastIndexOf('/')];

    /// <summary>Whether a request is for the contract.</summary>
    public bool IsFor(PathString path) => path.StartsWithSegments(_root);

    /// <summary>The path that a request means whose path names no version: one below the prefix. Other paths stay what they are.</summary>
    public PathString Complete(PathString path)
    {
        if (!path.StartsWithSegments(_root, out var rest) || rest.Value is not { Length: > 1 } named)
            return path;
        var end = named.IndexOf('/', 1);
        var first = named.AsSpan(1, (end < 0 ? named.Length : end) - 1);
        foreach (var other in Except)
        {
            if (first.Equals(other, StringComparison.OrdinalIgnoreCase))
                return path;
        }

        return IsVersion(first) ? path : Prefix.Add(rest);
    }

    private static bool IsVersion(ReadOnlySpan<char> segment)
        => segment.Length > 1 && segment[0] is 'v' or 'V' && segment[1..].IndexOfAnyExceptInRange('0', '9') < 0;
}
