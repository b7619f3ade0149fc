using Orleans.Runtime;

namespace OrleansChat.Grains.Operations;

/// <summary>What operators call a grain's class.</summary>
internal static class GrainClass
{
    /// <summary>The class's own name: of <c>Namespace.Class,Assembly</c>, <c>Class</c>.</summary>
    public static string Of(SimpleGrainStatistic statistic)
    {
        var name = statistic.GrainType.Split(',')[0];
        return name[(name.LastIndexOf('.') + 1)..];
    }
}
