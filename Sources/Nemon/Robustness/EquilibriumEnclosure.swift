import ImplicitNetworks
import LinearAlgebra

extension ImplicitModel {
  /// A model with the same equilibria and no diagonal, for ReLU; any other activation leaves the model as it is.
  ///
  /// `x_i = relu(a_ii x_i + s_i)` with `a_ii < 1` is `x_i = relu(s_i / (1 - a_ii))`: every row of `A`, `B` and `b`
  /// is divided by `1 - a_ii`. The average iteration's best step becomes 1, however negative the diagonal was.
  /// - Throws: ``BoundError/notWellPosed(measure:)`` unless `mu(A) < 1` in the model's weights.
  func withDiagonalSolved() throws -> ImplicitModel {
    guard measure < 1 else { throw BoundError.notWellPosed(measure: measure) }
    guard activation == .relu else { return self }
    let scale = A.diagonal.map { 1 / (1 - $0) }
    return try ImplicitModel(
      A: Matrix(rows: width, columns: width) { $0 == $1 ? 0 : A[$0, $1] * scale[$0] },
      B: Matrix(rows: width, columns: inputs) { B[$0, $1] * scale[$0] },
      b: zip(b, scale).map { $0 * $1 }, C: C, c: c, activation: activation, weights: weights)
  }
}

/// States near the equilibria of a batch, and how near.
struct EquilibriumEnclosure {
  /// Shape `[batch, n]`.
  let states: Matrix<Double>
  /// `|x_i - x*_i| <= errors_i` for the equilibrium `x*`; shape `[batch, n]`.
  let errors: Matrix<Double>

  /// By the average iteration, with its last step as the measure of the error.
  ///
  /// A step `alpha` shrinks distances in the model's norm by `q = 1 - alpha (1 - mu^+)`. From
  /// `|x - x*| <= |x - next(x)| + |next(x) - x*| <= alpha |N(x) - x| + q |x - x*|` follows
  /// `|x - x*| <= alpha |N(x) - x| / (1 - q) = |N(x) - x| / (1 - mu^+)`, and entry i is at most `eta_i` times that. To
  /// the residual comes what rounding may hide of it: `(n + r + 16) 2^-52` times
  /// `|A| |x| + |B| |u| + |b| + 1`, for two sums of `n` and `r` products, the scaling of the rows and the activation.
  /// `mu` is rounded up.
  init(of model: ImplicitModel, inputs: Matrix<Double>, until rule: StoppingRule) throws {
    self = try EnclosingModel(model).enclosure(of: inputs, until: rule)
  }

  fileprivate init(states: Matrix<Double>, errors: Matrix<Double>) {
    (self.states, self.errors) = (states, errors)
  }
}

/// What the enclosures of a model's equilibria have in common: made once for many batches of inputs.
struct EnclosingModel: Sendable {
  private let model: ImplicitModel
  private let absoluteA, absoluteB: Matrix<Double>
  /// `1 - mu^+`, rounded down.
  private let contraction: Double

  init(_ original: ImplicitModel) throws {
    model = try original.withDiagonalSolved()
    contraction = 1 - max(model.measureFromAbove, 0)
    guard contraction > 0 else { throw BoundError.notWellPosed(measure: model.measure) }
    (absoluteA, absoluteB) = (model.A.absolute, model.B.absolute)
  }

  /// See ``EquilibriumEnclosure/init(of:inputs:until:)``.
  func enclosure(of inputs: Matrix<Double>, until rule: StoppingRule) throws -> EquilibriumEnclosure {
    let problem = try EquilibriumProblem(model: model, inputs: inputs)
    let states = try problem.solve(by: .averageIteration(), until: rule).states
    let images = model.activation.values(of: problem.preactivations(of: states))
    let ulps = Double(model.width + model.inputs + 16) * Double.ulpOfOne
    let sizes =
      (states.absolute.timesTransposed(absoluteA) + inputs.absolute.timesTransposed(absoluteB)).addingToRows(
        model.b.map { $0.magnitude + 1 })
    let distances = ((images - states).absolute + ulps * sizes).rowNorms(in: model.norm)
    let eta = model.weights
    return EquilibriumEnclosure(
      states: states,
      errors: Matrix(rows: states.rows, columns: states.columns) { eta[$1] * distances[$0] / contraction })
  }
}
