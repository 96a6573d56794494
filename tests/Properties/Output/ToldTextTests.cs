using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GmmVae.Cli.Output;

namespace GmmVae.Tests.Properties;

/// <summary>What the tool tells is plain text, and that it cannot be told costs nothing.</summary>
public sealed class ToldTextTests
{
    private static readonly char[] Special =
        ['\0', '\a', '\b', '\t', '\n', '\v', '\f', '\r', '\e', '\x7F', '\x80', '\x9B', '\x9D', '\u2028', '\u2029', '\u202E', '\u2066', 'é'];

    private static readonly Arbitrary<string> Texts = Arb.From(
        Gen.ArrayOf(Gen.OneOf(Gen.Elements(Special), ArbMap.Default.GeneratorFor<char>())).Select(all => new string(all)));

    [Law(nameof(Texts))]
    public void Nothing_that_a_terminal_obeys_gets_through(string text)
    {
        var stream = new MemoryStream();
        using var told = new ToldText(() => stream, mayBeLost: false);
        told.WriteLine(text);
        told.Write(text.ToCharArray());
        foreach (var character in text)
            told.Write(character);
        var found = Encoding.UTF8.GetString(stream.ToArray());
        Assert.DoesNotContain(found, character => (char.IsControl(character) && character is not ('\n' or '\t'))
            || character is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
        Assert.Equal(text.Any(char.IsControl) || text.Any(Special.Contains), text != PlainText.OneLine(text) || text.Contains('é'));
    }

    [Fact]
    public void Plain_words_stay_and_others_are_told_by_their_codes()
    {
        Assert.Equal("größe\tx\ny", PlainText.Of("größe\tx\ny"));
        Assert.Equal("\\u001b[31mred\\u0007\\u0000 \\u009b2J \\u202ecod.exe", PlainText.Of("\e[31mred\a\0 \u009b2J \u202ecod.exe"));
        Assert.Equal("a\\u000ab", PlainText.OneLine("a\nb"));
    }

    [Fact]
    public void A_live_line_may_be_taken_back()
    {
        var stream = new MemoryStream();
        using var told = new ToldText(() => stream, mayBeLost: true);
        told.Write("step 1\r\r");
        told.Write("\r      \r");
        Assert.Equal("step 1\\u000d\\u000d\r      \r", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void A_stream_that_fails_at_any_write_costs_nothing_where_words_may_be_lost()
    {
        for (var failAt = 1; failAt <= 10; failAt++)
        {
            var stream = new FailingStream(failAt);
            using var lossy = new ToldText(() => stream, mayBeLost: true);
            for (var i = 0; i < 10; i++)
                lossy.WriteLine("word");
            Assert.Equal(10, stream.Writes);
            using var strict = new ToldText(() => new FailingStream(1), mayBeLost: false);
            Assert.Throws<IOException>(() => strict.WriteLine("word"));
        }

        using var none = new ToldText(null, mayBeLost: true);
        none.WriteLine("word");
        using var closed = new ToldText(null, mayBeLost: false);
        Assert.Throws<IOException>(() => closed.WriteLine("word"));
    }

    private sealed class FailingStream(int failAt) : MemoryStream
    {
        public int Writes { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (++Writes >= failAt)
                throw new IOException("No space left on device");
        }
    }
}
