using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Starts the silo with its host, stage by stage, and stops it in reverse.</summary>
internal sealed class SiloHostedService : IHostedService
{
    private readonly LifecycleSubject _lifecycle = new();
    private readonly SiloNode _silo;

    public SiloHostedService(SiloNode silo, IEnumerable<ILifecycleParticipant<ISiloLifecycle>> participants)
    {
        _silo = silo;
        _lifecycle.Subscribe(nameof(SiloNode), ServiceLifecycleStage.BecomeActive, StartSilo, silo.StopAsync);
        foreach (var participant in participants) participant.Participate(_lifecycle);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _lifecycle.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested) return _lifecycle.StopAsync(cancellationToken);
        _silo.Die();
        return Task.CompletedTask;
    }

    private Task StartSilo(CancellationToken cancellationToken)
    {
        _silo.Start();
        _silo.Log.Started(_silo.Address.ToString());
        return Task.CompletedTask;
    }
}
