using OrleansChat.WebFront.Processes;

namespace OrleansChat.WebFront.Tests.Testing;

/// <summary>Programs that tests need of the machine: skipped loudly where there are none, failed in CI.</summary>
internal static class Installed
{
    /// <summary>Skips the test where a program is not installed.</summary>
    public static void Require(params string[] programs)
    {
        var installed = new InstalledPrograms(Environment.GetEnvironmentVariable("PATH") ?? "");
        var missing = programs.Where(program => installed.Find(program) is null).ToList();
        if (missing.Count == 0)
            return;
        var reason = $"Not installed: {string.Join(", ", missing)}.";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(reason);
        Assert.Skip(reason);
    }
}
