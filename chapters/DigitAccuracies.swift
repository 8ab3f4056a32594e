import CellKit
import Foundation
import Measurements
import Records

/// Accuracies on digits, clean and under attack, one a seed, in points: what C7 and C11 compare, and their other readings.
struct DigitAccuracies {
  var measures: [NetworkMeasures]
  var attacks: [AttackedAccuracy]

  /// C7's two attacks, each at its radius.
  static let hardest = [(attack: "gradient sign", radius: 0.1), (attack: "gradient descent", radius: 0.05)]

  func clean(_ family: Family, _ lambda: Double) -> SeededValues {
    SeededValues(measures[family, lambda: lambda], seed: \.seed) { 100 * $0.accuracy }
  }

  func attacked(_ family: Family, _ lambda: Double, _ attack: String, _ radius: Double) -> SeededValues {
    SeededValues(attacks.under(attack)[family, lambda: lambda], seed: \.seed) { $0[radius].map { 100 * $0 } }
  }

  /// That NEMON with `lambda` costs at most `margin` points of the clean accuracy of others.
  func accurate(_ lambda: Double, beside others: [(Family, Double)], margin: Double = 0) -> [Check] {
    others.map { family, other in
      Check(
        "clean accuracy, \(networkTitle(.nemon, lambda)) minus \(networkTitle(family, other)), points @tbl-mnist-families",
        paired: clean(.nemon, lambda) - clean(family, other), margin: margin)
    }
  }

  /// That it is at least as robust as others.
  func robust(
    _ lambda: Double, beside others: [(Family, Double)],
    under attacks: [(attack: String, radius: Double)] = hardest
  ) -> [Check] {
    others.flatMap { family, other in
      attacks.map { attack, radius in
        Check(
          "\(attack) at \(radius), \(networkTitle(.nemon, lambda)) minus \(networkTitle(family, other)), points @tbl-mnist-attacks",
          paired: attacked(.nemon, lambda, attack, radius) - attacked(family, other, attack, radius))
      }
    }
  }
}

/// The means of differences, as formulas one after the other.
func meansText(_ format: String, _ differences: [SeededValues]) -> String {
  differences.compactMap { $0.summary?.mean }.map { String(format: "$\(format)$", $0) }.joined(
    separator: ", ")
}
