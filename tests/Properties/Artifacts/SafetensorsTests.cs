using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class SafetensorsTests : IDisposable
{
    private static readonly KeyValuePair<string, string>[] NoMetadata = [];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static byte[] Bytes(
        IEnumerable<SafetensorsTensor> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        using var memory = new MemoryStream();
        SafetensorsWriter.Write(memory, tensors, metadata ?? NoMetadata);
        return memory.ToArray();
    }

    private static byte[] WithHeader(string header, params byte[] data) =>
        [.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. data];

    private Either<DataError, SafetensorsFile> Read(byte[] contents) =>
        SafetensorsFile.Read(_folder.Write("file.safetensors", contents));

    private SafetensorsFile Accepted(byte[] contents) =>
        Read(contents).Match(Right: f => f, Left: e => throw new Xunit.Sdk.XunitException(e.Message));

    private DataError Refused(byte[] contents) =>
        Read(contents).Match(Right: _ => throw new Xunit.Sdk.XunitException("Accepted."), Left: e => e);

    private static T Value<T>(Either<DataError, T> result) =>
        result.Match(Right: v => v, Left: e => throw new Xunit.Sdk.XunitException(e.Message));

    [Fact]
    public void A_small_file_has_the_published_bytes()
    {
        var bytes = Bytes(
            [SafetensorsTensor.Of("b", Array(3), new byte[] { 7, 8, 9 }), SafetensorsTensor.Of("a", Array(1, 2), new float[] { 1, -2 })],
            [new("format", "pt")]);
        const string Header =
            """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}""";
        var padded = Header.PadRight((Header.Length + 7) / 8 * 8);
        byte[] expected =
        [
            (byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(padded),
            0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 7, 8, 9,
        ];
        Assert.Equal(expected, bytes);
        Assert.Equal(0, padded.Length % 8);
    }

    private static Gen<int> Numbers { get; } = Gen.Choose(0, 6);

    private static Gen<int> Seeds => Generators.Seed;

    [Law(nameof(Numbers), nameof(Seeds), MaxTest = 200)]
    public void What_is_written_is_read_back_to_the_bit_and_written_again_to_the_byte(int n, int seed)
    {
        var random = new System.Random(seed);
        var tensors = new List<SafetensorsTensor>();
        var checks = new List<Action<SafetensorsFile>>();
        for (var i = 0; i < n; i++)
        {
            var shape = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(4)).ToArr();
            var raw = new byte[8 * shape.Fold(1, (p, e) => p * e)];
            random.NextBytes(raw);
            var name = $"näme \"{i}\"\\\n";
            switch (random.Next(4))
            {
                case 0:
                    var floats = raw.Chunk(8).Select(b => BitConverter.ToSingle(b)).ToArray();
                    tensors.Add(SafetensorsTensor.Of(name, shape, floats));
                    checks.Add(f => Assert.Equal(
                        floats.Select(BitConverter.SingleToUInt32Bits),
                        Value(f.Floats(name, shape)).Select(BitConverter.SingleToUInt32Bits)));
                    break;
                case 1:
                    var doubles = raw.Chunk(8).Select(b => BitConverter.ToDouble(b)).ToArray();
                    tensors.Add(SafetensorsTensor.Of(name, shape, doubles));
                    checks.Add(f => Assert.Equal(
                        doubles.Select(BitConverter.DoubleToUInt64Bits),
                        Value(f.Doubles(name, shape)).Select(BitConverter.DoubleToUInt64Bits)));
                    break;
                case 2:
                    var longs = raw.Chunk(8).Select(b => BitConverter.ToInt64(b)).ToArray();
                    tensors.Add(SafetensorsTensor.Of(name, shape, longs));
                    checks.Add(f => Assert.Equal(longs, Value(f.Integers(name, shape))));
                    break;
                default:
                    var bytes = raw.Chunk(8).Select(b => b[0]).ToArray();
                    tensors.Add(SafetensorsTensor.Of(name, shape, bytes));
                    checks.Add(f => Assert.Equal(bytes, Value(f.Bytes(name, shape))));
                    break;
            }
        }

        KeyValuePair<string, string>[] metadata = [new("k\u2028\"", "v\u0001😀"), new("", "")];
        var contents = Bytes(tensors, metadata);
        var file = Accepted(contents);
        Assert.Equal(n, file.Entries.Count);
        foreach (var check in checks) check(file);
        Assert.Equal(metadata.OrderBy(m => m.Key), file.Metadata.OrderBy(m => m.Key));
        Assert.All(file.Entries, e => Assert.Equal(0, e.Begin % (e.Type switch
        {
            SafetensorsType.F32 => 4,
            SafetensorsType.U8 => 1,
            _ => 8,
        })));
        Assert.Equal(contents, Bytes(tensors, metadata));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var whole = Bytes([SafetensorsTensor.Of("a", Array(3), new float[] { 1, 2, 3 })], [new("k", "v")]);
        Accepted(whole);
        for (var cut = 0; cut < whole.Length; cut++)
            Assert.Equal(cut, Assert.IsType<DataError.Truncated>(Refused(whole[..cut])).Byte);
        Assert.Equal(whole.Length, Assert.IsType<DataError.TrailingBytes>(Refused([.. whole, 0])).Byte);
    }

    private static Gen<int> Masks { get; } = Gen.Choose(1, 255);

    [Law(nameof(Seeds), nameof(Masks), MaxTest = 200)]
    public void Damage_never_throws_and_damage_to_the_header_s_length_is_refused(int place, int mask)
    {
        var whole = Bytes(
            [SafetensorsTensor.Of("a", Array(3), new float[] { 1, 2, 3 }), SafetensorsTensor.Of("bé", Array(2), new long[2])],
            [new("k", "v")]);
        var damaged = whole.ToArray();
        var at = place % whole.Length;
        damaged[at] ^= (byte)mask;
        var result = Read(damaged);
        if (at < 8) Assert.True(result.IsLeft);
        result.IfLeft(e => Assert.InRange(e.Message.Split('\n').Length, 1, 3));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}""", 2, "F16")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4, "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "'a'")]
    [InlineData("""{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}""", 4, "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", 4, "'a'")]
    [InlineData("""{"a":7}""", 0, "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "data byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        4, "'b'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""",
        12, "data byte 8, not 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        8, "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        8, "JSON")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "__metadata__")]
    [InlineData("""{"__metadata__":["k"]}""", 0, "__metadata__")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "JSON")]
    [InlineData("""{"\ud800":{}}""", 0, "")]
    [InlineData("""{"a":""", 0, "JSON")]
    [InlineData("""{} {}""", 0, "JSON")]
    [InlineData(""" {}""", 0, "{")]
    [InlineData("""[]""", 0, "{")]
    [InlineData("", 0, "{")]
    public void Lying_headers_are_malformed(string header, int dataLength, string named)
    {
        var error = Assert.IsType<DataError.Malformed>(Refused(WithHeader(header, new byte[dataLength])));
        Assert.Contains(named, error.Problem, StringComparison.Ordinal);
        Assert.True(error.Byte >= 8);
        Assert.False(error.IsAccess);
    }

    [Fact]
    public void Absurd_lengths_are_refused_without_taking_memory()
    {
        var huge = WithHeader(
            """{"a":{"dtype":"U8","shape":[2147483647,2147483647,2],"data_offsets":[0,9223372028264841218]}}""");
        Assert.IsType<DataError.Truncated>(Refused(huge));
        Assert.Equal(0, Assert.IsType<DataError.Malformed>(Refused([255, 255, 255, 255, 255, 255, 255, 255, 123])).Byte);
        Assert.Equal(0, Assert.IsType<DataError.Malformed>(Refused([.. BitConverter.GetBytes(100_000_001UL), 123])).Byte);
        Assert.IsType<DataError.Truncated>(Refused([.. BitConverter.GetBytes(100_000_000UL), 123]));
    }

    [Fact]
    public void A_header_in_another_order_and_without_padding_is_accepted()
    {
        var file = Accepted(WithHeader(
            """{"b":{"shape":[],"data_offsets":[4,8],"dtype":"F32"},"a":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]},"c":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
            0, 0, 0x80, 0x3F, 0, 0, 0, 0x40));
        Assert.Equal("a, c, b", string.Join(", ", file.Entries.Map(e => e.Name)));
        Assert.Equal([2f], Value(file.Floats("b", Arr<int>.Empty)));
        Assert.Empty(Value(file.Floats("a", Array(0, 3))));
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void A_tensor_that_is_missing_or_of_another_type_or_shape_is_refused_by_name()
    {
        var file = Accepted(Bytes([SafetensorsTensor.Of("a", Array(2), new float[] { 1, 2 })]));
        Assert.True(file.Find("a").IsSome);
        Assert.True(file.Find("b").IsNone);
        foreach (var result in new[] { file.Floats("b", Array(2)), file.Floats("a", Array(1, 2)),
            file.Doubles("a", Array(2)).Map(d => System.Array.ConvertAll(d, v => (float)v)) })
            result.Match(
                Right: _ => Assert.Fail("Accepted."),
                Left: e => Assert.Contains("The tensor '", Assert.IsType<DataError.Malformed>(e).Problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_that_the_format_cannot_hold_are_refused_when_writing()
    {
        var a = SafetensorsTensor.Of("a", Array(1), new float[1]);
        Assert.Throws<ArgumentException>(() => Bytes([a, a]));
        Assert.Throws<ArgumentException>(() => Bytes([a], [new("k", "1"), new("k", "2")]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.Of("__metadata__", Array(1), new float[1]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.Of("a", Array(2), new float[1]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.Of("a", Array(-1, -1), new float[1]));
    }

    [Fact]
    public void A_missing_file_is_an_access_error() =>
        SafetensorsFile.Read(Path.Combine(_folder.Path, "none")).Match(
            Right: _ => Assert.Fail("Accepted."),
            Left: e => Assert.True(e.IsAccess));
}
