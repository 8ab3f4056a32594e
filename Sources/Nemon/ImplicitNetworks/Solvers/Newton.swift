import LinearAlgebra

/// Newton's method for `x - N(x) = 0`: `x <- x + (I - J A)^-1 (N(x) - x)` with `J = diag(Phi'(A x + B u + b))`.
///
/// For ReLU this is Newton on the active set: the step solves the equations of the units that are on and sets the
/// others to zero, and the solution is exact once the set is right. `I - J A` is invertible where `mu(A) < 1`.
///
/// Newton's method alone may cycle. A step that does not lower a sample's residual by the factor of the average
/// iteration is therefore taken back, and one average iteration from the point before takes its place: so convergence
/// is as sure as the average iteration's, at twice its number of steps at worst. One linear system a sample and step:
/// `2/3 n^3` operations.
/// - Source: Qi and Sun, A nonsmooth version of Newton's method, 1993; the safeguard is ours.
public struct Newton: EquilibriumMethod {
  /// Without parameters: Newton's step has no size to choose.
  public init() {}

  /// An iteration for the model of `problem`, whose safeguard compares residuals in the model's norm.
  /// - Throws: ``SolverError/notWellPosed(measure:)`` where the measure, in the model's weights, is not below
  ///   1.
  public func iteration(for problem: EquilibriumProblem) throws(SolverError) -> Iteration {
    Iteration(model: problem.model, safeguard: try Safeguard(model: problem.model))
  }

  /// One solve: the points to which steps may be taken back.
  public struct Iteration: EquilibriumIteration {
    let model: ImplicitModel
    var safeguard: Safeguard

    /// Newton's step for each sample of `iterate`, or the average iteration's from the point before where the
    /// last step failed. Samples whose residual is 0 stay.
    /// - Throws: ``SolverError/singular(_:)`` where `I - J A` has no inverse.
    public mutating func next(after iterate: Iterate) throws(SolverError) -> Matrix<Double> {
      let retreats = safeguard.retreats(at: iterate)
      var next = iterate.states
      for k in 0..<next.rows {
        if let point = retreats[k] {
          next[row: k] = point
        } else if iterate.residuals[k] > 0 {
          next[row: k] = try step(from: iterate, sample: k)
        }
      }
      return next
    }

    private func step(from iterate: Iterate, sample k: Int) throws(SolverError) -> [Double] {
      let slopes = iterate.preactivations[row: k].map(model.activation.derivative)
      let jacobian = Matrix(rows: model.width, columns: model.width) { i, j in
        (i == j ? 1 : 0) - slopes[i] * model.A[i, j]
      }
      let x = iterate.states[row: k]
      let difference = zip(iterate.images[row: k], x).map { $0 - $1 }
      do {
        return zip(x, try jacobian.solve(difference)).map { $0 + $1 }
      } catch {
        throw .singular(error)
      }
    }
  }
}

/// Takes back the steps of samples whose residual fell less than by the average iteration's factor.
struct Safeguard {
  private let alpha: Double
  private let factor: Double
  /// For every sample, the point and the image from which its last free step was taken.
  private var before: [(x: [Double], image: [Double], residual: Double)?] = []

  init(model: ImplicitModel) throws(SolverError) {
    alpha = try StepSize.optimal.value(for: model)
    factor = 1 - alpha * (1 - max(model.measure, 0))
  }

  /// For every sample whose last step failed, the average iteration's step from the point before it; nil for the
  /// others. Remembers `iterate` for the next call.
  mutating func retreats(at iterate: Iterate) -> [[Double]?] {
    if before.isEmpty { before = Array(repeating: nil, count: iterate.residuals.count) }
    return iterate.residuals.enumerated().map { k, residual in
      if let last = before[k], !(residual <= factor * last.residual) {
        before[k] = nil
        return zip(last.x, last.image).map { (1 - alpha) * $0 + alpha * $1 }
      }
      before[k] = (iterate.states[row: k], iterate.images[row: k], residual)
      return nil
    }
  }
}

extension EquilibriumMethod where Self == Newton {
  /// ``Newton`` at a call site: `problem.solve(by: .newton, until: rule)`.
  public static var newton: Newton { Newton() }
}
