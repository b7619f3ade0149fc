using System.Text.Json;

namespace OrleansChat.WebFront.Http;

/// <summary>How a contract words the refusal of a request.</summary>
internal interface IContractErrors
{
    /// <summary>Status and body of a refusal. Total: every member of every list has its line.</summary>
    (int Status, object Body) Word(Refusal refusal, RefusalContext context);

    /// <summary>How the contract spells JSON.</summary>
    JsonSerializerOptions Json { get; }
}

/// <summary>What a contract may tell of the refused request itself.</summary>
/// <param name="RequestId">Its id, the same as in the response's <c>X-Request-Id</c>.</param>
/// <param name="At">When it was refused.</param>
internal readonly record struct RefusalContext(string RequestId, DateTimeOffset At);
