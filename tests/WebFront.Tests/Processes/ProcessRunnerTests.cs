using System.Diagnostics;
using System.Text;
using OrleansChat.WebFront.Processes;

namespace OrleansChat.WebFront.Tests.Processes;

/// <summary>With programs that every Linux has.</summary>
public sealed class ProcessRunnerTests : IDisposable
{
    private static readonly TimeSpan Plenty = TimeSpan.FromMinutes(2);
    private readonly ProcessRunner _runner = new(2);
    private readonly InstalledPrograms _programs = new("/usr/bin:/bin");
    private readonly string _folder = Directory.CreateTempSubdirectory("orleanschat-processes-").FullName;

    public void Dispose()
    {
        _runner.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_program_reads_its_input_and_what_it_writes_is_answered()
    {
        var text = new string('x', 300_000);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Assert.Equal(text, Encoding.UTF8.GetString(await RunAsync(Program("cat") with { Input = input })));
        Assert.Empty(await RunAsync(Program("cat")));
    }

    [Fact]
    public async Task Arguments_are_no_shells_and_the_environment_is_its_own()
    {
        Assert.Equal("$HOME; `id` | *", Encoding.UTF8.GetString(await RunAsync(Program("printf", "%s", "$HOME; `id` | *"))));

        var names = Encoding.UTF8.GetString(await RunAsync(Program("env"))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]);
        Assert.Equal(["LC_ALL", "PATH"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_that_does_not_read_its_input_is_none_the_worse()
    {
        using var input = new MemoryStream(new byte[1_000_000]);
        Assert.Equal("done\n", Encoding.UTF8.GetString(await RunAsync(Program("echo", "done") with { Input = input })));
    }

    [Fact]
    public async Task One_that_hangs_is_killed_with_all_that_it_started()
    {
        var pid = Path.Combine(_folder, "pid");
        await FailsAsync(
            ProcessFailure.TimedOut,
            Program("sh", "-c", $"sleep 600 & echo $! > {pid}; wait") with { Timeout = TimeSpan.FromSeconds(2) });
        await AssertGoneAsync(pid);
    }

    [Fact]
    public async Task One_that_floods_is_killed()
        => await FailsAsync(ProcessFailure.TooMuchOutput, Program("sh", "-c", "while :; do echo flood; done") with { MaxOutput = 100_000 });

    [Fact]
    public async Task One_that_complains_at_length_is_heard_to_its_end()
        => Assert.Empty(await RunAsync(Program("sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo complaint >&2; i=$((i+1)); done")));

    [Fact]
    public async Task One_that_fails_or_is_not_there_says_so()
    {
        await FailsAsync(ProcessFailure.Failed, Program("false"));
        await FailsAsync(ProcessFailure.NotStarted, Program("cat") with { Program = "/nowhere/to-be-found" });
    }

    [Fact]
    public async Task One_that_nobody_waits_for_any_more_is_killed()
    {
        var pid = Path.Combine(_folder, "pid");
        using var caller = new CancellationTokenSource();
        var running = _runner.RunAsync(Program("sh", "-c", $"echo $$ > {pid}; exec sleep 600"), caller.Token);
        await UntilAsync(() => File.Exists(pid) && new FileInfo(pid).Length > 0);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await AssertGoneAsync(pid);
    }

    [Fact]
    public async Task Only_so_many_run_at_once_and_who_waits_too_long_for_a_turn_is_told()
    {
        using var caller = new CancellationTokenSource();
        var sleeping = Enumerable.Range(0, 2).Select(_ => _runner.RunAsync(Program("sleep", "600"), caller.Token)).ToArray();

        await FailsAsync(ProcessFailure.TimedOut, Program("echo", "done") with { Timeout = TimeSpan.FromMilliseconds(200) });

        await caller.CancelAsync();
        foreach (var task in sleeping)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal("done\n", Encoding.UTF8.GetString(await RunAsync(Program("echo", "done"))));
    }

    [Fact]
    public void A_program_that_is_not_installed_is_not_found()
    {
        Assert.Null(_programs.Find("surely-not-installed"));
        Assert.Null(new InstalledPrograms("").Find("cat"));
        Assert.True(Path.IsPathRooted(_programs.Find("cat")));
    }

    private BoundedProcess Program(string name, params string[] arguments)
        => new(_programs.Find(name)!, arguments) { Timeout = Plenty, MaxOutput = 1024 * 1024 };

    private Task<byte[]> RunAsync(BoundedProcess program) => _runner.RunAsync(program, CancellationToken.None);

    private async Task FailsAsync(ProcessFailure failure, BoundedProcess program)
        => Assert.Equal(failure, (await Assert.ThrowsAsync<ProcessFailedException>(() => RunAsync(program))).Failure);

    private static Task AssertGoneAsync(string pidFile) => UntilAsync(() => !IsAlive(int.Parse(File.ReadAllText(pidFile))));

    /// <summary>One that has ended and that nobody asked for its exit code is no longer alive either.</summary>
    private static bool IsAlive(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(')')[1].Split(' ')[1] is not ("Z" or "X");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        using var tries = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1), "It is not so.");
            await tries.WaitForNextTickAsync();
        }
    }
}
