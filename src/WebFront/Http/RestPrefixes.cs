namespace OrleansChat.WebFront.Http;

/// <summary>Where contracts answer requests, their documents included: what is below none of these is a transport's or a page.</summary>
internal sealed class RestPrefixes(params IReadOnlyList<PathString> prefixes)
{
    /// <summary>Whether a path is below one of them.</summary>
    public bool Contain(PathString path)
    {
        // Asked of every request: no closure, and few prefixes.
        for (var i = 0; i < prefixes.Count; i++)
        {
            if (path.StartsWithSegments(prefixes[i]))
                return true;
        }

        return false;
    }
}
