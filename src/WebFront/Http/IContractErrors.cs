using System.Text.Json;

namespace OrleansChat.WebFront.Http;

/// <summary>How a contract words refusals.</summary>
internal interface IContractErrors
{
    /// <summary>Status and body of a refusal. Total: every member of every list has its line.</summary>
    (int Status, object Body) Word(Refusal refusal);

    /// <summary>How the contract spells JSON.</summary>
    JsonSerializerOptions Json { get; }
}
