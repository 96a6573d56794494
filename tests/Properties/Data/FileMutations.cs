using System.Text;
using System.Text.Json.Nodes;

namespace GmmVae.Tests.Properties;

/// <summary>Changes files as damage and malice do: bytes at random, and the fields of what they say.</summary>
internal static class FileMutations
{
    /// <summary>What a reader may allocate beyond a multiple of the file's size.</summary>
    private const long Allowance = 64L << 20;

    private static readonly byte[] Pieces = Encoding.Latin1.GetBytes("\0\xFF'\",(){}:-1290L\n\r \xEF|<>OufiS\u0093PK");

    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1", "2147483648", "9223372036854775808", "1e308", "-1e999", "0.5", "\"\"", "\"x\"", "\"NO TEXT\"", "\"NaN\"",
        "[]", "{}", "[[[[]]]]", "[1,2,3]", "{\"kind\":\"none\"}", "\"ffffffffffffffff\"", "1.0000000000000000000000000000001", "\"\\u0000\"",
    ];

    /// <summary>A file with one to three bytes changed, put in or taken out.</summary>
    public static byte[] OfBytes(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = Pieces[random.Next(Pieces.Length)]; break;
                case 2: bytes.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
                default: bytes.RemoveRange(at, Math.Min(random.Next(1, 6), bytes.Count - at)); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>A JSON document with none to five of its values replaced, removed, doubled or renamed.</summary>
    public static string OfJson(string original, Random random)
    {
        var document = JsonNode.Parse(original)!;
        for (var change = random.Next(6); change > 0; change--)
        {
            var nodes = Inside(document).ToArray();
            if (nodes.Length == 0)
                break;
            var (parent, name, index) = nodes[random.Next(nodes.Length)];
            var value = JsonNode.Parse(Values[random.Next(Values.Length)]);
            switch (parent, random.Next(4))
            {
                case (JsonObject fields, 0): fields.Remove(name!); break;
                case (JsonObject fields, 1): fields["a" + name] = fields[name!]?.DeepClone(); break;
                case (JsonObject fields, _): fields[name!] = value; break;
                case (JsonArray items, 0): items.RemoveAt(index); break;
                case (JsonArray items, 1): items.Add(items[index]?.DeepClone()); break;
                case (JsonArray items, _): items[index] = value; break;
                default: break;
            }
        }

        // An unpaired surrogate, which the writer refuses.
        var text = document.ToJsonString().Replace("NO TEXT", "\\ud800", StringComparison.Ordinal);
        return random.Next(8) == 0 ? Encoding.UTF8.GetString(OfBytes(Encoding.UTF8.GetBytes(text), random)) : text;
    }

    /// <summary>Reads, and requires that no more is allocated than a file of such a size calls for.</summary>
    public static T WithinMemory<T>(long fileSize, Func<T> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = read();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (64 * fileSize) + Allowance);
        return result;
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Inside(JsonNode node) => node switch
    {
        JsonObject fields => fields.Select(field => ((JsonNode)fields, (string?)field.Key, 0))
            .Concat(fields.SelectMany(field => field.Value is { } inner ? Inside(inner) : [])),
        JsonArray items => Enumerable.Range(0, items.Count).Select(i => ((JsonNode)items, (string?)null, i))
            .Concat(items.SelectMany(item => item is null ? [] : Inside(item))),
        _ => [],
    };
}
