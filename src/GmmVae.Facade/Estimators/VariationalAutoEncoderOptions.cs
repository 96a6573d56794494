using GmmVae.Domain;

namespace GmmVae;

/// <summary>What a <see cref="VariationalAutoEncoder"/> can be told.</summary>
public sealed record VariationalAutoEncoderOptions : EstimatorOptions
{
    internal override ModelKind Kind => ModelKind.Variational;
}
