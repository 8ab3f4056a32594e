import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

@Suite struct ExplicitModelRobustnessTests {
  /// Oracles: both bounds of the implicit model with `A = 0`; and the exact constant `||C B||_inf` of a linear model,
  /// which is not above either bound and is reached by the search.
  @Test func bounds() throws {
    var generator = RandomGenerator(seed: 155)
    let model = try randomExplicitModel(activation: .leakyReLU(slope: 1), from: &generator)
    let implicit = try ImplicitModel(
      A: Matrix(rows: 8, columns: 8), B: model.B, b: model.b, C: model.C, c: model.c,
      activation: model.activation)
    let entrywise = model.sensitivity().lipschitzBound(of: model.C)
    #expect(isClose(model.productOfNorms, try implicit.lipschitzBound(), 1e-13))
    #expect(isClose(entrywise, try implicit.metzlerLipschitzBound(), 1e-13))
    #expect(model.sensitivity(inputScale: [-2, 1, 1, 1]).values[0] > model.sensitivity().values[0])
    let exact = (model.C * model.B).norm(in: .infinity)
    #expect(exact <= entrywise && entrywise <= model.productOfNorms)
    let found = try ObservedRatio.search(
      on: model, from: generator.normalMatrix(rows: 2, columns: 4), steps: 1, distance: 0.5, seed: 1)
    #expect(isClose(try #require(found).ratio, exact, 1e-12))
  }

  /// Oracle: the product of norms, on pairs searched by gradients. The pairs are 1e-3 apart or more, so that the
  /// rounding of an output, 1e-15, moves a ratio by 1e-12.
  @Test(arguments: [Activation.relu, .tanh, .sigmoid]) func neverViolated(activation: Activation) throws {
    var generator = RandomGenerator(seed: 156)
    for distance in [1e-3, 1] {
      let model = try randomExplicitModel(activation: activation, from: &generator)
      let found = try #require(
        try ObservedRatio.search(
          on: model, from: generator.normalMatrix(rows: 50, columns: 4), steps: 5, distance: distance, seed: 4
        ))
      let entrywise = model.sensitivity().lipschitzBound(of: model.C)
      #expect(found.ratio > 0 && found.ratio <= entrywise + 1e-9)
      #expect(entrywise <= model.productOfNorms * (1 + 1e-12))
    }
  }

  /// Through the protocol that attacks use: PGD lowers the accuracy, and never below the certified one.
  /// Oracle: the certificate.
  @Test func attacksApply() throws {
    var generator = RandomGenerator(seed: 157)
    let model = try randomExplicitModel(from: &generator)
    let images = Matrix<Double>(rows: 60, columns: 4) { _, _ in generator.uniform() }
    let logits = try model.logits(of: images)
    let labels = logits.rowVectors.map(\.predictedClass)
    for epsilon in [0.005, 0.02, 0.2] {
      let attacked = try Attack.projectedGradientDescent().images(
        images, labels: labels, epsilon: epsilon, against: model, seed: 6)
      let certified = model.sensitivity().certifiedAccuracies(
        logits: logits, labels: labels, C: model.C, radii: [epsilon])[0]
      let accuracy = try model.accuracy(on: attacked, labels: labels)
      #expect(certified <= accuracy)
      if epsilon == 0.2 { #expect(accuracy < 1) }
      if epsilon == 0.005 { #expect(certified > 0) }
    }
  }
}
