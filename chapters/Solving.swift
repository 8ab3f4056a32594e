import ImplicitNetworks
import LinearAlgebra

/// The iterations from zero until the residual, the largest of all samples, is below `share` of the first; nil where the
/// method does not arrive.
func iterationCount(
  of problem: EquilibriumProblem, by method: some EquilibriumMethod, to share: Double, within limit: Int
) -> Int? {
  let model = problem.model
  let first = model.activation.values(of: problem.offsets).rowNorms(in: model.norm).max() ?? 1
  let solved = try? problem.solve(by: method, until: .residual(below: share * first, within: limit))
  return solved?.history.iterations
}

/// The average iteration with a step of its own for each coordinate.
struct CoordinateIteration: EquilibriumMethod, EquilibriumIteration {
  var steps: [Double]

  /// The longest steps that @eq-coordinate allows.
  init(for A: Matrix<Double>) { steps = A.diagonal.map { 1 / (1 - min($0, 0)) } }

  func iteration(for problem: EquilibriumProblem) -> CoordinateIteration { self }

  func next(after iterate: Iterate) -> Matrix<Double> {
    Matrix(rows: iterate.states.rows, columns: iterate.states.columns) { k, i in
      iterate.states[k, i] + steps[i] * (iterate.images[k, i] - iterate.states[k, i])
    }
  }
}
