import ImplicitNetworks
import LinearAlgebra
import Robustness

extension Attack {
  /// The attacked images at one radius.
  func images<C: Classifier>(
    _ images: Matrix<C.Scalar>, labels: [Int], epsilon: Double, against classifier: C, seed: UInt64
  ) throws -> Matrix<C.Scalar> {
    try outcome(on: images, labels: labels, radii: [epsilon], against: classifier, seed: seed).pixels
  }
}

extension Classifier {
  /// The share of samples whose largest logit is the label's.
  func accuracy(on inputs: Matrix<Scalar>, labels: [Int]) throws -> Double {
    let rows = try logits(of: inputs).rowVectors
    return Double(zip(rows, labels).count { $0.predictedClass == $1 }) / Double(labels.count)
  }
}

extension ImplicitModel {
  /// Interval equilibria for the max-norm balls of a radius around inputs.
  func intervalEquilibria(
    around inputs: Matrix<Double>, radius: Double, until rule: StoppingRule = .residual(below: 1e-12)
  ) throws -> IntervalEquilibria {
    try intervalEquilibria(lower: inputs.map { $0 - radius }, upper: inputs.map { $0 + radius }, until: rule)
  }

  /// All rounds of the local certificate for the balls of a radius around inputs.
  func localCertificates(
    at inputs: Matrix<Double>, labels: [Int], radius: Double, rounds: Int = 4, inputScale: [Double]? = nil,
    until rule: StoppingRule = .residual(below: 1e-12)
  ) throws -> [LocalCertificate] {
    try LocalCertificates(
      of: self, at: inputs, labels: labels, rounds: rounds, inputScale: inputScale, until: rule
    ).certificates(radius: radius)
  }
}
