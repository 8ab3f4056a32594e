extension Array where Element: BinaryFloatingPoint {
  /// The closest point, in the Euclidean norm, of the l1 ball `sum |x_i| <= radius`.
  ///
  /// Exact up to rounding: the magnitudes are lowered by the `t` for which they then sum to the radius, found among the
  /// sorted magnitudes. A point inside the ball is returned unchanged. `radius >= 0`.
  /// - Source: Duchi, Shalev-Shwartz, Singer and Chandra, Efficient projections onto the l1-ball, 2008, figure 1.
  package func projectedOntoL1Ball(radius: Element) -> [Element] {
    guard reduce(0, { $0 + $1.magnitude }) > radius else { return self }
    var threshold: Element = 0
    var sum: Element = 0
    for (k, magnitude) in map(\.magnitude).sorted(by: >).enumerated() {
      sum += magnitude
      let candidate = (sum - radius) / Element(k + 1)
      guard magnitude >= candidate else { break }
      threshold = candidate
    }
    return map { $0 < 0 ? -Swift.max(-$0 - threshold, 0) : Swift.max($0 - threshold, 0) }
  }
}
