using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Files;

/// <summary>The parts of a <c>multipart/form-data</c> body, one after the other, as they arrive: nothing is kept of them.</summary>
internal sealed class FormParts
{
    private const int MaxParts = 8;
    private const int MaxBoundary = 70;
    private const int Buffer = 64 * 1024;

    private readonly MultipartReader _reader;
    private int _read;

    private FormParts(string boundary, Stream body) => _reader = new MultipartReader(boundary, body, Buffer) { HeadersCountLimit = 8, HeadersLengthLimit = 4 * 1024 };

    /// <summary>The body of a request.</summary>
    /// <exception cref="BadHttpRequestException">It is no form (415), or one without a usable boundary (400).</exception>
    public static FormParts Of(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw new BadHttpRequestException("The body is no form.", StatusCodes.Status415UnsupportedMediaType);
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        return boundary.Length is > 0 and <= MaxBoundary ? new FormParts(boundary.ToString(), request.Body) : throw new BadHttpRequestException("The form has no boundary.");
    }

    /// <summary>The next part; null when there is none. What was not read of the one before is passed over.</summary>
    /// <exception cref="BadHttpRequestException">The body ends early, or is no form after all.</exception>
    public async Task<FormPart?> NextAsync(CancellationToken cancellationToken)
    {
        var section = await UnderstoodAsync(async () => await _reader.ReadNextSectionAsync(cancellationToken));
        if (section is null)
            return null;
        if (++_read > MaxParts)
            throw new BadHttpRequestException("The form has too many parts.");
        return section.GetContentDispositionHeader() is { } header && header.DispositionType == "form-data" && header.Name.HasValue
            ? new FormPart(HeaderUtilities.RemoveQuotes(header.Name).ToString(), FileName(header), section)
            : throw new BadHttpRequestException("A part of the form has no name.");
    }

    /// <summary>What the framework says of broken forms, as a refusal; a connection that broke is none.</summary>
    internal static async Task<T> UnderstoodAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception broken) when (broken is InvalidDataException || broken.GetType() == typeof(IOException))
        {
            throw new BadHttpRequestException("The form is broken.", broken);
        }
    }

    private static string? FileName(ContentDispositionHeaderValue header)
    {
        var name = header.FileNameStar.HasValue ? header.FileNameStar : header.FileName;
        return name.HasValue ? HeaderUtilities.RemoveQuotes(name).ToString() : null;
    }
}

/// <summary>One part of a form.</summary>
/// <param name="name">The field's name.</param>
/// <param name="fileName">The file's name as the client gives it; null for what is no file.</param>
/// <param name="section">The part.</param>
internal sealed class FormPart(string name, string? fileName, MultipartSection section)
{
    private const int MaxText = 256;

    /// <summary>The field's name.</summary>
    public string Name { get; } = name;

    /// <summary>The file's name as the client gives it; null for what is no file.</summary>
    public string? FileName { get; } = fileName;

    /// <summary>What the client says the part is; null when it says nothing, or nothing that is a media type.</summary>
    public string? Mime { get; } = MediaTypeHeaderValue.TryParse(section.ContentType, out var type) ? type.MediaType.ToString() : null;

    /// <summary>Fills the buffer, or reads all that is left; answers how much.</summary>
    /// <exception cref="BadHttpRequestException">The body ends early, or is too large.</exception>
    public Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        => FormParts.UnderstoodAsync(() => section.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken));

    /// <summary>The part as text of at most 256 bytes.</summary>
    /// <exception cref="ChatException">It is longer, or no text.</exception>
    public async Task<string> TextAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxText + 1];
        var length = await ReadAsync(buffer, cancellationToken);
        if (length > MaxText)
            throw new ChatException(Name, $"must be at most {MaxText} bytes.");
        var text = buffer.AsSpan(0, length);
        return System.Text.Unicode.Utf8.IsValid(text) && !text.Contains((byte)0) ? Encoding.UTF8.GetString(text) : throw new ChatException(Name, "must be well-formed text.");
    }
}
