namespace GmmVae;

/// <summary>How a trained model is trained on. Adam's moments start afresh, and labels are not read.</summary>
public sealed record FineTuning : TrainingOptions;
