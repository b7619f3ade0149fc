using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Http.Admission;

/// <summary>
/// Calls of grains by endpoints that are not <see cref="AdmissionFilter.Admitted"/> as a whole, for their bodies or what else they wait for
/// take long: each call takes a place of its own.
/// </summary>
internal sealed class AdmittedCalls(AdmissionControl admission, OverloadMetrics metrics)
{
    /// <summary>Calls when there is a place.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Unavailable"/>: there is none.</exception>
    public async Task<T> RunAsync<T>(Guid user, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        if (await admission.EnterAsync(user, transient: false, cancellationToken) is not { } place)
        {
            metrics.Shed("request", transient: false);
            throw new ChatException(ChatError.Unavailable);
        }

        using (place)
            return await call();
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Guid user, Func<Task> call, CancellationToken cancellationToken) => RunAsync(
        user,
        async () =>
        {
            await call();
            return true;
        },
        cancellationToken);
}
