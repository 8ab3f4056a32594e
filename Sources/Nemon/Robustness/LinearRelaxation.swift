import ImplicitNetworks
import LinearAlgebra

/// What the linear relaxations of one ReLU model have in common.
package struct LinearProblem: Sendable {
  let original: ImplicitModel
  /// With the same equilibria and no diagonal, by which boxes of states and of pre-activations fit together.
  let model: ImplicitModel
  let absoluteB: Matrix<Double>

  /// - Throws: ``LocalCertificateError/notReLU(_:)``, ``BoundError/notWellPosed(measure:)`` unless `mu(A) < 1` in the model's
  ///   weights.
  package init(_ model: ImplicitModel) throws {
    guard model.activation == .relu else { throw LocalCertificateError.notReLU(model.activation) }
    (original, self.model) = (model, try model.withDiagonalSolved())
    absoluteB = self.model.B.absolute
  }
}

/// Bounds of a linear function of a ReLU model's state while the input moves in a box, by lines above and below each unit.
///
/// A unit whose pre-activation lies in `[l, u]` has, for every slope `s` in [0, 1], `s z <= x <= s z + max(-s l, (1 - s) u)`
/// where `l < 0 < u`; a unit that is on has `x = z`, one that is off `x = 0`. So for a row `e` and the solution of
/// `y = e + A^T S y`, the state of every input `m + v` has, with `g = S y` and `|v| <= w`,
///
///     e x = y x - g A x <= g (B m + b) + |B^T g| w + sum over open units of max(y_i, 0) max(-s_i l_i, (1 - s_i) u_i)
///
/// where units that are off have a slope of 0 and need not be solved for. With slopes of 0 for open units this is what the box
/// of states gives. Slopes are free, and some steps along the gradient better them.
package struct LinearRelaxation {
  private let problem: LinearProblem
  private let inputs: InputBox
  /// No state is larger; length `n`.
  private let largest: [Double]
  /// `B m + b`, and how large the terms of its entries are; length `n`.
  private let driven, terms: [Double]
  /// Of the pre-activations, length `n`.
  private var lower, upper: [Double]
  /// What rounding may make of a sum of products, as a share of the absolute values of its terms.
  private let ulps: Double

  /// - Parameters:
  ///   - lower, upper: of the inputs, length `r`.
  ///   - states: a box that contains the state of every input of the box.
  package init(
    _ problem: LinearProblem, lower: [Double], upper: [Double], states: (lower: [Double], upper: [Double])
  ) {
    self.init(problem, InputBox(lower: lower, upper: upper), states: states)
  }

  init(_ problem: LinearProblem, _ inputs: InputBox, states: (lower: [Double], upper: [Double])) {
    let model = problem.model
    (self.problem, self.inputs) = (problem, inputs)
    ulps = Double(model.width + model.inputs + 16) * Double.ulpOfOne
    largest = states.upper.map { max($0, 0) }
    driven = zip(model.B * inputs.middle, model.b).map { $0 + $1 }
    let spread = problem.absoluteB * inputs.reach
    terms = zip(problem.absoluteB * inputs.middle.map(\.magnitude), model.b).map { $0 + $1.magnitude }
    (lower, upper) = (driven, driven)
    for i in driven.indices {
      var (low, high, size) = (driven[i] - spread[i], driven[i] + spread[i], terms[i] + spread[i])
      for j in driven.indices {
        let a = model.A[i, j]
        let (least, most) = (states.lower[j], states.upper[j])
        low += a * (a > 0 ? least : most)
        high += a * (a > 0 ? most : least)
        size += a.magnitude * max(least.magnitude, most.magnitude)
      }
      (lower[i], upper[i]) = (low - ulps * size, high + ulps * size)
    }
  }

  /// Uses other bounds of the pre-activations where they are sharper: those of the model with its diagonal.
  ///
  /// A state `x = max(z, 0)` has `z - a_ii x = (1 - a_ii) z'` for the pre-activation `z'` without the diagonal, so that `z' = z`
  /// where that is positive and `z' = z / (1 - a_ii)` elsewhere.
  mutating func narrow(to bounds: (_ unit: Int) -> (lower: Double, upper: Double)) {
    for i in lower.indices {
      let gap = 1 - problem.original.A[i, i]
      let found = bounds(i)
      lower[i] = max(lower[i], found.lower > 0 ? found.lower : found.lower / gap)
      upper[i] = min(upper[i], found.upper > 0 ? found.upper : found.upper / gap)
    }
  }

  /// Whether no state of the box has a larger logit of one of the rivals than of the label.
  func excludes(_ rivals: [Int], against label: Int, steps: Int) throws -> Bool {
    let (C, c) = (problem.model.C, problem.model.c)
    return try rivals.allSatisfy { rival in
      let limit = c[label] - c[rival]
      let row = largest.indices.map { C[rival, $0] - C[label, $0] }
      return try largest(of: row, steps: steps, enough: limit) < limit
    }
  }

  /// A bound of `e x` over the box, as low as so many steps find it.
  /// - Parameters:
  ///   - row: `e`, length `n`.
  ///   - steps: of the slopes, by Adam with a rate that falls from 0.2 to 0.
  ///   - enough: the steps end with the first bound below, and where their gain says that they will not get there.
  /// - Throws: `SingularMatrix`.
  package func largest(of row: [Double], steps: Int, enough: Double = -.infinity) throws -> Double {
    let units = ActiveUnits(self, row)
    let (box, chords) = (try units.bound(units.boxSlopes), try units.bound(units.chordSlopes))
    var current = box.value <= chords.value ? box : chords
    var slopes = box.value <= chords.value ? units.boxSlopes : units.chordSlopes
    var best = current.value
    var mark = best
    var (mean, square) = (slopes.map { _ in 0.0 }, slopes.map { _ in 0.0 })
    var (meanWeight, squareWeight) = (1.0, 1.0)
    for step in 0..<steps where !(best < enough) {
      let rate = 0.2 * (1 - Double(step) / Double(steps))
      (meanWeight, squareWeight) = (meanWeight * 0.8, squareWeight * 0.95)
      for (i, derivative) in current.gradient.enumerated() where derivative != 0 || square[i] > 0 {
        mean[i] += 0.2 * (derivative - mean[i])
        square[i] += 0.05 * (derivative * derivative - square[i])
        let move = mean[i] / (1 - meanWeight) / (square[i] / (1 - squareWeight)).squareRoot()
        slopes[i] = min(max(slopes[i] - rate * move, 0), 1)
      }
      current = try units.bound(slopes)
      best = min(best, current.value)
      // Steps gain less and less: where the gain of the last eight, for each step that is left, is not enough, none will.
      if step % 8 == 7, enough.isFinite {
        if (mark - best) * Double(steps - step - 1) < 8 * (best - enough) { break }
        mark = best
      }
    }
    return best
  }

  /// The bound for given slopes, and its derivative with respect to each: length `n`.
  /// - Parameters:
  ///   - row: `e`, length `n`.
  ///   - slopes: in [0, 1], length `n`; units that cannot switch keep theirs, 0 or 1.
  /// - Throws: `SingularMatrix`.
  package func bound(of row: [Double], slopes: [Double]) throws -> (value: Double, gradient: [Double]) {
    let units = ActiveUnits(self, row)
    let found = try units.bound(units.indices.map { lower[$0] >= 0 ? 1 : slopes[$0] })
    var gradient = lower.map { _ in 0.0 }
    for (place, i) in units.indices.enumerated() { gradient[i] = found.gradient[place] }
    return (found.value, gradient)
  }
}

extension LinearRelaxation {
  /// The units that are not off, and of the relaxation what belongs to them.
  fileprivate struct ActiveUnits {
    let indices: [Int]
    private let A, absoluteA, B: Matrix<Double>
    private let row, driven, terms, lower, upper, largest: [Double]
    private let inputs: InputBox
    private let ulps: Double

    /// What a choice of slopes proves, and its derivative with respect to them.
    struct Bound {
      var value: Double
      var gradient: [Double]
    }

    init(_ relaxation: LinearRelaxation, _ row: [Double]) {
      let model = relaxation.problem.model
      let indices = relaxation.upper.indices.filter { relaxation.upper[$0] > 0 }
      func chosen(_ values: [Double]) -> [Double] { indices.map { values[$0] } }
      self.indices = indices
      A = Matrix(rows: indices.count, columns: indices.count) { model.A[indices[$0], indices[$1]] }
      absoluteA = A.absolute
      B = Matrix(rows: indices.count, columns: model.inputs) { model.B[indices[$0], $1] }
      (self.row, driven, terms) = (chosen(row), chosen(relaxation.driven), chosen(relaxation.terms))
      (lower, upper, largest) = (
        chosen(relaxation.lower), chosen(relaxation.upper), chosen(relaxation.largest)
      )
      (inputs, ulps) = (relaxation.inputs, relaxation.ulps)
    }

    /// Those for which the bound is that of the box of states.
    var boxSlopes: [Double] { lower.map { $0 >= 0 ? 1 : 0 } }

    /// Those of the chords from `(l, 0)` to `(u, u)`.
    var chordSlopes: [Double] { zip(lower, upper).map { $0 >= 0 ? 1 : $1 / ($1 - $0) } }

    /// How far the upper line of an open unit lies above `s z`, and its derivative with respect to `s`.
    private func gap(_ i: Int, _ s: Double) -> (value: Double, slope: Double) {
      let (l, u) = (lower[i], upper[i])
      if l >= 0 { return (0, 0) }
      return -s * l > (1 - s) * u ? (-s * l, -l) : ((1 - s) * u, -u)
    }

    /// Sums are over some tens of units and all inputs: a solve of the units' size, and one pass over `B` each way.
    func bound(_ slopes: [Double]) throws -> Bound {
      let n = indices.count
      let system = Matrix(rows: n, columns: n) { ($0 == $1 ? 1 : 0) - A[$1, $0] * slopes[$1] }
      let y = try system.solve(row)
      let g = Matrix(rows: 1, columns: n) { slopes[$1] * y[$1] }
      let (through, back) = ((g * B).elements, (g * A).elements)
      let sizes = (g.absolute * absoluteA).elements
      let gaps: [(value: Double, slope: Double)] = (0..<n).map { y[$0] > 0 ? gap($0, slopes[$0]) : (0, 0) }
      var (value, slack, size) = (0.0, 0.0, 0.0)
      for i in 0..<n {
        let (linear, constant) = (g[0, i] * driven[i], y[i] * gaps[i].value)
        value += linear + constant
        // y is solved for up to a residual, which meets a state of at most `largest`.
        let hidden = y[i].magnitude + row[i].magnitude + sizes[i]
        slack += ((y[i] - row[i] - back[i]).magnitude + ulps * hidden) * largest[i]
        size += g[0, i].magnitude * terms[i] + constant
      }
      var worst = inputs.reach
      for k in worst.indices {
        let move = through[k].magnitude * worst[k]
        value += move
        size += move
        if through[k] < 0 { worst[k] = -worst[k] }
      }
      // Where the bound is attained: the input, and the relaxed states x = S z + gaps with their pre-activations.
      let driven = zip(driven, B * worst).map { $0 + $1 }
      let moved: [Double] = (0..<n).map { slopes[$0] * driven[$0] + gaps[$0].value }
      let z = zip(driven, A * (try system.transposed.solve(moved))).map { $0 + $1 }
      let gradient: [Double] = (0..<n).map { lower[$0] >= 0 ? 0 : y[$0] * (z[$0] + gaps[$0].slope) }
      return Bound(value: value + slack + ulps * size, gradient: gradient)
    }
  }
}
