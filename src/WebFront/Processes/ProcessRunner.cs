using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;

namespace OrleansChat.WebFront.Processes;

/// <summary>
/// Runs programs of this machine within bounds: only so many at once, each only so long and with so much output, with an environment of
/// its own and in the folder for temporary files. One that breaks its bounds, or that nobody waits for any more, is killed with all that it
/// started. Neither input nor output is ever logged.
/// </summary>
internal sealed class ProcessRunner(int atOnce) : IDisposable
{
    private const int Block = 16 * 1024;

    private readonly SemaphoreSlim _places = new(atOnce);

    /// <summary>What the program wrote to its standard output.</summary>
    /// <exception cref="ProcessFailedException">It gave no result.</exception>
    public async Task<byte[]> RunAsync(BoundedProcess program, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(program.Timeout);
        try
        {
            await _places.WaitAsync(timeout.Token);
            try
            {
                return await RunToItsEndAsync(program, timeout.Token);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProcessFailedException(program.Program, ProcessFailure.TimedOut);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private static async Task<byte[]> RunToItsEndAsync(BoundedProcess program, CancellationToken cancellationToken)
    {
        using var process = Start(program);
        using var pipes = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var feeding = FeedAsync(process, program.Input, pipes.Token);
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, pipes.Token);
            var output = await ReadAsync(process, program, pipes.Token);
            await process.WaitForExitAsync(cancellationToken);
            await Task.WhenAll(feeding, errors);
            return process.ExitCode == 0 ? output : throw new ProcessFailedException(program.Program, ProcessFailure.Failed);
        }
        finally
        {
            await pipes.CancelAsync();
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(BoundedProcess program)
    {
        var start = new ProcessStartInfo(program.Program, program.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new ProcessFailedException(program.Program, ProcessFailure.NotStarted, failure);
        }
    }

    private static async Task FeedAsync(Process process, Stream? input, CancellationToken cancellationToken)
    {
        try
        {
            var pipe = process.StandardInput.BaseStream;
            await using (pipe)
            {
                if (input is not null)
                    await input.CopyToAsync(pipe, cancellationToken);
            }
        }
        catch (IOException)
        {
            // It reads no further. Its exit code says whether it had enough.
        }
    }

    private static async Task<byte[]> ReadAsync(Process process, BoundedProcess program, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var block = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            int read;
            while ((read = await process.StandardOutput.BaseStream.ReadAsync(block, cancellationToken)) > 0)
            {
                if (output.Length + read > program.MaxOutput)
                    throw new ProcessFailedException(program.Program, ProcessFailure.TooMuchOutput);
                output.Write(block, 0, read);
            }

            return output.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
