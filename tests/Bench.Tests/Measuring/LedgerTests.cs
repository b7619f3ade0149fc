using OrleansChat.Load.Measuring;

namespace OrleansChat.Bench.Tests.Measuring;

public sealed class LedgerTests
{
    /// <summary>Two senders; the messages of the first go to two places.</summary>
    private readonly Ledger _ledger = new(2, 2, sender => sender == 0 ? 2 : 1);

    [Fact]
    public void All_is_well_when_everything_came_once_and_in_order()
    {
        Send(0, 200);
        Send(1, 200);
        for (var sequence = 0; sequence < 200; sequence++)
        {
            Assert.True(_ledger.Arrived(0, sequence, 0));
            Assert.True(_ledger.Arrived(0, sequence, 1));
            Assert.True(_ledger.Arrived(1, sequence, 1));
            Assert.True(_ledger.Acknowledged(0, sequence));
            Assert.True(_ledger.Acknowledged(1, sequence));
        }

        Assert.Equal(new LedgerCounts(400, 600, 0, 0, 0, 0, 0), _ledger.Count());
        Assert.True(_ledger.Count().IsClean);
    }

    [Fact]
    public void A_lost_message_is_found()
    {
        Send(0, 3);
        ArriveEverywhere(0, 2);
        _ledger.Arrived(0, 1, 1);
        Assert.Equal(3, _ledger.Count().Lost);
        Assert.False(_ledger.Count(withAcknowledgements: false).IsClean);
    }

    [Fact]
    public void A_duplicated_message_is_found_and_makes_up_for_no_lost_one()
    {
        Send(1, 2);
        Assert.True(_ledger.Arrived(1, 0, 0));
        Assert.False(_ledger.Arrived(1, 0, 0));
        var counts = _ledger.Count(withAcknowledgements: false);
        Assert.Equal((1L, 1L, 0L), (counts.Duplicated, counts.Lost, counts.Reordered));
    }

    [Fact]
    public void A_reordered_message_is_found_once()
    {
        Send(1, 4);
        foreach (var sequence in (int[])[0, 2, 3, 1])
            _ledger.Arrived(1, sequence, 0);
        var counts = _ledger.Count(withAcknowledgements: false);
        Assert.Equal((1L, 0L, 0L), (counts.Reordered, counts.Lost, counts.Duplicated));
    }

    [Fact]
    public void Order_is_each_senders_and_each_places_own()
    {
        Send(0, 2);
        Send(1, 2);
        _ledger.Arrived(0, 1, 0);
        _ledger.Arrived(1, 0, 0);
        _ledger.Arrived(0, 0, 1);
        Assert.Equal(0, _ledger.Count().Reordered);
    }

    [Fact]
    public void A_missing_acknowledgement_is_found()
    {
        Send(1, 2);
        _ledger.Arrived(1, 0, 0);
        _ledger.Arrived(1, 1, 0);
        Assert.True(_ledger.Acknowledged(1, 1));
        Assert.False(_ledger.Acknowledged(1, 1));
        var counts = _ledger.Count();
        Assert.Equal((1L, 1L), (counts.Unacknowledged, counts.Duplicated));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(2, 0)]
    [InlineData(-1, 0)]
    public void What_nobody_sent_is_unknown(int sender, int sequence)
    {
        Assert.False(_ledger.Arrived(sender, sequence, 0));
        Assert.Equal(1, _ledger.Count().Unknown);
    }

    private void Send(int sender, int count)
    {
        for (var index = 0; index < count; index++)
            Assert.Equal(index, _ledger.Take(sender));
    }

    private void ArriveEverywhere(int sender, int sequence)
    {
        _ledger.Arrived(sender, sequence, 0);
        _ledger.Arrived(sender, sequence, 1);
    }
}
