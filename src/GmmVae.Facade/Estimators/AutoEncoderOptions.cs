using GmmVae.Domain;

namespace GmmVae;

/// <summary>What an <see cref="AutoEncoder"/> can be told.</summary>
public sealed record AutoEncoderOptions : EstimatorOptions
{
    internal override ModelKind Kind => ModelKind.AutoEncoder;
}
