namespace OrleansChat.Grains.Tests.Wire.Local;

/// <summary>Says what is not tested here: the single-process runtime serializes nothing.</summary>
public sealed class SerializedWireTests
{
    [Fact(Skip = "Needs real Orleans' serializer (OrleansRuntime=Microsoft): frozen bytes, tolerance of unknown members, names of calls.")]
    public void What_was_written_can_be_read()
    {
    }
}
