using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansChat.Grains.Interfaces.Operations;

namespace OrleansChat.WebFront.Admin;

/// <summary>What <c>/admin/status</c> answers: the cluster's status in the shape of the page's tables.</summary>
internal sealed record AdminStatus(
    DateTimeOffset At,
    IReadOnlyList<AdminNode> Nodes,
    IReadOnlyList<AdminSilo> Silos,
    DateTimeOffset? SilosAt,
    IReadOnlyList<AdminGrainType> GrainTypes,
    IReadOnlyList<AdminError> Errors)
{
    private const int MaxErrors = 100;

    /// <summary>How it is written.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>In the page's shape.</summary>
    public static AdminStatus From(ClusterStatus status) => new(
        status.At,
        [.. status.Nodes.Select(node => AdminNode.From(node, status.At))],
        [.. status.Silos.Members.Select(member => AdminSilo.From(member, status))],
        status.Silos.At,
        [
            .. status.Silos.Activations.GroupBy(activations => activations.GrainType)
                .Select(type => new AdminGrainType(type.Key, type.Sum(silo => silo.Count), type.ToDictionary(silo => silo.Silo, silo => silo.Count)))
                .OrderByDescending(type => type.Count)
                .ThenBy(type => type.Name, StringComparer.Ordinal),
        ],
        [
            .. status.Nodes.SelectMany(node => node.Report.Errors.Select(error => AdminError.From(error, node.Report)))
                .OrderByDescending(error => error.At)
                .Take(MaxErrors),
        ]);
}

/// <summary>A process; times in seconds.</summary>
internal sealed record AdminNode(
    Guid Id, NodeKind Kind, NodeState State, string Name, string Version, string Address, string? Silo, double Uptime, double HeardAgo, NodeLoad Load)
{
    /// <summary>A node, as the page shows it.</summary>
    public static AdminNode From(NodeStatus node, DateTimeOffset now) => new(
        node.Report.Id, node.Report.Kind, node.State, node.Report.Name, node.Report.Version, node.Report.Address, node.Report.Silo,
        node.Report.Uptime.TotalSeconds, (now - node.HeardAt).TotalSeconds, node.Report.Load);
}

/// <summary>A silo, as membership knows it, with the number of its activations.</summary>
internal sealed record AdminSilo(string Address, string Status, int Activations)
{
    /// <summary>A silo, as the page shows it.</summary>
    public static AdminSilo From(SiloMember member, ClusterStatus status) => new(
        member.Address, member.Status, status.Silos.Activations.Where(activations => activations.Silo == member.Address).Sum(activations => activations.Count));
}

/// <summary>Activations of a grain type, in all and by silo.</summary>
internal sealed record AdminGrainType(string Name, int Count, IReadOnlyDictionary<string, int> BySilo);

/// <summary>A log entry, and whose.</summary>
internal sealed record AdminError(
    DateTimeOffset At, long Times, NodeErrorLevel Level, string Category, string Message, string? Exception, string Node, string Address)
{
    /// <summary>A log entry, as the page shows it.</summary>
    public static AdminError From(NodeError error, NodeReport node)
        => new(error.At, error.Times, error.Level, error.Category, error.Message, error.Exception, node.Name, node.Address.Length > 0 ? node.Address : node.Silo ?? "");
}
