using FsCheck;
using FsCheck.Fluent;
using LanguageExt;

namespace GmmVae.Tests.Properties;

/// <summary>A tiny mixture model with a cluster head in a phase with the clustering objective.</summary>
/// <param name="Model">The model.</param>
/// <param name="Teacher">Where the target comes from.</param>
/// <param name="Views">Rows that the model sees for each observation: 1 or 2.</param>
/// <param name="Weak">Whether a moving teacher sees a weak view too.</param>
/// <param name="IsStart">Whether the phase has nothing but C.</param>
/// <param name="Hinge">That of the balance.</param>
public sealed record TinyPhase(TinyModel Model, TeacherSpec Teacher, int Views, bool Weak, bool IsStart, double Hinge)
{
    public const double Clean = 0.5;
    public const double Entropy = 0.2;
    public const double Balance = 2;

    public static Gen<TinyPhase> Cases { get; } =
        from tiny in TinyModel.Mixtures.Generator
        from teacher in Gen.Elements(Enum.GetValues<TeacherKind>())
        from views in Gen.Choose(1, 2)
        from weak in Gen.Elements(false, true)
        from isStart in Gen.Elements(false, false, true)
        from hinge in Gen.Elements(0, 0, 0.01)
        from supervision in Gen.Elements(0, 0, 3)
        select new TinyPhase(
            tiny with { Responsibilities = ResponsibilityKind.EncoderHead },
            teacher switch
            {
                TeacherKind.Self => new TeacherSpec.Self(1),
                TeacherKind.SharpSelf => new TeacherSpec.Self(0.5),
                _ => new TeacherSpec.MovingAverage(0.995, 0.5),
            },
            views, weak, isStart, hinge) { Supervision = supervision };

    /// <summary>The weight of known classes, where the phase is not the start.</summary>
    public double Supervision { get; init; }

    public TrainingPhase Phase => Create(new Schedule.Constant(1), 50);

    public ModelGraph Graph => TrainStepGraph.Build(Model.Spec, AdamSpec.Default, Phase);

    /// <summary>The phase with other weights of C, of the agreement and of the strong view's consistency.</summary>
    public TrainingPhase Create(Schedule weight, double agreement, double consistency = 1)
    {
        Schedule bound = new Schedule.Constant(IsStart ? 0 : 1);
        return TrainingPhase.Create(
            1, new Schedule.Constant(0.01), bound, bound, true,
                ClusterObjectiveSpec.Create(weight, Clean, Entropy, Balance, Hinge, consistency), agreement,
            Teacher, Noise(Views == 2), Noise(Weak), IsStart ? LearningScope.TrunkAndClusterHead : LearningScope.All,
                findsCandidates: IsStart, supervision: IsStart ? 0 : Supervision).Valid();

        static AugmentationSpec Noise(bool isThere) =>
            isThere ? AugmentationSpec.ForVectors(new Schedule.Constant(0.1), 0.1).Valid() : new AugmentationSpec.None();
    }

    /// <summary>Numbers for every input.</summary>
    public Dictionary<string, Tensor> Inputs(Graph graph) => Model.Inputs(graph);

    private enum TeacherKind
    {
        Self,
        SharpSelf,
        MovingAverage,
    }
}
