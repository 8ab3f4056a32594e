import CellKit
import Foundation
import Plotting

// Paired differences as every chapter shows and judges them: their mean with its interval.

extension SeededValues {
  /// The mean with its 95 % interval, each number in a format of `printf`; nil for fewer than two seeds.
  /// - Parameter unit: behind the mean.
  func text(_ format: String, unit: String = "") -> String? {
    summary.flatMap { summary in
      summary.meanInterval().map { String(format: format + unit + " ", summary.mean) + $0.text(format) }
    }
  }

  /// The mean as a mark with its 95 % interval; nothing for fewer than two seeds.
  func mark(at x: Double, label: String? = nil, style: SeriesStyle) -> [any Mark] {
    guard let summary, let interval = summary.meanInterval() else { return [] }
    return [
      ErrorBars(x: x, y: [interval.lower, interval.upper], style: style),
      Points(x: x, y: summary.mean, label: label, style: style),
    ]
  }
}

extension Check {
  /// The mean lies within bounds, by its interval. No initialiser: one of a type from elsewhere counts for every cell.
  static func meanWithin(
    _ name: String, _ values: SeededValues, confidence: Double = 0.95, atLeast lower: Double? = nil,
    atMost upper: Double? = nil, witness: String? = nil
  ) -> Check {
    .estimate(
      name, observed: values.summary?.mean, interval: values.summary?.meanInterval(confidence: confidence),
      atLeast: lower, atMost: upper, count: values.values.count, seeds: values.seeds, witness: witness)
  }
}
