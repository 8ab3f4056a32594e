/// The largest radius found for which a certificate holds, for certificates that hold at every smaller radius too.
///
/// Bisection between a radius that holds and one that does not; the result was tried and held, so it is sound even
/// where the certificate is not monotone.
/// - Parameters:
///   - limit: the largest radius of interest, returned where it holds.
///   - steps: the interval shrinks to `limit / 2^steps`.
///   - holds: whether the certificate holds at a radius.
/// - Returns: nil if the certificate does not even hold at radius 0.
public func largestCertifiedRadius(
  upTo limit: Double, steps: Int = 30, where holds: (_ radius: Double) throws -> Bool
) rethrows -> Double? {
  if try holds(limit) { return limit }
  guard try holds(0) else { return nil }
  var (held, failed) = (0.0, limit)
  for _ in 0..<steps {
    let middle = (held + failed) / 2
    if try holds(middle) { held = middle } else { failed = middle }
  }
  return held
}
