using System.Security.Cryptography;
using System.Text;

namespace GmmVae.Engine;

/// <summary>
/// A digest that a safetensors file carries of itself, so that no bit of it can change unnoticed: among the metadata, SHA-256 of
/// the whole file with the digest's own digits as zeros.
/// </summary>
internal static class SafetensorsSeal
{
    /// <summary>The key of the digest.</summary>
    public const string Key = "sha256";

    /// <summary>What stands in its place while it is taken.</summary>
    public const string Blank = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Where the digits begin, in a file's first bytes that hold the header; none where they have no room.</summary>
    /// <remarks>Inside a text of the header the quotes would be escaped.</remarks>
    public static int? Find(ReadOnlySpan<byte> start)
    {
        var field = Encoding.UTF8.GetBytes($"\"{Key}\":\"");
        var at = start.IndexOf(field);
        return at >= 0 && at + field.Length + Blank.Length <= start.Length ? at + field.Length : null;
    }

    /// <summary>The digits, of a file in pieces.</summary>
    public static byte[] Of(IncrementalHash pieces) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(pieces.GetHashAndReset()));

    /// <summary>Whether a file whose header ends at <paramref name="header"/> is what it was when its digest was taken.</summary>
    public static bool Holds(ReadOnlySpan<byte> contents, int header)
    {
        if (Find(contents[..header]) is not { } at)
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(contents[..at]);
        hash.AppendData(Encoding.ASCII.GetBytes(Blank));
        hash.AppendData(contents[(at + Blank.Length)..]);
        return contents.Slice(at, Blank.Length).SequenceEqual(Of(hash));
    }
}
