using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Shared;

/// <summary>A contract, as tests that hold for every contract know it.</summary>
public abstract class ContractProbe(ChatServer server)
{
    /// <summary>The server.</summary>
    public ChatServer Server => server;

    /// <summary>Its name in paths.</summary>
    public abstract string Slug { get; }

    /// <summary>Where its REST part lives on its own port.</summary>
    public abstract string OwnPrefix { get; }

    /// <summary>Where its document lives on its own port.</summary>
    public abstract string DocsPath { get; }

    /// <summary>The routes that need no token, as <c>POST /auth/login</c>.</summary>
    public abstract IReadOnlyList<string> Open { get; }

    /// <summary>Searches, up to what is searched for.</summary>
    public abstract IReadOnlyList<string> Searches { get; }

    /// <summary>The routes that are mapped.</summary>
    public IReadOnlyList<ContractRoute> Routes => ContractRoute.Of(server, $"/{Slug}{OwnPrefix}");

    /// <summary>The routes for whose body the document has an example.</summary>
    public IEnumerable<ContractRoute> RoutesWithBody => Routes.Where(HasRequest);

    /// <summary>Whether the document shows a request body.</summary>
    public abstract bool HasRequest(ContractRoute route);

    /// <summary>The published request body.</summary>
    public abstract JsonObject Request(ContractRoute route);

    /// <summary>The published answer; null where it is no JSON.</summary>
    public abstract JsonNode? Response(ContractRoute route);

    /// <summary>A well-formed id that nothing has, for a parameter of a route.</summary>
    public abstract string UnknownId(ContractRoute route, string parameter);

    /// <summary>Fails unless an answer is the contract's error envelope with this status and the code that belongs to it.</summary>
    public abstract void AssertRefused(Answer answer, int status, string? message = null);

    /// <summary>Fails unless an answer is a validation error that blames a field whose name begins with this one.</summary>
    public abstract void AssertBlames(Answer answer, string field);

    /// <summary>Whether an answer says that this server lacks a setting for what was well asked.</summary>
    public virtual bool IsNotConfigured(Answer answer) => false;

    /// <summary>Fails unless this is the body of an error, as the OpenAPI document shows it.</summary>
    public abstract void AssertErrorBody(JsonNode body);

    /// <summary>An answer without what differs from request to request.</summary>
    public virtual string Comparable(Answer answer) => answer.Text;

    /// <summary>Makes a user with one of everything.</summary>
    public abstract Task<ContractWorld> CreateWorldAsync();

    /// <summary>Sends a request to the contract's own port; paths without a leading slash are below the REST prefix.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body = null, string? token = null, params (string Name, string Value)[] headers)
        => server.SendAsync(method, new Uri(server.Urls[Slug], path.StartsWith('/') ? path : $"{OwnPrefix}/{path}"), body, token, headers);
}

/// <summary>A user of a contract with one of everything, to see that none of it changes.</summary>
public abstract class ContractWorld
{
    /// <summary>The user's access token.</summary>
    public abstract string Token { get; }

    /// <summary>A published body with real ids.</summary>
    public abstract JsonObject Valid(ContractRoute route);

    /// <summary>The id of this world's own thing that a parameter of a route names.</summary>
    public abstract string Own(ContractRoute route, string parameter);

    /// <summary>Fails when anything changed.</summary>
    public abstract Task AssertUnchangedAsync();
}
