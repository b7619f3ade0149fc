using System.Text;

namespace OrleansChat.WebFront.Admin;

/// <summary>The page's files, which the program carries in itself.</summary>
internal static class AdminFiles
{
    /// <summary>Where the form says what went wrong: one of our own sentences, never a caller's words.</summary>
    private const string MessagePlace = "<!--message-->";

    private static readonly Dictionary<string, (byte[] Bytes, string Type)> Files = new()
    {
        ["admin.html"] = (Read("admin.html"), "text/html; charset=utf-8"),
        ["admin.css"] = (Read("admin.css"), "text/css; charset=utf-8"),
        ["admin.js"] = (Read("admin.js"), "text/javascript; charset=utf-8"),
        ["icon.svg"] = (Read("icon.svg"), "image/svg+xml"),
    };

    private static readonly string SignInForm = Encoding.UTF8.GetString(Read("sign-in.html"));

    /// <summary>The page.</summary>
    public static IResult Page() => Get("admin.html");

    /// <summary>One of its files.</summary>
    public static IResult Get(string name)
    {
        var (bytes, type) = Files[name];
        return Results.Bytes(bytes, type);
    }

    /// <summary>The form to sign in with.</summary>
    public static IResult SignIn(int status, string message)
        => Results.Text(SignInForm.Replace(MessagePlace, message, StringComparison.Ordinal), "text/html; charset=utf-8", Encoding.UTF8, status);

    private static byte[] Read(string name)
    {
        using var resource = typeof(AdminFiles).Assembly.GetManifestResourceStream($"Admin.{name}")
            ?? throw new InvalidOperationException($"The program lacks the operator page's {name}.");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
