using OrleansChat.Load;
using OrleansChat.Load.Options;
using OrleansChat.Load.Wires;

if (args.Length == 0 || args.Any(argument => argument is "--help" or "-h" or "help"))
{
    Console.Write(Help.Text);
    return args.Length == 0 ? 2 : 0;
}

InlineCallbacks.Enable();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    var reports = await new Runner(Console.Out).RunAsync(OptionParser.Parse(args), stop.Token);
    return reports.All(report => report.IsClean) ? 0 : 1;
}
catch (LoadException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
