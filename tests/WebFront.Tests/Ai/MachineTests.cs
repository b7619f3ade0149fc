using Microsoft.Extensions.Options;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Ai;
using OrleansChat.WebFront.Ai.Offline;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Processes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Ai;

/// <summary>What programs of this machine do: skipped where they are not installed, but not in CI.</summary>
public sealed class MachineTests : IDisposable
{
    private readonly ProcessRunner _runner = new(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("orleanschat-machine-").FullName;

    public void Dispose()
    {
        _runner.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Apertium_translates_as_it_is_known_to()
    {
        Installed.Require("apertium");
        var machine = Machine();

        Assert.Equal(new Translation("El gato negro es en la casa.", 1), await machine.TranslateAsync("The black cat is in the house.", "en", "es", default));
        Assert.Equal("The house is red.", (await machine.TranslateAsync("La casa es roja.", "es", "en", default)).Text);
    }

    [Fact]
    public async Task What_apertium_does_not_know_makes_it_less_sure_and_marks_nothing()
    {
        Installed.Require("apertium");

        var translation = await Machine().TranslateAsync("The *blorg* of @ann is #red\nin the house", "en", "es", default);

        Assert.InRange(translation.Confidence, 0.5, 0.9);
        Assert.Contains("*blorg*", translation.Text, StringComparison.Ordinal);
        Assert.Contains("@ann", translation.Text, StringComparison.Ordinal);
        Assert.Contains("casa", translation.Text, StringComparison.Ordinal);
        Assert.Contains('\n', translation.Text);
    }

    [Fact]
    public async Task Languages_without_data_name_the_setting_that_would_help()
    {
        Assert.Equal("Ai:Endpoint", (await Assert.ThrowsAsync<NotConfiguredException>(() => Machine().TranslateAsync("Hello", "en", "vi", default))).Setting);
        Assert.Equal("Ai:Endpoint", (await Assert.ThrowsAsync<NotConfiguredException>(() => Machine("").TranslateAsync("Hello", "en", "es", default))).Setting);
        Assert.Equal(new Translation("Hello", 1), await Machine("").TranslateAsync("Hello", "en", "en", default));
    }

    [Fact]
    public async Task Speech_is_written_down()
    {
        Installed.Require("pocketsphinx_continuous", "ffmpeg");

        var transcript = await Machine().TranscribeAsync(new Recording(Sample("hello-world.ogg"), ".ogg"), "en", default);

        Assert.Contains("hello world", transcript.Text, StringComparison.Ordinal);
        Assert.InRange(transcript.Confidence, 0.3, 1);
        Assert.InRange(transcript.Duration, 0.8, 3);
        Assert.Equal(["hello-world.ogg"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_is_no_recording_is_refused()
    {
        Installed.Require("pocketsphinx_continuous", "ffmpeg");
        var path = Path.Combine(_folder, "noise.wav");
        await File.WriteAllBytesAsync(path, [.. "RIFF$\0\0\0WAVE"u8, .. new byte[100]]);

        var refused = await Assert.ThrowsAsync<ChatException>(() => Machine().TranscribeAsync(new Recording(path, ".wav"), "en", default));
        Assert.Equal(ChatError.FileRefused, refused.Error);
    }

    [Fact]
    public async Task Speech_that_cannot_be_told_here_names_the_setting_that_would_help()
    {
        var recording = new Recording(Sample("hello-world.ogg"), ".ogg");
        Assert.Equal("Ai:Endpoint", (await Assert.ThrowsAsync<NotConfiguredException>(() => Machine().TranscribeAsync(recording, "vi", default))).Setting);
        Assert.Equal("Ai:Endpoint", (await Assert.ThrowsAsync<NotConfiguredException>(() => Machine("").TranscribeAsync(recording, "en", default))).Setting);
        var withServer = new AiOptions { Endpoint = "http://127.0.0.1:1/v1", Model = "m" };
        Assert.Equal("Ai:SpeechModel", (await Assert.ThrowsAsync<NotConfiguredException>(() => Machine("", withServer).TranscribeAsync(recording, "en", default))).Setting);
    }

    [Fact]
    public void The_words_are_read_with_how_likely_they_are()
    {
        var transcript = SphinxRecognizer.Understand(
            "hello world\n<s> 0.080 0.210 0.999700\nhello 0.220 0.570 0.8\nworld(2) 0.580 1.000 1.000000\n<sil> 1.0 1.1 0.5\n++NOISE++ 1.1 1.2 0.1\n[NOISE] 1.1 1.2 0.1\n</s> 1.2 1.3 1.0\n", 1.304);
        Assert.Equal(new Transcript("hello world", 0.9, 1.3), transcript);
        Assert.Equal(new Transcript("", 0, 2), SphinxRecognizer.Understand("\n<sil> 1.0 1.1 0.5\n", 2));
    }

    [Fact]
    public void A_chatbot_needs_a_server()
        => Assert.Equal("Ai:Endpoint", Assert.Throws<NotConfiguredException>(() => { _ = Machine().ChatAsync("Hello", [], default); }).Setting);

    private OfflineAi Machine(string? path = null, AiOptions? options = null) => new(
        new InstalledPrograms(path ?? Environment.GetEnvironmentVariable("PATH")!), _runner, Options.Create(options ?? new AiOptions { Timeout = TimeSpan.FromMinutes(2) }));

    private string Sample(string name)
    {
        var path = Path.Combine(_folder, name);
        using var file = File.Create(path);
        using var sample = typeof(MachineTests).Assembly.GetManifestResourceStream($"Samples.{name}")!;
        sample.CopyTo(file);
        return path;
    }
}
