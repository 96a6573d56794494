using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Models;
using GmmVae.Engine.Data;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Files;

/// <summary>
/// The fields of an object in the order in which they are written and read, and what is made of them: declared once for both ways
/// (<see cref="JsonCodecs.Record"/>). Reading refuses unknown and missing fields.
/// </summary>
internal sealed class JsonRecord<T>
{
    private readonly List<Member> members = [];
    private Func<JsonPlace, Either<DataError, T>> make = _ => throw new InvalidOperationException("It is not said what the fields make.");

    /// <summary>What a declaration declares.</summary>
    public static JsonRecord<T> Of(Action<JsonRecord<T>> declare)
    {
        var declared = new JsonRecord<T>();
        declare(declared);
        return declared;
    }

    /// <summary>Declares a field that is always there.</summary>
    public JsonSlot<TField> Field<TField>(string name, Func<T, TField> get, JsonCodec<TField> codec) =>
        Add(name, get, codec, isOptional: false, default!);

    /// <summary>Declares a field that is left out where its value is <paramref name="absent"/>.</summary>
    public JsonSlot<TField> Field<TField>(string name, Func<T, TField> get, JsonCodec<TField> codec, TField absent) =>
        Add(name, get, codec, isOptional: true, absent);

    /// <summary>Makes the value when all fields are read.</summary>
    public void Return(Func<T> made) => make = _ => made();

    /// <summary>Makes the value when all fields are read, if the rules of its specification hold.</summary>
    public void Check(Func<Validation<SpecError, T>> made) => make = place => made().Match(
        Succ: good => Right<DataError, T>(good),
        Fail: errors => place.Invalid(ErrorText.Join("; ", errors.Map(error => error.Text))));

    /// <summary>Writes the fields after those that are there.</summary>
    internal JsonObject Write(JsonObject json, T value)
    {
        foreach (var member in members)
            member.Write(json, value);
        return json;
    }

    /// <summary>Reads the fields of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="isOpen">Whether there may be other fields.</param>
    /// <param name="tag">A field that is there and read already.</param>
    internal Either<DataError, T> Read(JsonNode? node, JsonPlace place, bool isOpen = false, string? tag = null)
    {
        if (node is not JsonObject fields)
            return place.Invalid("An object is needed here.");
        try
        {
            if (!isOpen)
                foreach (var (name, _) in fields)
                    if (name != tag && !members.Exists(member => member.Name == name))
                        return place.At(name).Invalid($"The field '{name}' is unknown.");
            foreach (var member in members)
                if (!member.IsOptional && !fields.ContainsKey(member.Name))
                    return place.At(member.Name).Invalid($"The field '{member.Name}' is missing.");
        }
        catch (ArgumentException)
        {
            return place.Invalid("A field is there twice.");
        }

        foreach (var member in members)
            if (fields.TryGetPropertyValue(member.Name, out var value)
                && member.Read(value, place.At(member.Name)) is { IsLeft: true } wrong)
                return wrong.Map<T>(_ => default!);
        return make(place);
    }

    private JsonSlot<TField> Add<TField>(string name, Func<T, TField> get, JsonCodec<TField> codec, bool isOptional, TField absent)
    {
        var slot = new JsonSlot<TField> { Value = absent };
        members.Add(new Member(
            name,
            isOptional,
            (json, of) =>
            {
                slot.Value = get(of);
                if (!isOptional || !EqualityComparer<TField>.Default.Equals(slot.Value, absent))
                    json[name] = codec.Write(slot.Value);
            },
            (node, place) => codec.Read(node, place).Map(value =>
            {
                slot.Value = value;
                return unit;
            })));
        return slot;
    }

    private sealed record Member(
        string Name, bool IsOptional, Action<JsonObject, T> Write, Func<JsonNode?, JsonPlace, Either<DataError, Unit>> Read);
}

/// <summary>The value of a field, once it is written or read: for the fields after it, and for what they make.</summary>
internal sealed class JsonSlot<T>
{
    /// <summary>The value.</summary>
    public required T Value { get; set; }

    /// <summary>The value.</summary>
    public static implicit operator T(JsonSlot<T> slot) => slot.Value;
}

/// <summary>A case of a closed union, see <see cref="JsonCodecs.Union"/>.</summary>
/// <param name="Kind">What the field <c>kind</c> says of it.</param>
/// <param name="Holds">Whether a value is of this case.</param>
/// <param name="Write">Its object.</param>
/// <param name="Read">Reads the object, whose <c>kind</c> is known.</param>
internal sealed record JsonCase<T>(
    string Kind, Func<T, bool> Holds, Func<T, JsonObject> Write, Func<JsonNode?, JsonPlace, Either<DataError, T>> Read);

/// <summary>Makes the cases of unions.</summary>
internal static class JsonCase
{
    /// <summary>The field that says which case an object is.</summary>
    public const string KindKey = "kind";

    /// <summary>The case that has the type <typeparamref name="TCase"/> and the fields of a record.</summary>
    public static JsonCase<T> Of<T, TCase>(string kind, Action<JsonRecord<TCase>> declare)
        where TCase : T => new(
        kind,
        value => value is TCase,
        value => JsonRecord<TCase>.Of(declare).Write(new JsonObject { [KindKey] = kind }, (TCase)value!),
        (node, place) => JsonRecord<TCase>.Of(declare).Read(node, place, tag: KindKey).Map(read => (T)read));
}
