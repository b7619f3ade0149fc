namespace OrleansChat.WebFront.Realtime;

/// <summary>JSON in up to three pieces of UTF-8: what is wrapped in several ways is encoded once.</summary>
/// <param name="Before">Comes first.</param>
/// <param name="Body">Is wrapped.</param>
/// <param name="After">Comes last.</param>
public readonly record struct JsonPieces(ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> After)
{
    /// <summary>JSON in one piece.</summary>
    public JsonPieces(ReadOnlyMemory<byte> whole)
        : this(default, whole, default)
    {
    }
}
