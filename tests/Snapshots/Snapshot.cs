using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace GmmVae.Tests.Snapshots;

/// <summary>
/// Compares a test's output with <c>TestClass.Method.verified.txt</c> beside the test's source. On a difference it
/// writes <c>TestClass.Method.received.txt</c> and fails; whoever accepts the change renames received to verified.
/// The test class is taken to have the name of its file.
/// </summary>
internal static class Snapshot
{
    /// <summary>Compares text. Line endings and line breaks at the end do not count.</summary>
    public static void Verify(
        string actual, [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "")
    {
        var name = Path.Combine(
            Path.GetDirectoryName(sourceFile)!, $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}");
        var (verified, received) = (name + ".verified.txt", name + ".received.txt");
        var normalised = Normalise(actual);
        var expected = File.Exists(verified) ? Normalise(File.ReadAllText(verified)) : null;
        if (expected == normalised)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, normalised);
        var difference = expected is null ? "There is no verified file yet." : SnapshotDiff.Between(expected, normalised);
        Assert.Fail($"{difference}\nTo accept, rename\n  {received}\nto\n  {verified}");
    }

    /// <summary>Compares an image by its size and the SHA-256 of its pixels, so compression does not matter.</summary>
    public static void VerifyPixels(
        int width, int height, int channels, ReadOnlySpan<byte> pixels,
        [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "")
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(pixels));
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"width: {width}\nheight: {height}\nchannels: {channels}\npixels: sha256 {hash}\n");
        Verify(text, sourceFile, method);
    }

    private static string Normalise(string text) =>
        new StringBuilder(text).Replace("\r\n", "\n").Replace('\r', '\n').ToString().TrimEnd('\n') + "\n";
}
