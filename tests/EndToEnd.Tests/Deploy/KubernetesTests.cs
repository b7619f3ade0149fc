using System.Text.Json.Nodes;
using OrleansChat.Silo;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>deploy/kubernetes: the manifests agree with each other, with the images and with the programs.</summary>
public sealed class KubernetesTests
{
    private const string Folder = "deploy/kubernetes";

    private static readonly IReadOnlyList<JsonObject> All =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, Folder), "*.yaml").Order().SelectMany(file => Yaml.Read(Path.GetRelativePath(Repository.Root, file)))];

    private static readonly IReadOnlyDictionary<string, DockerTarget> Targets = DockerTarget.Read();

    public static TheoryData<string> Parts => ["silo", "front"];

    [Fact]
    public void The_kustomization_names_every_file_that_is_no_example()
    {
        var listed = Of("Kustomization", null)["resources"].Items().Select(resource => (string)resource!).Order();
        var files = Directory.GetFiles(Path.Combine(Repository.Root, Folder)).Select(Path.GetFileName).Where(name => name != "kustomization.yaml" && !name!.Contains(".example.", StringComparison.Ordinal));

        Assert.Equal(files.Order(), listed);
    }

    [Theory, MemberData(nameof(Parts))]
    public void Pods_run_without_rights(string part)
    {
        var pod = Pod(part);
        var container = Container(part);

        Assert.Equal("restricted", (string?)Of("Namespace", "orleanschat").Find("metadata", "labels", "pod-security.kubernetes.io/enforce"));
        Assert.Equal("true", pod.Text("securityContext", "runAsNonRoot"));
        Assert.Equal(Targets[part].User, $"{pod.Text("securityContext", "runAsUser")}:{pod.Text("securityContext", "runAsGroup")}");
        Assert.Equal("RuntimeDefault", pod.Text("securityContext", "seccompProfile", "type"));
        Assert.Equal("false", pod.Text("automountServiceAccountToken"));
        Assert.Equal("false", container.Text("securityContext", "allowPrivilegeEscalation"));
        Assert.Equal("true", container.Text("securityContext", "readOnlyRootFilesystem"));
        Assert.Equal("ALL", container.Text("securityContext", "capabilities", "drop", "0"));
        Assert.NotNull(container.Find("resources", "limits", "memory"));
    }

    [Theory, MemberData(nameof(Parts))]
    public void Pods_are_asked_where_their_program_answers(string part)
    {
        var container = Container(part);

        Assert.Equal($"orleanschat/{part}", container.Text("image"));
        Assert.Equal(Targets[part].Ports.Order(), Ports(part).Values.Order());
        Assert.Equal(Targets[part].Environment["Listen__Operations"], Ports(part)["operations"]);
        foreach (var (probe, path) in new[] { ("startupProbe", "/health"), ("livenessProbe", "/health"), ("readinessProbe", "/health/ready") })
        {
            Assert.Equal(path, container.Text(probe, "httpGet", "path"));
            Assert.Equal("operations", container.Text(probe, "httpGet", "port"));
        }
    }

    [Theory, MemberData(nameof(Parts))]
    public void A_pod_that_goes_has_time_to_drain(string part)
    {
        var pause = TimeSpan.FromSeconds(int.Parse(Container(part).Text("lifecycle", "preStop", "sleep", "seconds")));
        var grace = TimeSpan.FromSeconds(int.Parse(Pod(part).Text("terminationGracePeriodSeconds")));

        Assert.True(pause + ChatHost.SiloShutdown < grace);
    }

    [Theory, MemberData(nameof(Parts))]
    public void Selectors_meet_the_pods(string part)
    {
        var deployment = Of("Deployment", part);
        var labels = deployment.Find("spec", "template", "metadata", "labels");

        AssertSame(labels, deployment.Find("spec", "selector", "matchLabels"));
        AssertSame(labels, Of("Service", part).Find("spec", "selector"));
        AssertSame(labels, Of("PodDisruptionBudget", part).Find("spec", "selector", "matchLabels"));
        AssertSame(labels, Of("NetworkPolicy", part).Find("spec", "podSelector", "matchLabels"));
        Assert.All(Pod(part)["topologySpreadConstraints"].Items(), constraint => AssertSame(labels, constraint.Find("labelSelector", "matchLabels")));
        Assert.Equal(2, Pod(part)["topologySpreadConstraints"].Items().Count());
    }

    [Theory, MemberData(nameof(Parts))]
    public void At_least_two_run_and_one_always_stays(string part)
    {
        var replicas = part == "front" ? Of("HorizontalPodAutoscaler", part).Text("spec", "minReplicas") : Of("Deployment", part).Text("spec", "replicas");

        Assert.True(int.Parse(replicas) >= 2);
        Assert.Equal("1", Of("PodDisruptionBudget", part).Text("spec", "maxUnavailable"));
        Assert.Equal("0", Of("Deployment", part).Text("spec", "strategy", "rollingUpdate", "maxUnavailable"));
    }

    [Fact]
    public void The_autoscaler_scales_the_fronts()
    {
        Assert.Equal("front", Of("HorizontalPodAutoscaler", "front").Text("spec", "scaleTargetRef", "name"));
        Assert.Null(Of("Deployment", "front").Find("spec", "replicas"));
    }

    [Fact]
    public void Services_and_policies_name_ports_that_the_pods_have()
    {
        foreach (var part in Parts.Select(row => row.Data))
        {
            Assert.All(Of("Service", part).Find("spec", "ports").Items(), port => Assert.Contains(port.Text("targetPort"), Ports(part).Keys));
            Assert.All(
                Of("NetworkPolicy", part).Find("spec", "ingress").Items().SelectMany(rule => rule["ports"].Items()), port => Assert.Contains(port.Text("port"), Ports(part).Keys));
        }
        Assert.Equal("front", Of("Ingress", "front").Text("spec", "rules", "0", "http", "paths", "0", "backend", "service", "name"));
        Assert.Contains(
            Of("Ingress", "front").Text("spec", "rules", "0", "http", "paths", "0", "backend", "service", "port", "name"),
            Of("Service", "front").Find("spec", "ports").Items().Select(port => port.Text("name")));
    }

    [Fact]
    public void Orleans_own_ports_are_open_to_silos_and_fronts_only()
    {
        var silo = Of("NetworkPolicy", "silo").Find("spec", "ingress").Items().ToList();

        Assert.All(silo, rule => Assert.NotEmpty(rule["from"].Items()));
        Assert.Equal(["silo"], Senders("silo"));
        Assert.Equal(["front", "silo"], Senders("gateway"));

        IEnumerable<string?> Senders(string port) => silo
            .Where(rule => rule["ports"].Items().Any(open => open.Text("port") == port))
            .SelectMany(rule => rule["from"].Items())
            .Select(sender => (string?)sender.Find("podSelector", "matchLabels", "part"))
            .Order();
    }

    [Fact]
    public void Every_key_is_in_the_readme_and_a_silo_says_where_it_is()
    {
        var keys = All.Where(resource => resource.Text("kind") is "ConfigMap" or "Secret")
            .SelectMany(resource => resource["data"].Members().Concat(resource["stringData"].Members()))
            .Select(setting => setting.Key)
            .Concat(Parts.SelectMany(part => Container(part.Data)["env"].Items()).Select(variable => variable.Text("name")));

        Assert.Empty(ConfigurationKeys.Unknown(keys));
        var address = Assert.Single(Container("silo")["env"].Items(), variable => variable.Text("name") == "Cluster__AdvertisedAddress");
        Assert.Equal("status.podIP", address.Text("valueFrom", "fieldRef", "fieldPath"));
    }

    [Theory, MemberData(nameof(Parts))]
    public void What_a_pod_takes_its_settings_from_exists(string part)
        => Assert.All(
            Container(part)["envFrom"].Items(),
            source => Assert.NotNull(source["secretRef"] is { } secret ? Of("Secret", secret.Text("name")) : Of("ConfigMap", source["configMapRef"]!.Text("name"))));

    private static JsonObject Of(string kind, string? name)
        => Assert.Single(All, resource => resource.Text("kind") == kind && (string?)resource.Find("metadata", "name") == name);

    private static JsonNode Pod(string part) => Of("Deployment", part).Find("spec", "template", "spec")!;

    private static JsonNode Container(string part) => Assert.Single(Pod(part)["containers"].Items());

    private static Dictionary<string, string> Ports(string part)
        => Container(part)["ports"].Items().ToDictionary(port => port.Text("name"), port => port.Text("containerPort"));

    private static void AssertSame(JsonNode? expected, JsonNode? actual) => Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected} is not {actual}.");
}
