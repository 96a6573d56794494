using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Checkpoints;

public static partial class SpecJson
{
    private static JsonObject Write(TrainingPhase phase)
    {
        var json = new JsonObject
        {
            ["scope"] = JsonNames.Of(phase.Scope),
            ["epochs"] = phase.Epochs,
            ["restarts"] = phase.Restarts,
            ["learningRate"] = Write(phase.LearningRate),
            ["reconstruction"] = Write(phase.Reconstruction),
            ["priorWeight"] = Write(phase.PriorWeight),
            ["clusterPriorTerm"] = phase.ClusterPriorTerm,
            ["clusters"] = Write(phase.Clusters),
            ["headAgreement"] = phase.HeadAgreement,
            ["teacher"] = Write(phase.Teacher),
            ["strongView"] = Write(phase.StrongAugmentation),
            ["weakView"] = Write(phase.WeakAugmentation),
        };
        if (phase.IsSupervised)
            json["supervision"] = phase.Supervision;
        if (phase.FindsCandidates)
            json["findsCandidates"] = true;
        return json;
    }

    private static JsonObject Write(ClusterObjectiveSpec clusters)
    {
        var json = new JsonObject
        {
            ["weight"] = Write(clusters.Weight),
            ["clean"] = clusters.Clean,
            ["entropy"] = clusters.Entropy,
            ["balance"] = clusters.Balance,
            ["hinge"] = clusters.Hinge,
        };
        if (clusters.Consistency != 1)
            json["consistency"] = clusters.Consistency;
        return json;
    }

    private static JsonObject Write(TeacherSpec teacher) => teacher switch
    {
        TeacherSpec.None => new JsonObject { ["kind"] = "none" },
        TeacherSpec.Self self => new JsonObject { ["kind"] = "self", ["temperature"] = self.Temperature },
        TeacherSpec.MovingAverage average => new JsonObject
        {
            ["kind"] = "movingAverage",
            ["decay"] = average.Decay,
            ["temperature"] = average.Temperature,
        },
        _ => throw new UnreachableException(),
    };

    private static Either<DataError, Arr<TrainingPhase>> ReadPhases(JsonFields parent, string name)
    {
        if (parent[name] is not JsonArray nodes)
            return parent.Invalid(name, "An array is needed here.");
        var phases = new List<TrainingPhase>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var read = ReadPhase(nodes[i], parent.Path, FormattableString.Invariant($"{parent.At(name)}[{i}]"));
            if (read.IsLeft)
                return read.Map(_ => Arr<TrainingPhase>.Empty);
            read.IfRight(phases.Add);
        }

        return toArray(phases);
    }

    private static Either<DataError, TrainingPhase> ReadPhase(JsonNode? node, string path, string place) =>
        from json in JsonFields.Open(
            node, path, place,
            ["scope", "epochs", "restarts", "learningRate", "reconstruction", "priorWeight", "clusterPriorTerm", "clusters",
            "headAgreement", "teacher", "strongView", "weakView", .. JsonFields.Present(node, "findsCandidates", "supervision")])
        from scope in json.Case<LearningScope>("scope")
        from epochs in json.Integer("epochs")
        from restarts in json.Integer("restarts")
        from learningRate in ReadSchedule(json, "learningRate")
        from reconstruction in ReadSchedule(json, "reconstruction")
        from priorWeight in ReadSchedule(json, "priorWeight")
        from clusterPriorTerm in json.Truth("clusterPriorTerm")
        from clusters in ReadClusters(json, "clusters")
        from headAgreement in json.Real("headAgreement")
        from teacher in ReadTeacher(json, "teacher")
        from strongView in ReadAugmentation(json["strongView"], path, json.At("strongView"))
        from weakView in ReadAugmentation(json["weakView"], path, json.At("weakView"))
        from findsCandidates in json.Truth("findsCandidates", absent: false)
        from supervision in json.Real("supervision", absent: 0)
        from phase in Checked(
            TrainingPhase.Create(
                epochs, learningRate, reconstruction, priorWeight, clusterPriorTerm, clusters, headAgreement, teacher, strongView, weakView,
                scope, restarts, findsCandidates, supervision),
            path, place)
        select phase;

    private static Either<DataError, ClusterObjectiveSpec> ReadClusters(JsonFields parent, string name) =>
        from json in JsonFields.Open(
            parent[name], parent.Path, parent.At(name),
            [.. JsonFields.Present(parent[name], "consistency"), "weight", "clean", "entropy", "balance", "hinge"])
        from weight in ReadSchedule(json, "weight")
        from clean in json.Real("clean")
        from entropy in json.Real("entropy")
        from balance in json.Real("balance")
        from hinge in json.Real("hinge")
        from consistency in json.Real("consistency", absent: 1)
        from objective in Checked(ClusterObjectiveSpec.Create(weight, clean, entropy, balance, hinge, consistency), json.Path, json.Place)
        select objective;

    private static Either<DataError, TeacherSpec> ReadTeacher(JsonFields parent, string name)
    {
        var (node, path, place) = (parent[name], parent.Path, parent.At(name));
        return JsonFields.Tag(node, path, place, "kind").Bind(kind => kind switch
        {
            "none" => JsonFields.Open(node, path, place, "kind").Map(_ => (TeacherSpec)new TeacherSpec.None()),
            "self" =>
                from json in JsonFields.Open(node, path, place, "kind", "temperature")
                from temperature in json.Real("temperature")
                select (TeacherSpec)new TeacherSpec.Self(temperature),
            "movingAverage" =>
                from json in JsonFields.Open(node, path, place, "kind", "decay", "temperature")
                from decay in json.Real("decay")
                from temperature in json.Real("temperature")
                select (TeacherSpec)new TeacherSpec.MovingAverage(decay, temperature),
            _ => new InvalidField(path, $"{place}.kind", $"'{kind}' is none of none, self, movingAverage."),
        });
    }
}
