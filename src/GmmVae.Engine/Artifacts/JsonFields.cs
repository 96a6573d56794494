using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts;

/// <summary>
/// A JSON object whose fields are known to be exactly the expected ones, and the decoding of their values. Numbers are
/// read from their text, so that parsed and constructed nodes decode alike and 64 bits survive.
/// </summary>
/// <param name="Fields">The object.</param>
/// <param name="Path">The file, for errors.</param>
/// <param name="Place">The object's way from the root, for errors.</param>
internal sealed record JsonFields(JsonObject Fields, string Path, string Place)
{
    /// <summary>The object at <paramref name="place"/>, if it has the fields <paramref name="names"/> and no others.</summary>
    public static Either<DataError, JsonFields> Open(JsonNode? node, string path, string place, params IReadOnlyList<string> names)
    {
        if (node is not JsonObject fields)
            return new InvalidField(path, place, "An object is needed here.");
        try
        {
            foreach (var (name, _) in fields)
                if (!names.Contains(name))
                    return new InvalidField(path, $"{place}.{name}", $"The field '{name}' is unknown.");
        }
        catch (ArgumentException)
        {
            return new InvalidField(path, place, "A field is there twice.");
        }

        foreach (var name in names)
            if (!fields.ContainsKey(name))
                return new InvalidField(path, $"{place}.{name}", $"The field '{name}' is missing.");
        return new JsonFields(fields, path, place);
    }

    /// <summary>Whether it is an object with one of these fields at least.</summary>
    public static bool HasAny(JsonNode? node, params IReadOnlyList<string> names) => Present(node, names).Count > 0;

    /// <summary>Those of the fields that an object has; none where it is no object.</summary>
    public static IReadOnlyList<string> Present(JsonNode? node, params IReadOnlyList<string> names)
    {
        try
        {
            return node is JsonObject fields ? [.. names.Where(fields.ContainsKey)] : [];
        }
        catch (ArgumentException)
        {
            // A field is there twice, which Open reports.
            return [];
        }
    }

    /// <summary>The text of the field that says which of several objects this is, before its fields are known.</summary>
    public static Either<DataError, string> Tag(JsonNode? node, string path, string place, string name)
    {
        if (node is not JsonObject fields)
            return new InvalidField(path, place, "An object is needed here.");
        try
        {
            return fields.ContainsKey(name)
                ? new JsonFields(fields, path, place).Text(name)
                : new InvalidField(path, $"{place}.{name}", $"The field '{name}' is missing.");
        }
        catch (ArgumentException)
        {
            return new InvalidField(path, place, "A field is there twice.");
        }
    }

    /// <summary>The value of a field; null for JSON's null.</summary>
    public JsonNode? this[string name] => Fields[name];

    /// <summary>The way from the root to a field.</summary>
    public string At(string name) => $"{Place}.{name}";

    /// <summary>A whole number of 32 bits.</summary>
    public Either<DataError, int> Integer(string name) => Number<int>(Fields[name], At(name), NumberStyles.AllowLeadingSign, "a whole number");

    /// <summary>A whole number of 64 bits.</summary>
    public Either<DataError, long> Long(string name) => Number<long>(Fields[name], At(name), NumberStyles.AllowLeadingSign, "a whole number");

    /// <summary>A whole number of 64 bits without sign.</summary>
    public Either<DataError, ulong> Unsigned(string name) =>
        Number<ulong>(Fields[name], At(name), NumberStyles.None, "a whole number of at least 0");

    /// <summary>A number.</summary>
    public Either<DataError, double> Real(string name) => Number<double>(Fields[name], At(name), NumberStyles.Float, "a number");

    /// <summary>A number, or what it is where the field is absent.</summary>
    public Either<DataError, double> Real(string name, double absent) => Fields.ContainsKey(name) ? Real(name) : absent;

    /// <summary>True or false.</summary>
    public Either<DataError, bool> Truth(string name) => Fields[name]?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Invalid(name, "true or false is needed here."),
    };

    /// <summary>A text.</summary>
    public Either<DataError, string> Text(string name) =>
        Fields[name] is { } node && node.GetValueKind() == JsonValueKind.String
            ? node.GetValue<string>()
            : Invalid(name, "A text is needed here.");

    /// <summary>A case of an enumeration by its name in camel case.</summary>
    public Either<DataError, T> Case<T>(string name)
        where T : struct, Enum =>
        Text(name).Bind(text => Enum.GetValues<T>().Where(value => JsonNames.Of(value) == text).ToSeq().HeadOrNone().Match(
            value => Right<DataError, T>(value),
            () => Invalid(name, $"'{text}' is none of {string.Join(", ", Enum.GetValues<T>().Select(JsonNames.Of))}.")));

    /// <summary>True or false, or what it is where the field is absent.</summary>
    public Either<DataError, bool> Truth(string name, bool absent) => Fields.ContainsKey(name) ? Truth(name) : absent;

    /// <summary>None for null, else what <paramref name="read"/> makes of the field.</summary>
    public Either<DataError, Option<T>> Perhaps<T>(string name, Func<string, Either<DataError, T>> read) =>
        Fields[name] is null ? Right<DataError, Option<T>>(None) : read(name).Map(Some);

    /// <summary>An array of whole numbers.</summary>
    public Either<DataError, Arr<int>> Integers(string name) => Numbers<int>(name, NumberStyles.AllowLeadingSign, "a whole number");

    /// <summary>An array of numbers in double precision.</summary>
    public Either<DataError, Arr<double>> Reals(string name) => Numbers<double>(name, NumberStyles.Float, "a number");

    /// <summary>An array of numbers in single precision.</summary>
    public Either<DataError, Arr<float>> Singles(string name) => Numbers<float>(name, NumberStyles.Float, "a number");

    /// <summary>The error of a field.</summary>
    public InvalidField Invalid(string name, string what) => new(Path, At(name), what);

    private Either<DataError, Arr<T>> Numbers<T>(string name, NumberStyles style, string what)
        where T : System.Numerics.INumber<T>
    {
        if (Fields[name] is not JsonArray nodes)
            return Invalid(name, "An array is needed here.");
        var values = new T[nodes.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var element = Number<T>(nodes[i], string.Create(CultureInfo.InvariantCulture, $"{At(name)}[{i}]"), style, what);
            if (element.IsLeft)
                return element.Map(_ => Arr<T>.Empty);
            values[i] = element.IfLeft(T.Zero);
        }

        return values.ToArr();
    }

    private Either<DataError, T> Number<T>(JsonNode? node, string place, NumberStyles style, string what)
        where T : System.Numerics.INumber<T> =>
        node?.GetValueKind() == JsonValueKind.Number
        && T.TryParse(node.ToJsonString(), style, CultureInfo.InvariantCulture, out var value)
        && T.IsFinite(value)
            ? value
            : new InvalidField(Path, place, $"It must be {what}, is {node?.ToJsonString() ?? "null"}.");
}

/// <summary>The names of enumerations' cases in JSON.</summary>
internal static class JsonNames
{
    /// <summary>The case in camel case: <c>uniformFanIn</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}

/// <summary>A field of a run's file is missing, unknown, or has a value that cannot be.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Path">The file.</param>
/// <param name="Field">The field's way from the root (<c>model.encoder.widths</c>).</param>
/// <param name="What">What is wrong with it: one sentence.</param>
public sealed record InvalidField(string Path, string Field, ErrorText What) : DataError
{
    /// <summary>A field with a problem that is no setting's.</summary>
    public InvalidField(string path, string field, string what)
        : this(path, field, (ErrorText)$"{what}")
    {
    }

    /// <inheritdoc/>
    public override string Problem => What.ToString();

    /// <inheritdoc/>
    public override ErrorText Text => $"{What}\n  at {Place}\n  {Cure}";

    /// <inheritdoc/>
    public override string Place => $"{Path}, field {Field}";

    /// <inheritdoc/>
    public override string Cure => "Use a file that this program wrote and nothing changed.";
}

/// <summary>JSON as run folders have it: UTF-8 without byte-order mark, lines ended by <c>\n</c>.</summary>
internal static class RunJson
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An indented document.</summary>
    public static byte[] Document(JsonObject json) => Bytes(json, Indented);

    /// <summary>One line.</summary>
    public static byte[] Line(JsonObject json) => Bytes(json, OneLine);

    private static byte[] Bytes(JsonObject json, JsonWriterOptions options)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, options))
            json.WriteTo(writer);
        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }
}
