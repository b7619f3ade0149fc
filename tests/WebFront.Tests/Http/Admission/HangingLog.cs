using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage.Messages;

namespace OrleansChat.WebFront.Tests.Http.Admission;

/// <summary>A message log whose commits take until they are let go: what a slow disk does to the grains, and they to the front.</summary>
public sealed class HangingLog
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets everything go, from now on.</summary>
    public void LetGo() => _gate.TrySetResult();

    /// <summary>Puts it into the place of the server's own, which it uses.</summary>
    public void Install(WebApplicationBuilder builder)
    {
        var own = builder.Services.Single(service => service.ServiceType == typeof(IMessageLog));
        builder.Services.Remove(own);
        builder.Services.AddSingleton<IMessageLog>(services => new Log(
            (IMessageLog)ActivatorUtilities.CreateInstance(services, own.ImplementationType!), _gate.Task));
    }

    private sealed class Log(IMessageLog own, Task gate) : IMessageLog
    {
        public async Task<IConversationLog> OpenAsync(Guid conversationId, CancellationToken cancellationToken)
        {
            var slow = DispatchProxy.Create<IConversationLog, SlowAppends>();
            var proxy = (SlowAppends)(object)slow;
            (proxy.Own, proxy.Gate) = (await own.OpenAsync(conversationId, cancellationToken), gate);
            return slow;
        }
    }
}

/// <summary>Whatever a log does, but appends are answered later.</summary>
internal class SlowAppends : DispatchProxy
{
    public IConversationLog Own { get; set; } = null!;

    public Task Gate { get; set; } = null!;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var result = targetMethod!.Invoke(Own, BindingFlags.DoNotWrapExceptions, null, args, null);
        return targetMethod.Name == nameof(IConversationLog.AppendAsync) ? StoredAsync((Task)result!, Gate) : result;
    }

    private static async Task StoredAsync(Task stored, Task gate)
    {
        await stored;
        await gate;
    }
}
