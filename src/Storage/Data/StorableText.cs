namespace OrleansChat.Storage.Data;

/// <summary>Text that both databases can keep: no U+0000, no half of a surrogate pair.</summary>
internal static class StorableText
{
    public static void Check(string? text, string parameter)
    {
        if (text is null)
            return;
        if (text.Contains('\0'))
            throw new ArgumentException("Text may not contain U+0000.", parameter);
        if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && HasLoneSurrogate(text))
            throw new ArgumentException("Text may not contain half of a surrogate pair.", parameter);
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
                continue;
            if (!char.IsHighSurrogate(text[index]) || index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]))
                return true;
            index++;
        }

        return false;
    }
}
