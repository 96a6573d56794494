namespace GmmVae.Engine;

/// <summary>Where a pixel of a warped picture comes from: pixel (x, y) from (Xx·(x − centre) + Xy·(y − centre) + X,
/// Yx·(x − centre) + Yy·(y − centre) + Y), then displaced.</summary>
internal readonly record struct WarpMap(float Xx, float Xy, float X, float Yx, float Yy, float Y);
