namespace Orleans.Local;

/// <summary>
/// Gives a method a token of its own, which is canceled within a turn of the activation: what a grain registers with it
/// must not run on the thread of whoever cancels.
/// </summary>
internal static class CallCancellation
{
    public static void Arrange(Request request, Activation activation)
    {
        var callers = request.Cancellation;
        if (!callers.CanBeCanceled) return;
        var source = new CancellationTokenSource();
        request.Cancellation = source.Token;
        var registration = callers.UnsafeRegister(_ => activation.Post(source.Cancel), null);
        request.Outcome.ContinueWith(
            static (_, state) => ((CancellationTokenRegistration)state!).Unregister(),
            registration,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
