import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Records
import Robustness
import Testing
import Training

@Suite struct TrainingTests {
  private func trainer(_ settings: TrainingSettings, gamma: Float = 0) throws -> FullyConnectedTrainer<
    NEMONLayer
  > {
    let model = FullyConnectedNEMON(
      width: 20, inputs: 784, classes: 3, gamma: gamma, randomly: RandomGenerator(seed: 2))
    return try FullyConnectedTrainer(
      model, on: SparseImages(DeterminismTests.images), settings: settings, team: WorkerTeam(threads: 2))
  }

  /// Oracle: the measure by its definition in Double (LinearAlgebra), in the trained weights, after every epoch; and
  /// the trainer's own record over every step. Single precision leaves rounding of a row sum, 1e-5.
  @Test func trainingKeepsTheConstraint() throws {
    let trainer = try trainer(TrainingSettings(seed: 1), gamma: 0.5)
    for _ in 0..<5 {
      let record = try trainer.runEpoch()
      #expect(record.largestExcess < 1e-5)
      #expect(record.largestExcess > -1)
      #expect(try trainer.network.implicitModel().measure < 0.5 + 1e-6)
    }
    #expect(trainer.network.d.contains { $0 != 0 })
  }

  /// Oracle: C5's bound of the trained model in Double. A strong regulariser must shrink it.
  @Test func regulariserShrinksTheBound() throws {
    var bounds: [Double] = []
    for lambda in [0, 0.1] {
      var settings = TrainingSettings(seed: 1)
      settings.lambda = lambda
      let trainer = try trainer(settings)
      for _ in 0..<20 { _ = try trainer.runEpoch() }
      bounds.append(try trainer.network.implicitModel().lipschitzBound())
    }
    #expect(bounds[1] < 0.7 * bounds[0])
  }

  /// Oracle: logits from the equilibrium in Double, solved by the library's average iteration to 1e-10.
  @Test func classificationAgreesWithTheory() throws {
    let trainer = try trainer(TrainingSettings(seed: 1))
    _ = try trainer.runEpoch()
    let images = DeterminismTests.images
    let seen = try trainer.network.classify(
      SparseImages(images), normalisation: .mnist,
      tolerance: SolverTolerance(relativeChange: 1e-6, mostIterations: 5000),
      team: WorkerTeam(threads: 2))
    let model = try trainer.network.implicitModel()
    let u = Matrix(rows: images.count, columns: 784) { i, j in
      (Double(images.pixels[i * 784 + j]) / 255 - 0.1307) / 0.3081
    }
    let x = try EquilibriumProblem(model: model, inputs: u)
      .solve(by: .averageIteration(), until: .residual(below: 1e-10)).states
    let loss = try CrossEntropy.loss(of: model.outputs(of: x), labels: images.labels.map(Int.init)).value
    #expect(abs(seen.loss - loss) < 1e-4 * loss)
    #expect(seen.count == 330)
  }

  @Test func mismatchedShapes() throws {
    let model = FullyConnectedNEMON(width: 4, inputs: 6, classes: 3, randomly: RandomGenerator(seed: 1))
    #expect(throws: TrainingError.shapeMismatch(images: [330, 784], model: [4, 6, 3])) {
      try FullyConnectedTrainer(
        model, on: SparseImages(DeterminismTests.images), settings: TrainingSettings(seed: 1),
        team: WorkerTeam(threads: 1))
    }
  }

  @Test func notFiniteIsAnError() throws {
    var model = FullyConnectedNEMON(width: 4, inputs: 6, classes: 3, randomly: RandomGenerator(seed: 1))
    model.B[3] = .infinity
    let trainer = try FullyConnectedTrainer(
      model, on: SparseImages(tinyImages(count: 5)), settings: TrainingSettings(seed: 1),
      team: WorkerTeam(threads: 1))
    #expect(throws: TrainingError.notFinite(epoch: 1, step: 1)) { try trainer.runEpoch() }
  }
}
