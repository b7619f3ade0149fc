using System.Globalization;
using Orleans.Runtime;

namespace Orleans
{
    /// <summary>Names a grain type, instead of the class name without <c>Grain</c>.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class GrainTypeAttribute(string grainType) : Attribute
    {
        internal string Name { get; } = grainType;
    }

    /// <summary>How long an activation of the class may be idle.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public class CollectionAgeLimitAttribute : Attribute
    {
        /// <summary>The shortest age limit that <see cref="Days"/>, <see cref="Hours"/> and <see cref="Minutes"/> can add up to.</summary>
        public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

        private readonly TimeSpan? _value;

        /// <summary>An age limit by its parts.</summary>
        public CollectionAgeLimitAttribute()
        {
        }

        /// <summary>An age limit as text, <c>hh:mm:ss</c>.</summary>
        public CollectionAgeLimitAttribute(string inactivityPeriod) => _value = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

        /// <summary>Days of the limit.</summary>
        public double Days { get; set; }

        /// <summary>Hours of the limit.</summary>
        public double Hours { get; set; }

        /// <summary>Minutes of the limit.</summary>
        public double Minutes { get; set; }

        /// <summary>Never idle.</summary>
        public bool AlwaysActive { get; set; }

        /// <summary>The limit.</summary>
        public TimeSpan AgeLimit => _value ?? (AlwaysActive
            ? TimeSpan.FromDays(short.MaxValue)
            : TimeSpan.FromTicks(Math.Max(
                MinAgeLimit.Ticks,
                (TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes)).Ticks)));
    }

    /// <summary>Activations of the class are never idle.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public class KeepAliveAttribute : Attribute;
}

namespace Orleans.Concurrency
{
    /// <summary>Any number of activations, up to a maximum, answer requests for one grain, in the silo where they arise.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class StatelessWorkerAttribute : Placement.PlacementAttribute
    {
        /// <summary>As many as there are processors.</summary>
        public StatelessWorkerAttribute()
            : this(-1)
        {
        }

        /// <summary>At most that many.</summary>
        public StatelessWorkerAttribute(int maxLocalWorkers)
            : base(PlacementStrategy.StatelessWorker) =>
            MaxLocalWorkers = maxLocalWorkers > 0 ? maxLocalWorkers : Environment.ProcessorCount;

        internal int MaxLocalWorkers { get; }
    }

    /// <summary>Asks a method of the class which requests may run beside others.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class MayInterleaveAttribute(string callbackMethodName) : Attribute
    {
        internal string CallbackMethodName { get; } = callbackMethodName;
    }
}

namespace Orleans.Runtime
{
    /// <summary>In which silo a grain is activated.</summary>
    public enum PlacementStrategy
    {
        /// <summary>Any.</summary>
        Random,

        /// <summary>The caller's.</summary>
        PreferLocal,

        /// <summary>The caller's, with several activations.</summary>
        StatelessWorker,
    }
}

namespace Orleans.Placement
{
    /// <summary>In which silo a grain is activated.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public abstract class PlacementAttribute : Attribute
    {
        /// <summary>A placement by that strategy.</summary>
        protected PlacementAttribute(PlacementStrategy placement) => PlacementStrategy = placement;

        /// <summary>The strategy.</summary>
        public PlacementStrategy PlacementStrategy { get; }
    }

    /// <summary>Activated in the silo of the first caller.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class PreferLocalPlacementAttribute() : PlacementAttribute(PlacementStrategy.PreferLocal);

    /// <summary>Activated in any silo.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class RandomPlacementAttribute() : PlacementAttribute(PlacementStrategy.Random);

    /// <summary>Activated in a silo that follows from the key; in one process, in any.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class HashBasedPlacementAttribute() : PlacementAttribute(PlacementStrategy.Random);

    /// <summary>Activated in a silo with few activations; in one process, in any.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class ActivationCountBasedPlacementAttribute() : PlacementAttribute(PlacementStrategy.Random);
}
