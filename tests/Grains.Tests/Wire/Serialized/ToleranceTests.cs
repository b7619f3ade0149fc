using System.Collections.Immutable;
using System.Text;
using Orleans;
using Orleans.Serialization;
using Orleans.Serialization.TypeSystem;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Wire.Serialized;

/// <summary>What docs/decisions/006-versions.md relies on: which changes of a type nodes of another release tolerate.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ToleranceTests(ClusterFixture cluster)
{
    private static readonly NewNote Sent = new("milk", 2, [new NoteTag("shop")], new KnownDetail("aisle"));

    private readonly Serializer _serializer = cluster.Service<Serializer>();

    [Fact]
    public void An_older_node_skips_members_that_it_does_not_know()
    {
        var read = _serializer.Deserialize<OldNote>(_serializer.SerializeToArray(Sent))!;
        Assert.Equal(new OldNote("milk", 2), read);
    }

    [Fact]
    public void A_newer_node_sees_nothing_in_members_that_were_not_sent()
    {
        var read = _serializer.Deserialize<NewNote>(_serializer.SerializeToArray(new OldNote("milk", 2)))!;
        Assert.Equal(("milk", 2, true, null), (read.Text, read.Count, read.Tags.IsDefault, read.Detail));
    }

    [Fact]
    public void A_member_of_an_unknown_type_is_skipped_by_those_who_do_not_know_the_member()
    {
        var read = _serializer.Deserialize<OldNote>(Rename(_serializer.SerializeToArray(Sent)))!;
        Assert.Equal(new OldNote("milk", 2), read);
    }

    [Fact]
    public void A_member_that_is_known_cannot_be_read_when_its_type_is_not()
        => Assert.ThrowsAny<Exception>(() => _serializer.Deserialize<NewNote>(Rename(_serializer.SerializeToArray(Sent))));

    [Fact]
    public void A_number_without_a_name_is_read_as_that_number()
    {
        var read = _serializer.Deserialize<ColouredNote>(_serializer.SerializeToArray(new ColouredNote((NoteColour)7)))!;
        Assert.Equal(7, (int)read.Colour);
    }

    [Fact]
    public void Calls_are_named_by_the_aliases_of_interface_and_method()
    {
        var names = cluster.Service<TypeConverter>();
        var calls = typeof(Interfaces.Accounts.IAccountGrain).Assembly.GetTypes()
            .Where(type => typeof(Orleans.Serialization.Invocation.IInvokable).IsAssignableFrom(type))
            .Select(type => names.Format(type)).ToList();
        var methods = WireList.OfTheSources().Keys.Where(key => key.StartsWith("method ", StringComparison.Ordinal))
            .Select(key => key["method ".Length..].Split('.')).ToList();

        Assert.Equal(methods.Count, calls.Count);
        Assert.All(methods, method => Assert.Single(calls, call => call.Contains($"[{method[0]}],\"{method[1]}\"", StringComparison.Ordinal)));
    }

    /// <summary>As if the sender had a type that the reader lacks.</summary>
    private static byte[] Rename(byte[] bytes)
    {
        var alias = "known-detail"u8;
        var at = bytes.AsSpan().IndexOf(alias);
        Assert.True(at >= 0, Encoding.UTF8.GetString(bytes));
        "newer-detail"u8.CopyTo(bytes.AsSpan(at));
        return bytes;
    }
}

/// <summary>A record of one release.</summary>
[GenerateSerializer, Immutable, Alias("old-note")]
public sealed record OldNote([property: Id(0)] string Text, [property: Id(1)] int Count);

/// <summary>The same in the next.</summary>
[GenerateSerializer, Immutable, Alias("new-note")]
public sealed record NewNote(
    [property: Id(0)] string Text,
    [property: Id(1)] int Count,
    [property: Id(2)] ImmutableArray<NoteTag> Tags,
    [property: Id(3)] NoteDetail? Detail);

[GenerateSerializer, Immutable, Alias("note-tag")]
public sealed record NoteTag([property: Id(0)] string Name);

[GenerateSerializer, Immutable, Alias("note-detail")]
public abstract record NoteDetail;

[GenerateSerializer, Immutable, Alias("known-detail")]
public sealed record KnownDetail([property: Id(0)] string Text) : NoteDetail;

[GenerateSerializer, Alias("note-colour")]
public enum NoteColour
{
    Red,
}

[GenerateSerializer, Immutable, Alias("coloured-note")]
public sealed record ColouredNote([property: Id(0)] NoteColour Colour);
