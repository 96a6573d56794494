namespace GmmVae.Domain;

/// <summary>A trained parameter or a running statistic of a model.</summary>
/// <param name="Name">Its name, unique in the model (<c>encoder.0.weight</c>).</param>
/// <param name="Role"><see cref="InputRole.Parameter"/> or <see cref="InputRole.State"/>.</param>
/// <param name="Shape">Its shape, without a batch axis.</param>
/// <param name="Initializer">How it starts.</param>
public sealed record ParameterSpec(string Name, InputRole Role, Shape Shape, Initializer Initializer);
