using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Orleans.Runtime;

namespace OrleansChat.WebFront.Http.Tokens;

/// <summary>Secrets that Development generates once and keeps in the data folder, readable by their owner only.</summary>
internal static class KeyFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The configured secret; in Development, where none has to be configured, one from a file that is made when missing.
    /// </summary>
    public static string Secret(string? configured, string key, string file, IConfiguration configuration, IHostEnvironment environment)
    {
        if (!string.IsNullOrEmpty(configured))
            return configured;
        if (!environment.IsDevelopment())
            throw new OrleansConfigurationException($"{key} is required outside Development.");
        return ReadOrCreate(Path.Combine(configuration["Data"] is { Length: > 0 } folder ? folder : "data", file));
    }

    /// <summary>
    /// The file is held exclusively from before it is read until the key is in it, so that processes that start at once
    /// end up with one key, and one that dies in between leaves an empty file that the next one fills.
    /// </summary>
    private static string ReadOrCreate(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = OpenExclusively(path);
        using var reader = new StreamReader(file, leaveOpen: true);
        var secret = reader.ReadToEnd();
        if (secret.Length > 0)
            return secret;
        secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(JwtOptions.MinKeyBytes));
        file.Write(Encoding.ASCII.GetBytes(secret));
        file.Flush(flushToDisk: true);
        return secret;
    }

    private static FileStream OpenExclusively(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var asked = Stopwatch.GetTimestamp();
        var spin = new SpinWait();
        while (true)
        {
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException) when (File.Exists(path) && Stopwatch.GetElapsedTime(asked) < Patience)
            {
                spin.SpinOnce();
            }
        }
    }
}
