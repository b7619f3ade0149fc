using OrleansChat.WebFront.Operations;

namespace OrleansChat.WebFront.Tests.Operations;

public sealed class WorkerThreadsTests
{
    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(2, false, 1)]
    [InlineData(3, false, 1)]
    [InlineData(16, false, 8)]
    [InlineData(1, true, 1)]
    [InlineData(16, true, 16)]
    public void The_pool_begins_with_half_of_the_processors_and_with_all_where_work_blocks_threads(int processors, bool block, int workers)
        => Assert.Equal(workers, WorkerThreads.Number(processors, block));
}
