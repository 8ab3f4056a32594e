import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

@Suite struct LipschitzBoundTests {
  /// Oracle: NumPy. The third case has 1 - mu = 0.05, so 1e-9 relative still leaves 1e-10 for mu.
  @Test func referenceBounds() throws {
    for reference in try ReferenceValues.load().equilibria {
      let model = try reference.model()
      #expect(isClose(model.inputNorm, reference.B_norm))
      #expect(isClose(model.outputNorm, reference.C_norm))
      #expect(isClose(try model.lipschitzBound(), reference.lipschitz_paper))
      #expect(isClose(try model.metzlerLipschitzBound(), reference.lipschitz_metzler))
      #expect(isClose(model.productOfNorms, reference.B_norm * reference.C_norm))
    }
  }

  /// B1 <= C5, in any weights. Oracle: the theorems.
  @Test(arguments: [-1.0, 0, 0.5, 0.95]) func ordering(gamma: Double) throws {
    var generator = RandomGenerator(seed: 60)
    for _ in 0..<20 {
      let model = try randomModel(gamma: gamma, from: &generator)
      let (paper, metzler) = (try model.lipschitzBound(), try model.metzlerLipschitzBound())
      #expect(metzler <= paper * (1 + 1e-12))
      let optimal = try model.withOptimalWeights()
      #expect(isClose(try optimal.metzlerLipschitzBound(), metzler, 1e-12))
      #expect(metzler <= (try optimal.lipschitzBound()) * (1 + 1e-6))
    }
  }

  /// Oracle: one unit, `x = max(a x + b u, 0)`, `y = c x`: the slope is `b c / (1 - a)` where the unit is on.
  /// What is added for rounding is below 1e-13.
  @Test func oneUnit() throws {
    func model(_ a: Double) throws -> ImplicitModel {
      try ImplicitModel(A: Matrix([[a]]), B: Matrix([[3]]), C: Matrix([[-2]]), weights: Weights([0.7]))
    }
    #expect(isClose(try model(0.5).lipschitzBound(), 12, 1e-13))
    #expect(isClose(try model(0.5).metzlerLipschitzBound(), 12, 1e-13))
    #expect(isClose(try model(-2).lipschitzBound(), 6, 1e-13))
    #expect(isClose(try model(-2).metzlerLipschitzBound(), 2, 1e-13))
    for measure in [1.0, 2] {
      #expect(throws: BoundError.notWellPosed(measure: measure)) { try model(measure).lipschitzBound() }
      #expect(throws: BoundError.notWellPosed(measure: measure)) {
        try model(measure).metzlerLipschitzBound()
      }
    }
  }

  /// C5, B1: no sampled or searched pair violates a bound, nor a single state its sensitivity.
  /// Oracle: Newton's method, for the outputs of the worst pair.
  @Test(arguments: [Activation.relu, .tanh, .leakyReLU(slope: 0.3)], [-1.0, 0.3, 0.9])
  func searchedPairsKeepTheBounds(activation: Activation, gamma: Double) throws {
    var generator = RandomGenerator(seed: 61)
    let model = try randomModel(gamma: gamma, activation: activation, from: &generator)
    let classifier = ImplicitClassifier(model: model, until: .residual(below: 1e-10))
    for distance in [1e-2, 1.0, 10] {
      let found = try #require(
        try ObservedRatio.search(
          on: classifier, from: generator.normalMatrix(rows: 4, columns: 4), steps: 6,
          distance: distance, seed: 3))
      // Residuals below 1e-10 move an output by less than 1e-7, a ratio by 1e-5.
      #expect(found.ratio <= (try model.metzlerLipschitzBound()) + 1e-5)
      #expect(found.ratio > 0)
      let witness = try Matrix([found.first, found.second])
      let x = try EquilibriumProblem(model: model, inputs: witness)
        .solve(by: .newton, until: .residual(below: 1e-12)).states
      let moved = zip(found.first, found.second).map { $0 - $1 }.norm(in: .infinity)
      let outputs = model.outputs(of: x)
      let change = zip(outputs[row: 0], outputs[row: 1]).map { $0 - $1 }.norm(in: .infinity)
      #expect(abs(change / moved - found.ratio) <= 1e-5)
      for sensitivity in [try StateSensitivity.metzler(of: model), try .weightedNorm(of: model)] {
        for i in 0..<model.width {
          #expect(abs(x[0, i] - x[1, i]) <= sensitivity.values[i] * moved + 1e-9)
        }
      }
    }
  }

  /// Oracle: scaling the columns of B by hand.
  @Test func inputScale() throws {
    var generator = RandomGenerator(seed: 62)
    let model = try randomModel(gamma: 0.2, from: &generator)
    let scale = [0.5, 2, 3, 1]
    let scaled = try ImplicitModel(
      A: model.A, B: model.B * Matrix.diagonal(scale), b: model.b, C: model.C, c: model.c,
      weights: model.weights)
    #expect(
      isClose(
        try StateSensitivity.metzler(of: model, inputScale: scale).lipschitzBound(of: model.C),
        try scaled.metzlerLipschitzBound(), 1e-12))
    #expect(
      isClose(
        try StateSensitivity.weightedNorm(of: model, inputScale: scale).lipschitzBound(of: model.C),
        try scaled.lipschitzBound(), 1e-12))
  }

  /// Oracle: a linear model `y = C B u` has the Lipschitz constant `||C B||_inf`, which the gradient's sign reaches at once.
  @Test func theSearchFindsTheConstantOfALinearModel() throws {
    var generator = RandomGenerator(seed: 63)
    let B = generator.normalMatrix(rows: 6, columns: 9)
    let C = generator.normalMatrix(rows: 3, columns: 6)
    let model = try ImplicitModel(
      A: Matrix(rows: 6, columns: 6), B: B, C: C, activation: .leakyReLU(slope: 1))
    let found = try ObservedRatio.search(
      on: ImplicitClassifier(model: model), from: generator.normalMatrix(rows: 2, columns: 9), steps: 1,
      distance: 0.5, seed: 1)
    #expect(isClose(try #require(found).ratio, (C * B).norm(in: .infinity), 1e-12))
    #expect(
      try ObservedRatio.search(
        on: ImplicitClassifier(model: model), from: Matrix(rows: 0, columns: 9), steps: 1, distance: 1,
        seed: 1)
        == nil)
  }
}
