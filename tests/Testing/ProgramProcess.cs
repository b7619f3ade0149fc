using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace OrleansChat.Testing;

/// <summary>
/// A program as a process of its own: what it prints is kept, it can be killed, asked to end and waited for, and it ends with the
/// process that started it, however that ends: a shell stands between the two and kills it when our end of its input closes.
/// </summary>
public sealed class ProgramProcess : IAsyncDisposable
{
    /// <summary>Lines that are kept, the newest.</summary>
    private const int Kept = 50_000;

    private const int SigTerm = 15;
    private const int SigKill = 9;
    private static readonly TimeSpan EndTime = TimeSpan.FromMinutes(2);

    /// <summary>Says the program's id first. The shell ends with the program and its exit code; the watcher ends the program with us.</summary>
    private const string Watched = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        program=$!
        echo $program
        { read end <&3; kill -KILL $program; } 2>/dev/null >/dev/null &
        watcher=$!
        wait $program
        code=$?
        kill $watcher
        exit $code
        """;

    private readonly Process _shell;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = [];
    private readonly StreamWriter? _log;
    private readonly Task _reading;
    private long _printed;

    private ProgramProcess(Process shell, int id, string? log)
    {
        _shell = shell;
        Id = id;
        _log = log is null ? null : new StreamWriter(log, append: true) { AutoFlush = true };
        _reading = Task.WhenAll(ReadAsync(shell.StandardOutput), ReadAsync(shell.StandardError));
    }

    /// <summary>The program's process id.</summary>
    public int Id { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _shell.HasExited;

    /// <summary>Its exit code, once it has ended; 128 and the signal's number when a signal ended it.</summary>
    public int ExitCode => _shell.ExitCode;

    /// <summary>How many lines it has printed so far.</summary>
    public long Printed
    {
        get
        {
            lock (_lock)
                return _printed;
        }
    }

    /// <summary>What it printed so far.</summary>
    public string Output => string.Join(Environment.NewLine, LinesSince(0));

    /// <summary>Starts a program.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What its environment has beside ours.</param>
    /// <param name="log">A file that is to have what it prints as well.</param>
    public static async Task<ProgramProcess> StartAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? log = null)
    {
        var start = new ProcessStartInfo("sh", ["-c", Watched, "sh", file, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var shell = Process.Start(start)!;
        var id = await shell.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{file} was not started.");
        return new ProgramProcess(shell, int.Parse(id, CultureInfo.InvariantCulture), log);
    }

    /// <summary>What it printed after the first <paramref name="mark"/> lines (<see cref="Printed"/> at some moment), as far as it is kept.</summary>
    public IReadOnlyList<string> LinesSince(long mark)
    {
        lock (_lock)
            return [.. _lines.Skip((int)Math.Max(0, mark - (_printed - _lines.Count)))];
    }

    /// <summary>Ends it at once, as a power cut would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        Signal(SigKill);
        await EndAsync();
    }

    /// <summary>Asks it to end (SIGTERM); answers its exit code and how long it took.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync()
    {
        var started = Stopwatch.GetTimestamp();
        Signal(SigTerm);
        await EndAsync();
        return (ExitCode, Stopwatch.GetElapsedTime(started));
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
            await KillAsync();
        await _reading;
        _log?.Dispose();
        _shell.Dispose();
    }

    private Task EndAsync() => _shell.WaitForExitAsync().WaitAsync(EndTime);

    private void Signal(int signal)
    {
        if (!HasExited && SendSignal(Id, signal) != 0 && !HasExited)
            throw new InvalidOperationException($"Process {Id} could not be sent signal {signal}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
            Keep(line);
    }

    private void Keep(string line)
    {
        lock (_lock)
        {
            _printed++;
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
                _lines.Dequeue();
            _log?.WriteLine(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
