import ImplicitNetworks
import LinearAlgebra

/// How far the logit differences of a model, as a solver and a precision leave them, may be from exact ones, for all inputs
/// of a size: what a certificate's margin must cover besides, so that it holds for the network as it is evaluated.
///
/// A solver that stops leaves states with `|Phi(A x + B u + b) - x| <= residual`, as computed. Rounding hides some
/// `(n + r + 16) unit` times `|A| |x| + |B| |u| + |b| + 1` of that (``EquilibriumEnclosure``).
///
/// In the model's weighted norm, with `mu(A) < 1`, the exact equilibrium is then within `(residual + hidden) / (1 - mu^+)`.
/// In the Euclidean norm, with `mu_2(A) < 1`: with the exact residual vector `s` the point `x - s` is the equilibrium of an input
/// term moved by `A s`, so that `|x - x*| <= |s| + |A s| / (1 - mu_2)`. Logits add the rounding of `n + 2` terms.
public struct EvaluationError: Hashable, Sendable {
  /// At most this for every difference of two computed logits, shape `[q, q]`.
  public let differences: Matrix<Double>

  /// - Parameters:
  ///   - model: its activation has `Phi(0) = 0`, as ReLU and tanh.
  ///   - residual: what the solver leaves at most, in the model's weighted max norm.
  ///   - largestInput: of any entry of the inputs, in magnitude.
  ///   - unit: of the precision: `Double.ulpOfOne`, or that of `Float` for evaluation in single precision.
  /// - Throws: ``BoundError/notWellPosed(measure:)`` if neither `mu(A)` in the model's weights nor `mu_2(A)` is below 1, or the
  ///   precision is too low for the model.
  public init(
    of model: ImplicitModel, residual: Double, largestInput: Double, unit: Double = .ulpOfOne
  ) throws(BoundError) {
    let measure = model.measureFromAbove
    let norm: Reach = try measure < 1 ? .weighted(model, measure: max(measure, 0)) : .euclidean(model)
    let term = zip(model.B.absolute.rowSums, model.b).map { $0 * largestInput + $1.magnitude }
    let hidden = Double(model.width + model.inputs + 16) * unit
    // No state is larger: zero would be the equilibrium of an input term of zero.
    let exact = norm.size(term) / norm.gap
    let (offset, growth) = (
      norm.amplified(norm.full(residual) + hidden * norm.size(term.map { $0 + 1 })),
      norm.amplified(hidden * norm.matrixSize)
    )
    guard growth < 1 else { throw .notWellPosed(measure: measure) }
    let largest = (exact + offset) / (1 - growth)
    let error = offset + growth * largest
    let rounding = Double(model.width + 2) * unit
    let (C, c) = (model.C, model.c)
    differences = Matrix(rows: C.rows, columns: C.rows) { i, j in
      guard i != j else { return 0 }
      let (one, other) = (C[row: i], C[row: j])
      let moved = norm.reach(zip(one, other).map { ($0 - $1).magnitude }) * error
      let sums = norm.reach(zip(one, other).map { $0.magnitude + $1.magnitude }) * largest
      return moved + rounding * (sums + c[i].magnitude + c[j].magnitude)
    }
  }
}

/// A norm in which a residual tells the distance of the equilibrium.
private struct Reach {
  /// `1 - mu^+` of the matrix, and the norm of its absolute values.
  var gap, matrixSize: Double
  var size: ([Double]) -> Double
  /// The most that a row of non-negative entries gains from a vector of size 1.
  var reach: ([Double]) -> Double
  /// The size of a vector whose weighted max norm is given.
  var full: (Double) -> Double
  /// The distance to the equilibrium for a residual of this size.
  var amplified: (Double) -> Double

  static func weighted(_ model: ImplicitModel, measure: Double) -> Reach {
    let eta = model.weights.values
    return Reach(
      gap: 1 - measure, matrixSize: model.A.absolute.norm(in: model.norm),
      size: { zip($0, eta).map { $0.magnitude / $1 }.max() ?? 0 },
      reach: { zip($0, eta).reduce(0) { $0 + $1.0 * $1.1 } }, full: { $0 },
      amplified: { $0 / (1 - measure) })
  }

  static func euclidean(_ model: ImplicitModel) throws(BoundError) -> Reach {
    let measure = model.A.euclideanMeasureFromAbove
    guard measure < 1 else { throw .notWellPosed(measure: model.A.matrixMeasure(in: .two)) }
    func length(_ row: [Double]) -> Double { row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let (norm, eta) = (model.A.norm(in: .two), length(model.weights.values))
    return Reach(
      gap: 1 - max(measure, 0), matrixSize: model.A.absolute.norm(in: .two), size: length, reach: length,
      full: { $0 * eta }, amplified: { $0 * (1 + norm / (1 - measure)) })
  }
}
