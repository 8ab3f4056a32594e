import ImplicitNetworks
import LinearAlgebra

/// What is tried for a box of inputs whose interval equilibrium does not certify it.
public struct BoxSharpening: Hashable, Sendable {
  /// Rounds of the local certificate, whose bounds of the pre-activations are used where they are sharper; 0 for none. They
  /// pay where most units cannot switch.
  public var localRounds: Int
  /// Steps that better the slopes of the linear certificate.
  public var steps: Int

  public init(localRounds: Int = 0, steps: Int = 20) { (self.localRounds, self.steps) = (localRounds, steps) }
}

/// What boxes of inputs certify: the interval equilibrium, and where it does not, bounds by lines above and below each unit
/// (``LinearRelaxation``) that stand on it, and on the local certificate if that is wanted.
package struct BoxCertificate: Sendable {
  private let model: ImplicitModel
  private let solver: IntervalSolver
  private let sharpening: BoxSharpening?
  private let lines: LinearProblem?
  private let local: LocalProblem?
  private let rule: StoppingRule

  /// - Parameters:
  ///   - sharpening: nil for the interval equilibrium alone.
  ///   - rule: when the iterations stop; the error left is added to boxes and taken off margins.
  /// - Throws: ``BoundError/notWellPosed(measure:)``, `ModelError`; ``LocalCertificateError`` with a sharpening.
  package init(of model: ImplicitModel, sharpening: BoxSharpening?, until rule: StoppingRule) throws {
    (self.model, self.sharpening, self.rule) = (model, sharpening, rule)
    solver = try IntervalSolver(of: model)
    lines = try sharpening.map { _ in try LinearProblem(model) }
    local = try sharpening.flatMap { $0.localRounds > 0 ? try LocalProblem(model) : nil }
  }

  /// Whether each label holds for all inputs of its box.
  /// - Parameters:
  ///   - labels: one a box.
  ///   - lower: the least inputs, shape `[boxes, r]`.
  ///   - upper: the largest, of the same shape.
  package func certifies(
    _ labels: [Int], lower: Matrix<Double>, upper: Matrix<Double>
  ) throws -> [Bool] {
    let states = try solver.equilibria(lower: lower, upper: upper, until: rule)
    let worst = try states.worstLogitDifferences(of: model, labels: labels)
    return try labels.indices.map { box in
      // The class that is nearest by the interval equilibrium first: it is the likeliest to fail.
      let rivals = (0..<model.outputs).filter { $0 != labels[box] && !(worst[box, $0] < 0) }
        .sorted { worst[box, $0] > worst[box, $1] }
      if rivals.isEmpty { return true }
      guard let sharpening, let lines else { return false }
      let inputs = InputBox(lower: lower[row: box], upper: upper[row: box])
      var relaxation = LinearRelaxation(
        lines, inputs, states: (states.lower[row: box], states.upper[row: box]))
      if try relaxation.excludes(rivals, against: labels[box], steps: sharpening.steps) { return true }
      guard let local else { return false }
      var centre = try LocalSharpening(
        local,
        at: local.centres(
          at: Matrix(rows: 1, columns: lower.columns, elements: inputs.middle), labels: [labels[box]],
          until: rule)[0],
        reach: inputs.reach)
      if try centre.certifies(within: sharpening.localRounds) { return true }
      relaxation.narrow(to: centre.preactivation)
      return try relaxation.excludes(rivals, against: labels[box], steps: sharpening.steps)
    }
  }
}

/// A box of inputs by its middle.
struct InputBox {
  /// Length `r`.
  let middle: [Double]
  /// No entry of the box is further from the middle, as rounded; length `r`.
  let reach: [Double]

  init(lower: [Double], upper: [Double]) {
    let middle = zip(lower, upper).map { ($0 + $1) / 2 }
    self.middle = middle
    reach = middle.indices.map { max(upper[$0] - middle[$0], middle[$0] - lower[$0]) }
  }
}
