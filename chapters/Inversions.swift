import CellKit
import Measurements
import Records
import Trials

/// The differences under inversion that are shown: who, and minus whom.
let inversionPairs: [(name: String, of: (Family, Double), minus: (Family, Double))] = [
  ("IDL minus NEMON", (.idl, 0), (.nemon, 0)), ("MON minus NEMON", (.mon, 0), (.nemon, 0)),
  ("MON minus IDL", (.mon, 0), (.idl, 0)), ("NEMON, $10^{-3}$ minus 0", (.nemon, 1e-3), (.nemon, 0)),
]

/// Networks under inversion, pair by pair.
struct Inversions {
  private let trials: [Trial]

  init(_ trials: [Trial]) { self.trials = trials }

  /// Accuracy in % under an inversion, averaged over the radii, one a seed.
  func inverted(_ network: (family: Family, lambda: Double), _ attack: String = "inversion") -> SeededValues {
    SeededValues(trials.under(attack)[network.family, lambda: network.lambda], seed: \.seed) { 100 * $0.mean }
  }

  /// The difference of a pair, one a seed.
  func difference(_ pair: Int, _ attack: String = "inversion") -> SeededValues {
    inverted(inversionPairs[pair].of, attack) - inverted(inversionPairs[pair].minus, attack)
  }

  /// That it is above minus a margin.
  func check(_ pair: Int, _ attack: String, margin: Double = 0) -> Check {
    Check(
      "\(attack), \(inversionPairs[pair].name), points @tbl-mnist-inversions",
      paired: difference(pair, attack), margin: margin)
  }

  /// Mean differences in words, with their intervals, and what they would have to be.
  func remark(_ pairs: [Int], claimed: String) -> String {
    let words = pairs.compactMap { pair in
      difference(pair).text("%.1f", unit: " points,").map { "\(inversionPairs[pair].name): \($0)" }
    }
    return words.joined(separator: "; ") + "; over \(trials.seeds.count) seeds. For the claim \(claimed)."
  }
}
