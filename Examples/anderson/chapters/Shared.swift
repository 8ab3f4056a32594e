import FixedPointRecords
import FixedPoints

/// Runs both sides of an equivalence until the residual has fallen to 1e-8 of the first.
func compare(
  _ problem: LinearProblem, _ solution: [Double], _ variant: AndersonVariant, _ projection: Projection
) throws -> Sides {
  let start = problem.b.map { _ in 0.0 }
  let all = problem.krylov(projection, from: start, steps: problem.b.count)
  let last = all.steps(to: 1e-8 * all.residuals[0]) ?? all.x.count - 1
  let krylov = Iteration(x: Array(all.x[...last]), residuals: Array(all.residuals[...last]))
  let mixed = anderson(problem.g, from: start, memory: .max, variant, steps: last + 1)
  let gaps = zip(mixed.x.dropFirst(), krylov.x).map {
    distance($0, problem.g($1)) / distance(start, solution)
  }
  return Sides(anderson: mixed, krylov: krylov, gaps: gaps)
}
