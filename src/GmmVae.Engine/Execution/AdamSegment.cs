namespace GmmVae.Engine;

/// <summary>The storage of one parameter's step of Adam.</summary>
/// <param name="Gradient">The gradient.</param>
/// <param name="Parameter">The parameter.</param>
/// <param name="First">Its first moment.</param>
/// <param name="Second">Its second moment.</param>
/// <param name="Follower">What follows it, if there is such a thing.</param>
internal sealed record AdamSegment(Region Gradient, Region Parameter, Region First, Region Second, Region? Follower);
