using System.Diagnostics;
using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>Gives parameters and running statistics their start.</summary>
public static class ParameterInitializer
{
    /// <summary>Fills every parameter of the specification for a restart of the first phase; optimizer moments stay as they are.</summary>
    public static void Fill(ParameterStore store, Arr<ParameterSpec> parameters, ulong seed, int restart = 0)
    {
        foreach (var parameter in parameters)
            Fill(store[parameter.Name], parameter.Initializer, RandomKeys.Initialization(seed, phase: 0, restart, parameter.Name));
    }

    private static void Fill(Span<float> values, Initializer initializer, RandomKey key)
    {
        switch (initializer)
        {
            case Initializer.Fill fill:
                values.Fill((float)fill.Value);
                break;
            case Initializer.Uniform uniform:
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)(((2 * key.Uniform((ulong)i)) - 1) * uniform.Bound);
                break;
            case Initializer.Normal normal:
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)(key.Normal((ulong)i) * normal.StandardDeviation);
                break;
            default:
                throw new UnreachableException();
        }
    }
}
