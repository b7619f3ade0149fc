namespace Orleans.Configuration
{
    /// <summary>How requests are sent.</summary>
    public abstract class MessagingOptions
    {
        /// <summary>How long a caller waits for an answer.</summary>
        public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
    }

    /// <summary>How a silo sends requests.</summary>
    public class SiloMessagingOptions : MessagingOptions;

    /// <summary>How a client sends requests.</summary>
    public class ClientMessagingOptions : MessagingOptions;

    /// <summary>When activations that have nothing to do are deactivated.</summary>
    public class GrainCollectionOptions
    {
        /// <summary>How often idle activations are looked for.</summary>
        public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

        /// <summary>How long an activation may be idle.</summary>
        public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

        /// <summary>The same by full name of the class.</summary>
        public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

        /// <summary>How long activating may take.</summary>
        public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

        /// <summary>How long deactivating may take.</summary>
        public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
    }

    /// <summary>Which cluster this is.</summary>
    public class ClusterOptions
    {
        /// <summary>The cluster.</summary>
        public string ClusterId { get; set; } = "default";

        /// <summary>The service, which outlives clusters.</summary>
        public string ServiceId { get; set; } = "default";
    }

    /// <summary>Which silo this is.</summary>
    public class SiloOptions
    {
        /// <summary>Its name; null for a random one.</summary>
        public string? SiloName { get; set; }
    }

    /// <summary>How memory storage behaves; in one process there is nothing to set.</summary>
    public class MemoryGrainStorageOptions
    {
        /// <summary>Has no effect in one process.</summary>
        public int NumStorageGrains { get; set; } = 10;
    }
}

namespace Orleans.Local
{
    /// <summary>What only the single-process runtime offers; bound to the configuration section <see cref="Section"/>.</summary>
    public sealed class LocalRuntimeOptions
    {
        /// <summary>Where it is configured, so that tests which run on either runtime can switch something on without naming it.</summary>
        public const string Section = "Orleans:Local";

        /// <summary>
        /// Whether arguments and results are copied through their serialized members, as between processes; otherwise they are
        /// handed on as they are. For tests: it finds what real Orleans could not serialize, and mutable state that is shared.
        /// </summary>
        public bool RoundTripMessages { get; set; }
    }
}
