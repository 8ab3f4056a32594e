/// A ``Line`` with a marker at each of its points.
public struct Curve: SeriesMark {
  /// The line, then its markers, series by series.
  public let elements: [MarkElement]

  /// A line and its markers for each of `series`.
  public init(_ series: [PlotSeries]) {
    elements = series.flatMap { $0.elements { Self.marks(of: $0) } }
  }

  static func marks(of series: PlotSeries) -> [any DrawnMark] {
    [DrawnLine(series: series.means), DrawnPoints(series: series.means)]
  }
}

/// What several runs have in common and how far they differ: a band from the least to the largest `y` at each `x`, a
/// line through the means, and a marker at each.
public struct Spread: SeriesMark {
  /// The band, the line and the markers, series by series.
  public let elements: [MarkElement]

  /// A band and a curve for each of `series`.
  public init(_ series: [PlotSeries]) {
    elements = series.flatMap { $0.elements { [Band(around: $0)] + Curve.marks(of: $0) } }
  }
}
