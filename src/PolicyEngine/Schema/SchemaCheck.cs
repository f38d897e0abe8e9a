using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;

namespace PolicyEngine.Schema;

/// <summary>Checks policies against the published JSON schema, as editors do: the
/// second opinion on what the binder accepts. Pure and thread-safe.</summary>
/// <remarks>Only this class and <see cref="SchemaModel"/> load NJsonSchema, at the first use.</remarks>
internal static class SchemaCheck
{
    private static readonly Lazy<JsonSchema> Policy = new(() => SchemaModel.Build(PolicySchema.CreateChecked()));

    /// <summary>What does not fit, in the order of the text; nothing for a tree without a root.</summary>
    public static ImmutableArray<Diagnostic> Find(SyntaxTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        if (tree.Root is null)
        {
            return [];
        }

        var json = new SyntaxJson(tree.Root);
        var bag = new DiagnosticBag();
        foreach (var error in Policy.Value.Validate(json.Root).SelectMany(Innermost))
        {
            bag.Add(Diagnostic.Create(SchemaDiagnostics.DoesNotFit, json.NodeOf(PlaceOf(error)).Location, Describe(error)));
        }

        return bag.ToSorted();
    }

    /// <summary>The errors behind an error: those of the alternative that got furthest,
    /// or the error itself where no alternative got further than its start.</summary>
    private static IEnumerable<ValidationError> Innermost(ValidationError error)
    {
        if (error is not ChildSchemaValidationError { Errors.Count: > 0 } parent)
        {
            return [error];
        }

        var alternatives = parent
            .Errors.Values.Select(errors => errors.SelectMany(Innermost).ToArray())
            .Where(errors => errors.Length > 0)
            .ToArray();
        if (alternatives.Length == 0)
        {
            return [error];
        }

        var closest = alternatives.MaxBy(errors => errors.Min(e => SyntaxJson.DepthOf(e.Token)))!;
        var isChoice = error.Kind is ValidationErrorKind.NotAnyOf or ValidationErrorKind.NotOneOf;
        return isChoice && closest.All(e => SyntaxJson.DepthOf(e.Token) <= SyntaxJson.DepthOf(error.Token)) ? [error] : closest;
    }

    /// <summary>Where the error is: an unknown key at the key, all else at the value.</summary>
    private static JToken? PlaceOf(ValidationError error) =>
        error is { Kind: not ValidationErrorKind.NoAdditionalPropertiesAllowed, Token: JProperty property } ? property.Value : error.Token;

    private static string Describe(ValidationError error) =>
        error.Kind switch
        {
            ValidationErrorKind.NoAdditionalPropertiesAllowed => $"the key {Name(error)} is not known",
            ValidationErrorKind.PropertyRequired => $"the key {Name(error)} is missing",
            ValidationErrorKind.StringExpected => "a string is expected",
            ValidationErrorKind.ObjectExpected => "a mapping is expected",
            ValidationErrorKind.ArrayExpected => "a list is expected",
            ValidationErrorKind.BooleanExpected => "true or false is expected",
            ValidationErrorKind.IntegerExpected or ValidationErrorKind.NumberExpected => "a number is expected",
            ValidationErrorKind.PatternMismatch => "the string has another form",
            ValidationErrorKind.NotInEnumeration => "it is not one of the choices",
            ValidationErrorKind.NumberTooBig or ValidationErrorKind.NumberTooSmall or ValidationErrorKind.IntegerTooBig =>
                "the number is out of range",
            ValidationErrorKind.StringTooLong or ValidationErrorKind.TooManyItems => "it is too long",
            ValidationErrorKind.StringTooShort or ValidationErrorKind.TooFewItems or ValidationErrorKind.TooFewProperties => "it is empty",
            ValidationErrorKind.NotOneOf => "exactly one of several forms must match",
            _ => "none of the allowed forms matches",
        };

    private static string Name(ValidationError error) => $"'{Binding.Quote.Cap(error.Property ?? string.Empty)}'";
}
