import Measurements
import Records

/// A network that was trained, measured and attacked at once, so that of its parameters nothing need be kept.
package struct Trial: StudyRun, Codable, Hashable, Sendable {
  package var settings: TrialSettings
  package var measures: NetworkMeasures
  /// In the order in which they were planned.
  package var attacks: [AttackedAccuracy]

  package init(settings: TrialSettings, measures: NetworkMeasures, attacks: [AttackedAccuracy]) {
    (self.settings, self.measures, self.attacks) = (settings, measures, attacks)
  }

  package var family: Family { measures.family }
  package var lambda: Double { measures.lambda }
  package var seed: UInt64 { measures.seed }
}

/// What trials may differ in beside family, lambda and seed.
package struct TrialSettings: Codable, Hashable, Sendable {
  /// Units.
  package var width: Int
  /// What the family keeps: NEMON its γ, IDL its radius, MON its m; nil for the explicit network.
  package var constraint: Double?
  /// Of the first epochs.
  package var learningRate: Double

  package init(width: Int, constraint: Double?, learningRate: Double) {
    (self.width, self.constraint, self.learningRate) = (width, constraint, learningRate)
  }
}

extension Array where Element == Trial {
  /// What one attack left, trial by trial.
  package func under(_ attack: String) -> [AttackedAccuracy] { flatMap { $0.attacks.under(attack) } }
}
