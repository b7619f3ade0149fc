using Orleans.Local;

namespace Orleans
{
    /// <summary>Something that starts and stops in stages.</summary>
    public interface ILifecycleObservable
    {
        /// <summary>Takes part at a stage.</summary>
        IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
    }

    /// <summary>What is done at one stage.</summary>
    public interface ILifecycleObserver
    {
        /// <summary>Called when the stage is reached on the way up.</summary>
        Task OnStart(CancellationToken cancellationToken = default);

        /// <summary>Called when the stage is reached on the way down.</summary>
        Task OnStop(CancellationToken cancellationToken = default);
    }

    /// <summary>Wants to take part in a lifecycle; found among the services.</summary>
    public interface ILifecycleParticipant<TLifecycleObservable>
        where TLifecycleObservable : ILifecycleObservable
    {
        /// <summary>Subscribes to the stages of interest.</summary>
        void Participate(TLifecycleObservable lifecycle);
    }

    /// <summary>Shorter ways to subscribe.</summary>
    public static class LifecycleExtensions
    {
        /// <summary>Takes part at a stage.</summary>
        public static IDisposable Subscribe(
            this ILifecycleObservable observable,
            string observerName,
            int stage,
            Func<CancellationToken, Task> onStart,
            Func<CancellationToken, Task>? onStop)
        {
            ArgumentNullException.ThrowIfNull(observable);
            ArgumentNullException.ThrowIfNull(onStart);
            return observable.Subscribe(observerName, stage, new DelegateLifecycleObserver(onStart, onStop));
        }

        /// <summary>Takes part at a stage on the way up.</summary>
        public static IDisposable Subscribe(
            this ILifecycleObservable observable, string observerName, int stage, Func<CancellationToken, Task> onStart) =>
            observable.Subscribe(observerName, stage, onStart, null);

        /// <summary>Takes part at a stage under the name of a type.</summary>
        public static IDisposable Subscribe<TObserver>(
            this ILifecycleObservable observable,
            int stage,
            Func<CancellationToken, Task> onStart,
            Func<CancellationToken, Task>? onStop) =>
            observable.Subscribe(typeof(TObserver).FullName!, stage, onStart, onStop);

        /// <summary>Takes part at a stage on the way up under the name of a type.</summary>
        public static IDisposable Subscribe<TObserver>(
            this ILifecycleObservable observable, int stage, Func<CancellationToken, Task> onStart) =>
            observable.Subscribe(typeof(TObserver).FullName!, stage, onStart, null);
    }

    /// <summary>The stages of a silo.</summary>
    public static class ServiceLifecycleStage
    {
        /// <summary>Before all others.</summary>
        public const int First = int.MinValue;

        /// <summary>The runtime is set up.</summary>
        public const int RuntimeInitialize = 2000;

        /// <summary>The runtime's services start.</summary>
        public const int RuntimeServices = 4000;

        /// <summary>Storage that the runtime needs.</summary>
        public const int RuntimeStorageServices = 6000;

        /// <summary>Services of the runtime that are grains.</summary>
        public const int RuntimeGrainServices = 8000;

        /// <summary>Services of the application: storage, streams.</summary>
        public const int ApplicationServices = 10000;

        /// <summary>Just before <see cref="Active"/>.</summary>
        public const int BecomeActive = Active - 1;

        /// <summary>The silo takes requests.</summary>
        public const int Active = 20000;

        /// <summary>After all others.</summary>
        public const int Last = int.MaxValue;
    }
}

namespace Orleans.Runtime
{
    /// <summary>The lifecycle of an activation.</summary>
    public interface IGrainLifecycle : ILifecycleObservable;

    /// <summary>The lifecycle of a silo.</summary>
    public interface ISiloLifecycle : ILifecycleObservable
    {
        /// <summary>The highest stage that was completed.</summary>
        int HighestCompletedStage { get; }

        /// <summary>The lowest stage that was stopped.</summary>
        int LowestStoppedStage { get; }
    }

    /// <summary>The stages of an activation.</summary>
    public static class GrainLifecycleStage
    {
        /// <summary>Before all others.</summary>
        public const int First = int.MinValue;

        /// <summary>State is read.</summary>
        public const int SetupState = 1000;

        /// <summary>The grain is activated.</summary>
        public const int Activate = 2000;

        /// <summary>After all others.</summary>
        public const int Last = int.MaxValue;
    }

    /// <summary>Runs when a silo starts.</summary>
    public interface IStartupTask
    {
        /// <summary>The work.</summary>
        Task Execute(CancellationToken cancellationToken);
    }
}
