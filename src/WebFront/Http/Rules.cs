using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Http;

/// <summary>The rules that values from outside must obey. Each answers the value, or refuses it naming the field.</summary>
internal static partial class Rules
{
    /// <summary>Text of a length in characters (UTF-16 units).</summary>
    public static string Text(string field, string? value, int min, int max)
        => value is not null && value.Length >= min && value.Length <= max ? value : throw new ChatException(field, $"must be {min} to {max} characters.");

    /// <summary>Text that says something: not only white space.</summary>
    public static string Title(string field, string? value, int max)
        => string.IsNullOrWhiteSpace(value) || value.Length > max ? throw new ChatException(field, $"must be 1 to {max} characters.") : value;

    /// <summary>Text that may be missing.</summary>
    public static string? OptionalText(string field, string? value, int max)
        => value is null || value.Length <= max ? value : throw new ChatException(field, $"must be at most {max} characters.");

    /// <summary>A value that must be there.</summary>
    public static T Required<T>(string field, T? value)
        where T : struct => value ?? throw new ChatException(field, "is required.");

    /// <summary>Text that must be there, whatever it says; no longer than anything sensible.</summary>
    public static string Required(string field, string? value, int max = 8192)
        => string.IsNullOrEmpty(value) ? throw new ChatException(field, "is required.") : Text(field, value, 1, max);

    /// <summary>An absolute http or https URL, or none.</summary>
    public static string? OptionalUrl(string field, string? value, int max)
        => value is null || (value.Length <= max && Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            ? value
            : throw new ChatException(field, $"must be an http or https URL of at most {max} characters.");

    /// <summary>An e-mail address: local part, @, domain with a dot; at most 254 characters (RFC 5321).</summary>
    public static string Email(string field, string? value)
        => value is { Length: <= 254 } && EmailAddress().IsMatch(value) ? value : throw new ChatException(field, "must be a valid email address.");

    /// <summary>A client's own id for a send, or none: repeating it stores nothing twice.</summary>
    public static string? OperationId(string field, string? id)
        => id is null || (id.Length is > 0 and <= MessageLimits.OperationId && id.All(character => character is > ' ' and <= '~'))
            ? id
            : throw new ChatException(field, $"must be 1 to {MessageLimits.OperationId} printable characters.");

    /// <summary>A JSON object as compact text of at most so many UTF-8 bytes, or none.</summary>
    public static string? OptionalObject(string field, JsonElement? value, int maxBytes)
    {
        if (value is not { } element || element.ValueKind == JsonValueKind.Null)
            return null;
        if (element.ValueKind != JsonValueKind.Object)
            throw new ChatException(field, "must be an object.");
        if (element.GetPropertyCount() > 0)
            AssertText(field, element);
        var text = element.GetRawText();
        return System.Text.Encoding.UTF8.GetByteCount(text) <= maxBytes ? text : throw new ChatException(field, $"must be at most {maxBytes} bytes.");
    }

    private static void AssertText(string field, JsonElement element)
    {
        try
        {
            foreach (var text in Strings(element))
            {
                if (text.Contains('\0', StringComparison.Ordinal))
                    throw new ChatException(field, "must not contain U+0000.");
            }
        }
        catch (InvalidOperationException)
        {
            throw new ChatException(field, "must be well-formed text.");
        }
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Strings(property.Value).Prepend(property.Name)),
        _ => [],
    };

    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}\z")]
    private static partial Regex EmailAddress();
}
