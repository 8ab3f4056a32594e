import ImplicitNetworks
import LinearAlgebra

extension ImplicitModel {
  /// The mixed-monotone embedding: a model of width `2 n` whose equilibrium `[l, u]` at the inputs `[lo, hi]` encloses every
  /// equilibrium of this model with inputs between `lo` and `hi`.
  ///
  /// With `X+ = max(X, 0)` and `X- = min(X, 0)` entry by entry, and `O` the off-diagonal part of `A`:
  ///
  ///     l = Phi(diag(A) l + O+ l + O- u + B+ lo + B- hi + b)
  ///     u = Phi(diag(A) u + O+ u + O- l + B+ hi + B- lo + b)
  ///
  /// Its rows have the measures of this model's, so it is well posed in the same weights; its outputs are the least and
  /// the largest of `C x + c` over the box `[l, u]`.
  /// - Source: claim B5; Jafarpour, Davydov, Abate, Bullo, Coogan, arXiv:2208.03889.
  public func intervalEmbedding() throws(ModelError) -> ImplicitModel {
    var diagonalKept = A.embedded
    let n = width
    for i in 0..<n {
      (diagonalKept[i, i], diagonalKept[n + i, n + i]) = (A[i, i], A[i, i])
      (diagonalKept[i, n + i], diagonalKept[n + i, i]) = (0, 0)
    }
    return try ImplicitModel(
      A: diagonalKept, B: B.embedded, b: b + b, C: C.embedded, c: c + c, activation: activation,
      weights: try? Weights(weights.values + weights.values))
  }

  /// Boxes that contain every equilibrium for inputs in given boxes.
  /// - Parameters:
  ///   - lower: the least inputs, shape `[batch, r]`.
  ///   - upper: the largest inputs, of the same shape and nowhere below `lower`.
  ///   - rule: when the iteration stops; the error left is added to the boxes.
  /// - Throws: ``IntervalError``, ``BoundError/notWellPosed(measure:)`` unless `mu(A) < 1` in the model's weights,
  ///   `ModelError` and `SolverError`.
  /// - Source: claim B5.
  public func intervalEquilibria(
    lower: Matrix<Double>, upper: Matrix<Double>, until rule: StoppingRule = .residual(below: 1e-12)
  ) throws -> IntervalEquilibria {
    try IntervalSolver(of: self).equilibria(lower: lower, upper: upper, until: rule)
  }
}

/// The interval embedding of a model, made once for many boxes.
public struct IntervalSolver: Sendable {
  private let width: Int
  private let embedding: EnclosingModel

  /// - Throws: ``BoundError/notWellPosed(measure:)`` unless `mu(A) < 1` in the model's weights, `ModelError`.
  public init(of model: ImplicitModel) throws {
    width = model.width
    embedding = try EnclosingModel(model.intervalEmbedding())
  }

  /// As ``ImplicitModel/intervalEquilibria(lower:upper:until:)``.
  public func equilibria(
    lower: Matrix<Double>, upper: Matrix<Double>, until rule: StoppingRule = .residual(below: 1e-12)
  ) throws -> IntervalEquilibria {
    guard lower.shape == upper.shape else { throw IntervalError.shapes(lower.shape, upper.shape) }
    for (sample, (lo, hi)) in zip(lower.rowVectors, upper.rowVectors).enumerated() {
      guard zip(lo, hi).allSatisfy({ !($0 > $1) }) else { throw IntervalError.emptyBox(sample: sample) }
    }
    let r = lower.columns
    let boxes = Matrix(rows: lower.rows, columns: 2 * r) { $1 < r ? lower[$0, $1] : upper[$0, $1 - r] }
    let enclosure = try embedding.enclosure(of: boxes, until: rule)
    let (states, errors) = (enclosure.states, enclosure.errors)
    return IntervalEquilibria(
      lower: Matrix(rows: boxes.rows, columns: width) { states[$0, $1] - errors[$0, $1] },
      upper: Matrix(rows: boxes.rows, columns: width) {
        states[$0, width + $1] + errors[$0, width + $1]
      })
  }
}

/// One box of states a sample.
public struct IntervalEquilibria: Hashable, Sendable {
  /// No equilibrium of the box of inputs lies below; shape `[batch, n]`.
  public let lower: Matrix<Double>
  /// No equilibrium of the box of inputs lies above; shape `[batch, n]`.
  public let upper: Matrix<Double>
}

/// What can be wrong with a box of inputs.
public enum IntervalError: Error, Equatable {
  /// The shapes of the lower and of the upper inputs differ.
  case shapes(Shape, Shape)
  /// A lower input of this sample is above the upper one.
  case emptyBox(sample: Int)
}

extension Matrix<Double> {
  /// `[[X+, X-], [X-, X+]]`
  fileprivate var embedded: Matrix {
    Matrix(rows: 2 * rows, columns: 2 * columns) { i, j in
      let entry = self[i % rows, j % columns]
      return (i < rows) == (j < columns) ? Swift.max(entry, 0) : Swift.min(entry, 0)
    }
  }
}
