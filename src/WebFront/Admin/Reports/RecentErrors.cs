using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Operations;

namespace OrleansChat.WebFront.Admin.Reports;

/// <summary>
/// Remembers what this process logged last as a warning or worse. Bounded: what is said again and again is one entry with a
/// count, and beyond the capacity the oldest goes. Exceptions are kept by type only: their texts may quote users.
/// </summary>
[ProviderAlias("RecentErrors")]
internal sealed class RecentErrors(TimeProvider clock) : ILoggerProvider
{
    /// <summary>Different entries kept.</summary>
    public const int Capacity = 50;

    private const string Template = "{OriginalFormat}";

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    /// <summary>The latest entries, the latest first.</summary>
    public ImmutableArray<NodeError> Read(int count)
    {
        lock (_lock)
            return [.. Enumerable.Reverse(_entries).Select(entry => entry.Error).Take(count)];
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : $"{text[..(length - 1)]}…";

    /// <summary>What an entry says before its values are put in: by this, repetitions are known.</summary>
    private static string? TemplateOf<TState>(TState state)
        => state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values && values[^1].Key == Template
            ? values[^1].Value as string
            : null;

    private void Add(NodeErrorLevel level, string category, string? template, string message, Exception? exception)
    {
        var error = new NodeError
        {
            At = clock.GetUtcNow(),
            Times = 1,
            Level = level,
            Category = Cut(category, NodeReports.MaxName),
            Message = Cut(message, NodeReports.MaxMessage),
            Exception = exception is null ? null : Cut(exception.GetType().Name, NodeReports.MaxName),
        };
        template = template is null ? error.Message : Cut(template, NodeReports.MaxMessage);
        lock (_lock)
        {
            var known = _entries.FindIndex(entry => entry.Template == template && entry.Error.Level == level && entry.Error.Category == error.Category);
            if (known >= 0)
            {
                error = error with { Times = _entries[known].Error.Times + 1 };
                _entries.RemoveAt(known);
            }
            else if (_entries.Count >= Capacity)
            {
                _entries.RemoveAt(0);
            }

            _entries.Add(new Entry(template, error));
        }
    }

    private sealed record Entry(string Template, NodeError Error);

    private sealed class Logger(RecentErrors errors, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Warning or LogLevel.Error or LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                errors.Add((NodeErrorLevel)(logLevel - LogLevel.Warning), category, TemplateOf(state), formatter(state, null), exception);
        }
    }
}
