using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Local;

/// <summary>A client of a test cluster, in the same process.</summary>
internal sealed class ClientNode(
    IServiceProvider services, LocalCluster cluster, IOptions<ClientMessagingOptions> messaging, IOptions<LocalRuntimeOptions> local)
    : Node(services, cluster, messaging.Value.ResponseTimeout, local.Value.RoundTripMessages);
