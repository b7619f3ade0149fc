using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.Grains.Accounts;

/// <summary>
/// Hashes and checks passwords, on threads of its own and as many at a time as there are processors: the tens of milliseconds
/// that one hash takes are never spent on a thread that serves other grains.
/// </summary>
internal sealed class Passwords : IDisposable
{
    private readonly PasswordHasher<AccountState> _hasher;
    private readonly SemaphoreSlim _processors = new(Environment.ProcessorCount);
    private readonly Lazy<string> _hashOfNobody;

    /// <summary>Hashes as the options say.</summary>
    public Passwords(IOptions<AccountOptions> options)
    {
        _hasher = new PasswordHasher<AccountState>(Options.Create(new PasswordHasherOptions { IterationCount = options.Value.PasswordIterations }));
        _hashOfNobody = new Lazy<string>(() => _hasher.HashPassword(Nobody, RandomNumberGenerator.GetHexString(32)));
    }

    private static AccountState Nobody { get; } = new();

    /// <summary>Hashes a password.</summary>
    public Task<string> HashAsync(string password) => RunAsync(() => _hasher.HashPassword(Nobody, password));

    /// <summary>
    /// Checks a password. Without a hash (there is no such account) it takes as long and fails.
    /// </summary>
    public Task<PasswordVerificationResult> CheckAsync(string? hash, string? password)
    {
        var tried = password is { Length: <= AccountLimits.Password } ? password : "";
        return RunAsync(() =>
        {
            var result = _hasher.VerifyHashedPassword(Nobody, hash ?? _hashOfNobody.Value, tried);
            return hash is null || tried.Length == 0 ? PasswordVerificationResult.Failed : result;
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _processors.Dispose();

    private async Task<T> RunAsync<T>(Func<T> work)
    {
        await _processors.WaitAsync();
        try
        {
            return await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _processors.Release();
        }
    }
}
