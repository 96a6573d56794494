using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ScheduleLaws
{
    private static readonly Gen<(double Value, double Share, int Steps, int Total)> Cases =
        from value in Gen.Choose(1, 10_000)
        from share in Gen.Choose(0, 1000)
        from steps in Gen.Choose(1, 60)
        from total in Gen.Choose(1, 100)
        select (value / 1000.0, share / 1000.0, steps, total);

    [Law(nameof(Cases))]
    public void A_constant_is_the_same_at_every_step((double Value, double Share, int Steps, int Total) c)
    {
        for (var step = 0; step <= c.Total; step++)
            Assert.Equal(c.Value, new Schedule.Constant(c.Value).At(step, c.Total));
    }

    [Law(nameof(Cases))]
    public void A_warm_up_rises_in_equal_steps_from_0_and_stays((double Value, double Share, int Steps, int Total) c)
    {
        var schedule = new Schedule.WarmUp(c.Value, c.Steps);
        Assert.Equal(0, schedule.At(0, c.Total));
        for (var step = 0; step < c.Steps; step++)
            Laws.Close(c.Value / c.Steps, schedule.At(step + 1, c.Total) - schedule.At(step, c.Total), 1e-13);
        for (var step = c.Steps; step < c.Steps + 10; step++)
            Assert.Equal(c.Value, schedule.At(step, c.Total));
    }

    [Law(nameof(Cases))]
    public void A_line_goes_in_equal_steps_from_its_value_to_its_final_one_and_stays((double Value, double Share, int Steps, int Total) c)
    {
        var final = 2 * c.Value * c.Share;
        var schedule = new Schedule.Linear(c.Value, final, c.Steps);
        Assert.Equal(c.Value, schedule.At(0, c.Total));
        for (var step = 0; step < c.Steps; step++)
            Laws.Close((final - c.Value) / c.Steps, schedule.At(step + 1, c.Total) - schedule.At(step, c.Total), 1e-13);
        for (var step = c.Steps; step < c.Steps + 10; step++)
            Assert.Equal(final, schedule.At(step, c.Total));
        Assert.Equal(final, schedule.At(long.MaxValue, long.MaxValue));
    }

    [Law(nameof(Cases))]
    public void A_line_from_0_is_a_warm_up((double Value, double Share, int Steps, int Total) c)
    {
        for (var step = 0; step < 2 * c.Steps; step++)
            Laws.Close(
                new Schedule.WarmUp(c.Value, c.Steps).At(step, c.Total), new Schedule.Linear(0, c.Value, c.Steps).At(step, c.Total), 1e-15);
    }

    [Law(nameof(Cases))]
    public void A_cosine_falls_from_its_value_to_its_final_one_through_the_middle((double Value, double Share, int Steps, int Total) c)
    {
        var final = c.Value * c.Share;
        var schedule = new Schedule.Cosine(c.Value, final);
        Laws.Close(c.Value, schedule.At(0, c.Total), 1e-15);
        Laws.Close(final, schedule.At(c.Total, c.Total), 1e-15);
        Laws.Close((c.Value + final) / 2, schedule.At(c.Total, 2L * c.Total), 1e-14);
        for (var step = 0; step < c.Total; step++)
        {
            Assert.True(schedule.At(step + 1, c.Total) <= schedule.At(step, c.Total) + 1e-15);
            Assert.InRange(schedule.At(step, c.Total), final - 1e-15, c.Value + 1e-15);
        }
    }

    [Law(nameof(Cases))]
    public void A_step_schedule_is_multiplied_once_every_so_many_steps((double Value, double Share, int Steps, int Total) c)
    {
        var schedule = new Schedule.Step(c.Value, 0.5, c.Steps);
        var expected = c.Value;
        for (var step = 0; step < 5 * c.Steps; step++)
        {
            if (step > 0 && step % c.Steps == 0)
                expected *= 0.5;
            Laws.Close(expected, schedule.At(step, c.Total), 1e-15);
        }
    }

    [Fact]
    public void Wrong_numbers_are_reported_by_the_option()
    {
        foreach (var bad in new[] { -1, double.NaN, double.PositiveInfinity })
            foreach (var schedule in new Schedule[]
                     {
                         new Schedule.Constant(bad), new Schedule.WarmUp(bad, 3), new Schedule.Cosine(bad, 0), new Schedule.Cosine(1, bad),
                         new Schedule.Linear(bad, 1, 3), new Schedule.Linear(1, bad, 3), new Schedule.Step(bad, 0.5, 3),
                             new Schedule.Step(1, bad, 3),
                     })
                Assert.Equal(LanguageExt.Prelude.Some(Setting.LearningRate),
                    schedule.Error(Setting.LearningRate).Map(error => error.Setting));
        foreach (var schedule in new Schedule[] { new Schedule.WarmUp(1, 0), new Schedule.Linear(1, 2, 0), new Schedule.Step(1, 0.5, 0),
            new Schedule.Step(1, 0, 3) })
            Assert.True(schedule.Error(Setting.LearningRate).IsSome, $"{schedule} passes");
        foreach (var schedule in new Schedule[]
                 {
                     new Schedule.Constant(0), new Schedule.WarmUp(1, 1), new Schedule.Cosine(1, 0), new Schedule.Linear(2, 1, 1),
                         new Schedule.Step(1, 2, 1),
                 })
            Assert.True(schedule.Error(Setting.LearningRate).IsNone, $"{schedule} is refused");
    }
}
