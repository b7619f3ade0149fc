using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.Testing;
using OrleansChat.WebFront.Admin.Reports;

namespace OrleansChat.WebFront.Tests.Admin;

#pragma warning disable CA1848, CA2254 // What is logged is the subject here.
public sealed class RecentErrorsTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly RecentErrors _errors;
    private readonly ILogger _log;

    public RecentErrorsTests()
    {
        _errors = new RecentErrors(_clock);
        _log = _errors.CreateLogger("Some.Where");
    }

    public void Dispose() => _errors.Dispose();

    [Fact]
    public void Warnings_and_worse_are_remembered_the_latest_first()
    {
        _log.LogDebug("debug");
        _log.LogInformation("information");
        _log.LogWarning("warning");
        _log.LogError("error");
        _log.LogCritical("critical");

        Assert.Equal(
            [(NodeErrorLevel.Critical, "critical"), (NodeErrorLevel.Error, "error"), (NodeErrorLevel.Warning, "warning")],
            _errors.Read(10).Select(error => (error.Level, error.Message)));
        Assert.Equal(2, _errors.Read(2).Length);
    }

    [Fact]
    public void Of_an_exception_only_its_type_is_told()
    {
        _log.LogError(new InvalidOperationException("what a user wrote"), "It failed");

        var error = Assert.Single(_errors.Read(10));
        Assert.Equal(("It failed", "InvalidOperationException", "Some.Where"), (error.Message, error.Exception, error.Category));
        Assert.DoesNotContain("what a user wrote", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_again_with_other_values_is_one_entry_with_a_count()
    {
        for (var number = 1; number <= 1000; number++)
        {
            _log.LogWarning("Number {Number} failed", number);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        _log.LogWarning("Another failed");
        _errors.CreateLogger("Else.Where").LogWarning("Number {Number} failed", 1);

        Assert.Equal(
            [("Number 1 failed", 1), ("Another failed", 1), ("Number 1000 failed", 1000)],
            _errors.Read(10).Select(error => (error.Message, (int)error.Times)));
        Assert.Equal(_clock.GetUtcNow() - TimeSpan.FromSeconds(1), _errors.Read(10)[2].At);
    }

    [Fact]
    public void Beyond_its_capacity_the_oldest_is_forgotten_and_long_texts_are_cut()
    {
        for (var number = 0; number < RecentErrors.Capacity + 10; number++)
            _log.LogWarning($"Text {number} {new string('x', 10_000)}");

        var known = _errors.Read(int.MaxValue);
        Assert.Equal(RecentErrors.Capacity, known.Length);
        Assert.All(known, error => Assert.Equal(NodeReports.MaxMessage, error.Message.Length));
        Assert.StartsWith("Text 10 ", known[^1].Message, StringComparison.Ordinal);
    }
}
