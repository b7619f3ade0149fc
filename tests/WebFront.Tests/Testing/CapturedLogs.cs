using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansChat.WebFront.Tests.Testing;

/// <summary>Keeps what a server logs as a warning or worse.</summary>
public sealed class CapturedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Text)> _lines = new();

    /// <summary>Errors and worse, as text.</summary>
    public IEnumerable<string> Errors => _lines.Where(line => line.Level >= LogLevel.Error).Select(line => $"{line.Category}: {line.Text}");

    /// <summary>All of it, as text.</summary>
    public IEnumerable<string> Lines => _lines.Select(line => $"{line.Category}: {line.Text}");

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                logs._lines.Enqueue((logLevel, category, $"{formatter(state, exception)} {exception}"));
        }
    }
}
