using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Contracts.Social;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Tests.Http;

/// <summary>What a cluster that cannot be asked looks like to callers, whichever way it shows.</summary>
public sealed class RefusalTests
{
    /// <summary>Every exception that the runtime under the tests has for its own troubles.</summary>
    private static IReadOnlyList<Type> OfTheRuntime { get; } =
    [
        .. new[] { typeof(OrleansException).Assembly, typeof(Grain).Assembly, Assembly.Load(CoreAssembly) }.Distinct()
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => typeof(OrleansException).IsAssignableFrom(type) && !type.IsAbstract),
    ];

    private static bool IsLocal => typeof(OrleansException).Assembly.GetName().Name!.EndsWith("Local", StringComparison.Ordinal);

    private static string CoreAssembly => IsLocal ? typeof(OrleansException).Assembly.FullName! : "Orleans.Core";

    [Fact]
    public void Whatever_the_runtime_fails_with_is_unavailable()
        => Assert.All(OfTheRuntime, type => AssertUnavailable((Exception)RuntimeHelpers.GetUninitializedObject(type)));

    [Fact]
    public void The_runtime_fails_with_what_we_think_it_does()
    {
        string[] known = IsLocal
            ? ["OrleansMessageRejectionException", "SiloUnavailableException"]
            : ["ClientNotAvailableException", "ConnectionFailedException", "GatewayTooBusyException", "OrleansMessageRejectionException", "SiloUnavailableException"];

        Assert.Superset(known.ToHashSet(), OfTheRuntime.Select(type => type.Name).ToHashSet());
    }

    [Fact]
    public void So_is_what_took_too_long_was_given_up_or_is_gone()
    {
        AssertUnavailable(new TimeoutException("Response did not arrive on time"));
        AssertUnavailable(new TaskCanceledException("the host stops"));
        AssertUnavailable(new OperationCanceledException());
        AssertUnavailable(new ObjectDisposedException("OutsideRuntimeClient"));
        AssertUnavailable(new ChatException(ChatError.Unavailable));
    }

    [Fact]
    public void A_bug_is_a_bug()
    {
        Assert.Equal(HttpRefusal.Internal, Refusal.Of(new InvalidOperationException()).Http);
        Assert.Equal(HttpRefusal.Internal, Refusal.Of(new ArgumentException("a bug")).Http);
    }

    private static void AssertUnavailable(Exception exception)
    {
        var refusal = Refusal.Of(exception);
        Assert.True(refusal.Cluster == ChatError.Unavailable, $"{exception.GetType()} is {refusal}");
        var (status, body) = SocialErrors.Word(refusal);
        Assert.Equal((503, "SERVICE_UNAVAILABLE"), (status, body.Code));
    }
}
