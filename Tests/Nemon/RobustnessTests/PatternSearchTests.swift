import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing

import Robustness

/// The steepest linear piece of a ReLU model.
@Suite struct PatternSearchTests {
  /// `max_k |c_k S (I - A S)^-1 B|_1`, by a dense solve and nothing of the search.
  private func slope(of model: ImplicitModel, _ isOn: [Bool]) throws -> Double {
    let n = model.width
    let S = Matrix.diagonal(isOn.map { $0 ? 1.0 : 0 })
    let jacobian = model.C * S * (try (Matrix.identity(n) - model.A * S).solve(model.B))
    return jacobian.norm(in: .infinity)
  }

  private func patterns(_ n: Int) -> [[Bool]] {
    (0..<1 << n).map { bits in (0..<n).map { bits >> $0 & 1 == 1 } }
  }

  /// Oracle: all 64 patterns, each by a dense solve. Greedy flips may stop at a lesser peak, so they are asked for the
  /// highest on nine of ten models, and never for more than it. Both solve systems of condition below 1e4.
  @Test func climbsToTheSteepestOfAllPatterns() throws {
    var generator = RandomGenerator(seed: 170)
    var reached = 0
    for index in 0..<40 {
      let model = try randomModel(
        width: 6, inputs: 9, gamma: [-1, 0, 0.5, 0.9][index % 4], from: &generator)
      let highest = try patterns(6).map { try slope(of: model, $0) }.max() ?? 0
      let found = try #require(try ObservedRatio.steepestPiece(of: model, restarts: 3, seed: UInt64(index)))
      #expect(found.ratio <= highest * (1 + 1e-8), "model \(index)")
      #expect(found.ratio <= (try model.metzlerLipschitzBound()) * (1 + 1e-8))
      if found.ratio >= highest * (1 - 1e-6) { reached += 1 }
    }
    #expect(reached >= 36)
  }

  /// Oracle: the slope by a dense solve. Each of the 32 patterns has its pair, whose ratio is at least the slope of the
  /// chosen output; the equilibria that Newton's method found to 1e-9 have the pattern.
  @Test func everyPatternIsRealised() throws {
    var generator = RandomGenerator(seed: 171)
    let model = try randomModel(width: 5, inputs: 7, outputs: 1, gamma: 0.4, from: &generator)
    for isOn in patterns(5) where isOn.contains(true) {
      let pair = try #require(try ObservedRatio.pair(on: isOn, of: model, output: 0))
      #expect(abs(pair.ratio - (try slope(of: model, isOn))) <= 1e-7 * pair.ratio)
      let problem = try EquilibriumProblem(model: model, inputs: Matrix([pair.first, pair.second]))
      let states = try problem.solve(by: AverageIteration(), until: .residual(below: 1e-12)).states
      for z in problem.preactivations(of: states).rowVectors { #expect(z.map { $0 > 0 } == isOn) }
      let distance = zip(pair.first, pair.second).map { abs($0 - $1) }.max() ?? 0
      #expect(abs(distance - 1) < 1e-9)
    }
  }

  /// Oracle: the inverse solved for anew, after all flips by changes of rank one. Thirty flips of systems of condition below 1e4
  /// lose some 1e-11.
  @Test func flipsKeepTheInverse() throws {
    var generator = RandomGenerator(seed: 172)
    let model = try randomModel(width: 30, inputs: 40, gamma: 0.8, from: &generator)
    for output in 0..<3 {
      var pattern = try ActivationPattern(of: model, isOn: Array(repeating: true, count: 30))
      let climbed = pattern.climb(output: output)
      let S = Matrix.diagonal(pattern.isOn.map { $0 ? 1.0 : 0 })
      let jacobian = model.C * S * (try (Matrix.identity(30) - model.A * S).solve(model.B))
      let anew = jacobian[row: output].reduce(0) { $0 + abs($1) }
      #expect(abs(climbed - anew) <= 1e-10 * anew)
      // No single flip is steeper.
      for i in 0..<30 {
        var flipped = pattern.isOn
        flipped[i].toggle()
        let other = try ActivationPattern(of: model, isOn: flipped).gradient(of: output)
        #expect(other.reduce(0) { $0 + abs($1) } <= anew * (1 + 1e-5))
      }
    }
  }

  /// Oracle: none; what the search cannot do is refused.
  @Test func smoothActivationsAndNarrowInputsAreRefused() throws {
    var generator = RandomGenerator(seed: 173)
    let smooth = try randomModel(gamma: 0, activation: .tanh, from: &generator)
    #expect(throws: PatternError.notReLU(.tanh)) { try ObservedRatio.steepestPiece(of: smooth, seed: 1) }
    // Two units that see no input: their rows of B are zero, so that B B' has no inverse.
    let blind = try ImplicitModel(
      A: Matrix(rows: 2, columns: 2), B: Matrix(rows: 2, columns: 3), C: .identity(2))
    #expect(try ObservedRatio.steepestPiece(of: blind, seed: 1) == nil)
  }
}
