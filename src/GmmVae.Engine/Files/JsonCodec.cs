using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine.Data;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Files;

/// <summary>How values of a type are written as JSON, and read back by one who believes nothing.</summary>
/// <remarks>Numbers are read from their text, so that parsed and constructed nodes decode alike and 64 bits survive.</remarks>
/// <param name="Write">The JSON of a value; null is JSON's null.</param>
/// <param name="Read">The value of a node, or what is wrong with it, at a place.</param>
internal sealed record JsonCodec<T>(Func<T, JsonNode?> Write, Func<JsonNode?, JsonPlace, Either<DataError, T>> Read)
{
    /// <summary>Those values alone of which <paramref name="fault"/> finds nothing to say.</summary>
    public JsonCodec<T> Where(Func<T, string?> fault) => new(Write, (node, place) => Read(node, place).Bind(value =>
        fault(value) is { } what ? place.Invalid(what) : Right<DataError, T>(value)));

    /// <summary>The same; errors name fields from <paramref name="root"/> on, wherever the value stands.</summary>
    public JsonCodec<T> Under(string root) => new(Write, (node, place) => Read(node, place with { Field = root }));
}

/// <summary>Where a JSON value stands, for errors.</summary>
/// <param name="Path">The file.</param>
/// <param name="Field">The way from the root (<c>model.encoder.widths</c>).</param>
internal readonly record struct JsonPlace(string Path, string Field)
{
    /// <summary>A field of the object that stands here.</summary>
    public JsonPlace At(string name) => new(Path, $"{Field}.{name}");

    /// <summary>An element of the array that stands here.</summary>
    public JsonPlace At(int index) => new(Path, string.Create(CultureInfo.InvariantCulture, $"{Field}[{index}]"));

    /// <summary>The error of the value.</summary>
    public InvalidField Invalid(string what) => new(Path, Field, what);

    /// <summary>A problem that is a setting's.</summary>
    public InvalidField Invalid(ErrorText what) => new(Path, Field, what);
}

/// <summary>A field of a run's file is missing, unknown, or has a value that cannot be.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Path">The file.</param>
/// <param name="Field">The field's way from the root (<c>model.encoder.widths</c>).</param>
/// <param name="What">What is wrong with it: one sentence.</param>
internal sealed record InvalidField(string Path, string Field, ErrorText What) : DataError
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

/// <summary>The codecs of plain values, and those that are made of others.</summary>
internal static class JsonCodecs
{
    /// <summary>A whole number of 32 bits.</summary>
    public static JsonCodec<int> Integer => Number<int>(value => value, NumberStyles.AllowLeadingSign, "a whole number");

    /// <summary>A whole number of 64 bits.</summary>
    public static JsonCodec<long> Long => Number<long>(value => value, NumberStyles.AllowLeadingSign, "a whole number");

    /// <summary>A whole number of 64 bits without sign.</summary>
    public static JsonCodec<ulong> Unsigned => Number<ulong>(value => value, NumberStyles.None, "a whole number of at least 0");

    /// <summary>A number in double precision.</summary>
    public static JsonCodec<double> Real => Number<double>(value => value, NumberStyles.Float, "a number");

    /// <summary>A number in single precision.</summary>
    public static JsonCodec<float> Float => Number<float>(value => value, NumberStyles.Float, "a number");

    /// <summary>True or false.</summary>
    public static JsonCodec<bool> Truth => new(value => value, (node, place) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => place.Invalid("true or false is needed here."),
    });

    /// <summary>A text.</summary>
    public static JsonCodec<string> Text => new(value => value, (node, place) => node?.GetValueKind() == JsonValueKind.String
        ? node.GetValue<string>()
        : place.Invalid("A text is needed here."));

    /// <summary>A case of an enumeration by its name in camel case: <c>uniformFanIn</c>.</summary>
    public static JsonCodec<T> Named<T>()
        where T : struct, Enum
    {
        var cases = Enum.GetValues<T>();
        return new(value => Name(value), (node, place) => Text.Read(node, place).Bind(text =>
            System.Array.FindIndex(cases, value => Name(value) == text) is >= 0 and var at
                ? cases[at]
                : Left<DataError, T>(place.Invalid($"'{text}' is none of {string.Join(", ", cases.Select(Name))}."))));

        static string Name(T value) => value.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";
    }

    /// <summary>A value, or null for none.</summary>
    public static JsonCodec<Option<T>> Perhaps<T>(JsonCodec<T> codec) => new(
        value => value.MatchUnsafe(codec.Write, () => null),
        (node, place) => node is null ? Right<DataError, Option<T>>(None) : codec.Read(node, place).Map(Some));

    /// <summary>A codec that depends on fields before it.</summary>
    public static JsonCodec<T> Then<T>(Func<JsonCodec<T>> codec) =>
        new(value => codec().Write(value), (node, place) => codec().Read(node, place));

    /// <summary>An array.</summary>
    public static JsonCodec<Arr<T>> Many<T>(JsonCodec<T> each) => Many(_ => each);

    /// <summary>An array, each of whose elements is read in a way of its own.</summary>
    public static JsonCodec<Arr<T>> Many<T>(Func<int, JsonCodec<T>> at) => new(
        values => new JsonArray([.. values.Select((value, i) => at(i).Write(value))]),
        (node, place) =>
        {
            if (node is not JsonArray nodes)
                return place.Invalid("An array is needed here.");
            var values = new T[nodes.Count];
            for (var i = 0; i < values.Length; i++)
            {
                var read = at(i).Read(nodes[i], place.At(i));
                if (read.IsLeft)
                    return read.Map(_ => Arr<T>.Empty);
                values[i] = read.IfLeft(default(T)!);
            }

            return values.ToArr();
        });

    /// <summary>An object with exactly the fields that a record of them declares.</summary>
    public static JsonCodec<T> Record<T>(Action<JsonRecord<T>> declare) => new(
        value => JsonRecord<T>.Of(declare).Write([], value),
        (node, place) => JsonRecord<T>.Of(declare).Read(node, place));

    /// <summary>A case of a closed union: an object whose field <c>kind</c> says which.</summary>
    public static JsonCodec<T> Union<T>(params JsonCase<T>[] cases) => new(
        value => System.Array.Find(cases, one => one.Holds(value))!.Write(value),
        (node, place) => Kind(node, place).Bind(kind => System.Array.Find(cases, one => one.Kind == kind) is { } found
            ? found.Read(node, place)
            : place.At(JsonCase.KindKey).Invalid($"'{kind}' is none of {string.Join(", ", cases.Select(one => one.Kind))}.")));

    /// <summary>Whether a node is an object that has a field; one that has some field twice is not looked into.</summary>
    public static bool Has(JsonNode? node, string name)
    {
        try
        {
            return node is JsonObject fields && fields.ContainsKey(name);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Either<DataError, string> Kind(JsonNode? node, JsonPlace place) =>
        JsonRecord<string>.Of(json =>
        {
            var kind = json.Field(JsonCase.KindKey, text => text, Text);
            json.Return(() => kind);
        }).Read(node, place, isOpen: true);

    private static JsonCodec<T> Number<T>(Func<T, JsonNode> write, NumberStyles style, string what)
        where T : INumber<T> => new(write, (node, place) =>
        node?.GetValueKind() == JsonValueKind.Number
        && T.TryParse(node.ToJsonString(), style, CultureInfo.InvariantCulture, out var value)
        && T.IsFinite(value)
            ? value
            : place.Invalid($"It must be {what}, is {node?.ToJsonString() ?? "null"}."));
}
