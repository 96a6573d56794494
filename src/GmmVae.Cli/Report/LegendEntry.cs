namespace GmmVae.Cli;

/// <summary>One entry of a legend.</summary>
/// <param name="Name">What the reader sees.</param>
/// <param name="Series">The series' number, which decides the colour.</param>
/// <param name="Mark">What is drawn before the name.</param>
internal sealed record LegendEntry(string Name, int Series, LegendMark Mark);
