using System.Net;
using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Which silo this is.</summary>
    public interface ILocalSiloDetails
    {
        /// <summary>Its name.</summary>
        string Name { get; }

        /// <summary>Its cluster.</summary>
        string ClusterId { get; }

        /// <summary>Its host.</summary>
        string DnsHostName { get; }

        /// <summary>Its address among silos.</summary>
        SiloAddress SiloAddress { get; }

        /// <summary>Its address for clients.</summary>
        SiloAddress GatewayAddress { get; }
    }
}

namespace Orleans.Local
{
    /// <summary>The name and address of a silo of this process: an address that nothing listens on.</summary>
    internal sealed class LocalSiloDetails : ILocalSiloDetails
    {
        private static int _last;

        public LocalSiloDetails(string name, string clusterId)
        {
            Name = name;
            ClusterId = clusterId;
            SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 0), Interlocked.Increment(ref _last));
        }

        public string Name { get; }

        public string ClusterId { get; }

        public string DnsHostName => Environment.MachineName;

        public SiloAddress SiloAddress { get; }

        public SiloAddress GatewayAddress => SiloAddress;
    }
}
