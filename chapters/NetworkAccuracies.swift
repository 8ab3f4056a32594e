import CellKit
import Foundation
import Measurements
import Records
import Trials

/// Accuracies, clean and under attack, one a seed, in points: what C7, C11 and C8 compare, and their other readings.
struct NetworkAccuracies {
  var measures: [NetworkMeasures]
  var attacks: [AttackedAccuracy]
  /// The two attacks that robustness is judged by, each at its radius: descent at half that of the gradient sign.
  var hardest: [(attack: String, radius: Double)]
  /// A radius in words.
  var radiusText: (Double) -> String
  /// Where readers find the accuracies.
  var places: (clean: String, attacked: String)

  static func digits(_ measures: [NetworkMeasures], _ attacks: [AttackedAccuracy]) -> NetworkAccuracies {
    NetworkAccuracies(
      measures: measures, attacks: attacks, hardest: [("gradient sign", 0.1), ("gradient descent", 0.05)],
      radiusText: { "\($0)" }, places: ("@tbl-mnist-families", "@tbl-mnist-attacks"))
  }

  static func photographs(_ trials: [Trial]) -> NetworkAccuracies {
    NetworkAccuracies(
      measures: trials.map(\.measures), attacks: trials.flatMap(\.attacks),
      hardest: [("gradient sign", 4.0 / 255), ("gradient descent", 2.0 / 255)],
      radiusText: { String(format: "%.0f grey levels", 255 * $0) },
      places: ("@tbl-cifar", "@fig-cifar-attacks"))
  }

  /// On the seeds that a kind of network was trained with: others may have more.
  func onSeeds(of family: Family, _ lambda: Double) -> NetworkAccuracies {
    let seeds = Set(measures[family, lambda: lambda].map(\.seed))
    var networks = self
    networks.measures.removeAll { !seeds.contains($0.seed) }
    networks.attacks.removeAll { !seeds.contains($0.seed) }
    return networks
  }

  func clean(_ family: Family, _ lambda: Double) -> SeededValues {
    SeededValues(measures[family, lambda: lambda], seed: \.seed) { 100 * $0.accuracy }
  }

  func attacked(_ family: Family, _ lambda: Double, _ attack: String, _ radius: Double) -> SeededValues {
    SeededValues(attacks.under(attack)[family, lambda: lambda], seed: \.seed) { $0[radius].map { 100 * $0 } }
  }

  /// That the bound is smaller with each larger lambda, on each seed.
  func boundsFall(_ place: String, prefix: String = "") -> Check {
    func bounds(_ lambda: Double) -> SeededValues {
      SeededValues(measures[.nemon, lambda: lambda], seed: \.seed, value: \.bound)
    }
    let lambdas = measures[.nemon].lambdas
    return Check(
      "\(prefix)a larger $\\lambda$ gives a smaller bound, on each seed \(place)",
      in: zip(lambdas, lambdas.dropFirst()).flatMap { (bounds($0) - bounds($1)).values }, all: { $0 > 0 })
  }

  /// That NEMON with `lambda` costs at most `margin` points of the clean accuracy of others.
  func accurate(
    _ lambda: Double, beside others: [(Family, Double)], margin: Double = 0, prefix: String = ""
  ) -> [Check] {
    others.map { family, other in
      let networks = onSeeds(of: family, other)
      return Check(
        "\(prefix)clean accuracy, \(networkTitle(.nemon, lambda)) minus \(networkTitle(family, other)), points \(places.clean)",
        paired: networks.clean(.nemon, lambda) - networks.clean(family, other), margin: margin)
    }
  }

  /// That it is at least as robust as others, under the hardest attacks unless told.
  func robust(
    _ lambda: Double, beside others: [(Family, Double)],
    under attacks: [(attack: String, radius: Double)]? = nil, prefix: String = ""
  ) -> [Check] {
    others.flatMap { family, other in
      let networks = onSeeds(of: family, other)
      return (attacks ?? hardest).map { attack, radius in
        Check(
          "\(prefix)\(attack) at \(radiusText(radius)), \(networkTitle(.nemon, lambda)) minus \(networkTitle(family, other)), points \(places.attacked)",
          paired: networks.attacked(.nemon, lambda, attack, radius)
            - networks.attacked(family, other, attack, radius))
      }
    }
  }
}

/// The means of differences, as formulas one after the other.
func meansText(_ format: String, _ differences: [SeededValues]) -> String {
  differences.compactMap { $0.summary?.mean }.map { String(format: "$\(format)$", $0) }.joined(
    separator: ", ")
}
