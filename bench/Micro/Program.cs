using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using OrleansChat.Micro;

// In this process: a benchmark program that BenchmarkDotNet generates and builds would not be built as this repository is.
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
var config = DefaultConfig.Instance
    .AddJob(job)
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "orleanschat-micro"))
    .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
BenchmarkSwitcher.FromAssembly(typeof(MessageLogs).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
