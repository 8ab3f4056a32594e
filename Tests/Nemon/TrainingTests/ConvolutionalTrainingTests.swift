import CKernels
import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Records
import Robustness
import Testing
import Training

@Suite struct ConvolutionalTrainingTests {
  typealias Gradients = ConvolutionalGradientTests

  /// The part of CIFAR-10 that comes along.
  private func subset() throws -> (train: LabeledImages, test: LabeledImages) {
    let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
    return try CIFAR10.load(from: root.appending(path: "Data/cifar10-subset"))
  }

  /// Photographs at their real size. Oracle for the constraint: the trainer's record over every step, and the measure
  /// of the trained layer by its entries in Double. The trainer rounds the diagonal down, so not even rounding may lift
  /// the measure above γ.
  @Test func lossFallsAndTheConstraintHolds() throws {
    let images = try subset().train.prefix(160)
    var settings = TrainingSettings.photographs(seed: 1)
    (settings.batch, settings.adam.learningRate) = (32, 1e-2)
    let architecture = ConvolutionalArchitecture(channels: 6, taps: 3)
    let initial = ConvolutionalRun(architecture: architecture, training: settings).start
    let trainer = try ConvolutionalTrainer(
      initial, on: images, settings: settings, team: WorkerTeam(threads: 2))
    let records = try (0..<8).map { _ in try trainer.runEpoch() }
    #expect(abs(records[0].loss - log(10)) < 0.2)
    #expect(records[7].loss < records[0].loss - 0.3)
    #expect(records[7].trainingAccuracy > 0.25)
    #expect(records.allSatisfy { $0.largestExcess <= 0 && $0.largestExcess > -0.1 })
    #expect(trainer.network.measure < 1e-12)
    #expect(trainer.network.T != initial.T)
    #expect(records.allSatisfy { $0.forwardIterations >= 1 && $0.backwardIterations >= 1 })
  }

  /// Oracle: row sums in Double after every epoch, and the dense matrix of a convolution with the trained kernels alone. The
  /// first steps, ten times as long as in a training, leave the ball, so that the projection has work.
  @Test func idlStaysInItsBall() throws {
    var settings = TrainingSettings.photographs(seed: 1)
    (settings.batch, settings.adam.learningRate, settings.normalisation) = (20, 1e-2, Gradients.normalisation)
    let architecture = Gradients.architecture(side: 6, taps: 3)
    let trainer = try ConvolutionalTrainer(
      Gradients.model(architecture), radius: 0.5, on: Gradients.images(40, side: 6), settings: settings,
      team: WorkerTeam(threads: 1))
    func norm() throws -> Double {
      let rows = Matrix<Double>(rows: 2, columns: 18, elements: trainer.network.T.map { Double($0) })
      return try #require(rows.absolute.rowSums.max())
    }
    // The start is outside. 1e-6: rounding of 18 single-precision sums.
    #expect(try abs(norm() - 0.5) < 1e-6)
    var attained = 0
    for _ in 0..<20 {
      let summary = try trainer.runEpoch()
      let found = try norm()
      #expect(found < 0.5 + 1e-6 && abs(summary.largestExcess) < 1e-6)
      if found > 0.5 - 1e-6 { attained += 1 }
    }
    #expect(attained > 10)
    let trained = trainer.network
    let T = Matrix<Double>(rows: 2, columns: 18, elements: trained.T.map { Double($0) })
    var expected = ConvolutionalNEMON(T: T, kernel: 3, gamma: 0, height: 6, width: 6).A
    for (unit, sum) in T.absolute.rowSums.flatMap({ Array(repeating: $0, count: 36) }).enumerated() {
      expected[unit, unit] += sum
    }
    let written = trained.parameterised(layer: trained.T, gamma: 0.5)
    #expect(zip(written.layer().A.elements, expected.elements).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(written.measure <= 0.5 && written.B == trained.B)
  }

  /// Oracle: C5's bound in Double. A strong regulariser must keep it smaller.
  @Test func regulariserShrinksTheBound() throws {
    let bounds = try [0, 0.3].map { lambda in
      var settings = TrainingSettings.photographs(seed: 1)
      (settings.batch, settings.lambda, settings.adam.learningRate) = (20, lambda, 1e-2)
      settings.normalisation = Gradients.normalisation
      let trainer = try ConvolutionalTrainer(
        Gradients.model(Gradients.architecture(side: 6, taps: 3)), on: Gradients.images(40, side: 6),
        settings: settings, team: WorkerTeam(threads: 1))
      for _ in 0..<20 { _ = try trainer.runEpoch() }
      return trainer.network.lipschitzBound()
    }
    #expect(bounds[1] < 0.7 * bounds[0])
  }

  /// Oracle: logits and loss of the dense model in Double, solved by the library's average iteration to 1e-10.
  @Test(arguments: ConvolutionalGradientTests.levels) func classificationAgreesWithTheory(level: kernel_level)
    throws
  {
    let model = Gradients.model(Gradients.architecture(side: 6, taps: 5, gamma: 0.2), negativeSlope: 0.1)
    let images = Gradients.images(19, side: 6)
    let classifier = ConvolutionalClassifier(
      model, normalisation: Gradients.normalisation,
      tolerance: SolverTolerance(relativeChange: 1e-6, mostIterations: 1000), team: WorkerTeam(threads: 2),
      level: level)
    let dense = try model.implicitModel()
    let x = try EquilibriumProblem(model: dense, inputs: Gradients.inputs(images))
      .solve(by: .averageIteration(), until: .residual(below: 1e-10)).states
    let expected = dense.outputs(of: x)
    let pixels = Matrix(rows: 19, columns: 108, elements: images.pixels.map { Float($0) / 255 })
    let found = try classifier.logits(of: pixels)
    for (a, b) in zip(found.elements, expected.elements) { #expect(abs(Double(a) - b) < 1e-5) }
    let seen = try classifier.classify(images)
    let loss = try CrossEntropy.loss(of: expected, labels: images.labels.map(Int.init)).value
    #expect(abs(seen.loss - loss) < 1e-5)
    #expect(seen.correct == zip(expected.rowVectors, images.labels).count { $0.predictedClass == Int($1) })
    #expect(seen.count == 19)
  }

  /// Oracle: the bounds of the dense model. On an image at least as large as the kernels some row of `B` and of `A` has
  /// all its entries, so C5's bounds are equal up to rounding; the sharper bound on channels is at least the dense one.
  @Test func bounds() throws {
    let model = Gradients.model(Gradients.architecture(side: 6, taps: 3, gamma: 0.3))
    let dense = try model.implicitModel()
    #expect(abs(model.lipschitzBound() / (try dense.lipschitzBound()) - 1) < 1e-12)
    #expect(abs(model.measure - dense.measure) < 1e-12)
    let sharper = try model.metzlerLipschitzBound()
    #expect(try dense.metzlerLipschitzBound() <= sharper * (1 + 1e-12))
    #expect(sharper <= model.lipschitzBound() * (1 + 1e-12))
    #expect(sharper < 0.99 * model.lipschitzBound())
    // Pixels one image channel at a time: 1 / deviation multiplies that channel's share.
    let scale = Gradients.normalisation.inputScale
    let pixelRows = (dense.B.absolute * (0..<108).map { scale[$0 / 36] }).max()!
    #expect(abs((model.inputRowSums(inputScale: scale).max() ?? 0) - pixelRows) < 1e-9)
  }

  /// Oracle: the dense model in Double, its gradients by a linear solve. Single precision and a solver tolerance of
  /// 1e-6 leave 1e-4 of the largest gradient, below which a sign, and so the attack's move, may differ.
  @Test func attack() throws {
    let model = Gradients.model(Gradients.architecture(side: 6, taps: 3))
    let images = Gradients.images(12, side: 6)
    let classifier = ConvolutionalClassifier(
      model, normalisation: Gradients.normalisation, tolerance: SolverTolerance(relativeChange: 1e-6),
      team: WorkerTeam(threads: 2))
    let labels = images.labels.map(Int.init)
    let pixels = Matrix(rows: 12, columns: 108, elements: images.pixels.map { Float($0) / 255 })
    let dense = PixelClassifier(
      ImplicitClassifier(model: try model.implicitModel(), adjoint: .linearSolve),
      means: Gradients.normalisation.means, deviations: Gradients.normalisation.deviations, pixels: 36)
    let (found, expected) = (
      try Attack.fastGradientSign.outcome(
        on: pixels, labels: labels, radii: [0.1], against: classifier, seed: 1
      ).pixels,
      try Attack.fastGradientSign.outcome(
        on: Matrix<Double>(pixels), labels: labels, radii: [0.1], against: dense, seed: 1
      ).pixels
    )
    let gradient = try dense.inputGradient(at: Matrix<Double>(pixels)) {
      try CrossEntropy.loss(of: $0, labels: labels).gradient
    }
    let scale = gradient.elements.map(abs).max()!
    var agreed = 0
    for k in gradient.elements.indices {
      let same = abs(Double(found.elements[k]) - expected.elements[k]) < 1e-6
      if same { agreed += 1 }
      #expect(same || abs(gradient.elements[k]) < 1e-4 * scale)
    }
    #expect(agreed > 1250)
  }

  @Test func mismatchedShapes() throws {
    let model = Gradients.model(Gradients.architecture(side: 6, taps: 3))
    let settings = TrainingSettings.photographs(seed: 1)
    let team = WorkerTeam(threads: 1)
    func error(_ model: ConvolutionalNetwork, _ images: LabeledImages) -> TrainingError? {
      #expect(throws: TrainingError.self) {
        try ConvolutionalTrainer(model, on: images, settings: settings, team: team)
      }
    }
    #expect(
      error(model, Gradients.images(3, side: 4))
        == .shapeMismatch(images: [3, 3, 4, 4], model: [2, 3, 6, 6, 3]))
    #expect(
      error(model, Gradients.images(0, side: 6))
        == .shapeMismatch(images: [0, 3, 6, 6], model: [2, 3, 6, 6, 3]))
    var labels = Gradients.images(3, side: 6)
    labels.labels[1] = 3
    #expect(error(model, labels) == .shapeMismatch(images: [3, 3, 6, 6], model: [2, 3, 6, 6, 3]))
    var incomplete = model
    incomplete.C.removeLast()
    #expect(
      error(incomplete, Gradients.images(3, side: 6))
        == .shapeMismatch(images: [3, 3, 6, 6], model: [2, 3, 6, 6, 3]))
    let classifier = ConvolutionalClassifier(model, team: team)
    #expect(throws: TrainingError.shapeMismatch(images: [2, 107], model: [2, 3, 6, 6, 3])) {
      try classifier.logits(of: Matrix(rows: 2, columns: 107))
    }
  }

  /// A value that is not finite stops the step, names it, and leaves the parameters as they were.
  @Test func notFinite() throws {
    var model = Gradients.model(Gradients.architecture(side: 6, taps: 3))
    model.b[1] = .infinity
    var settings = TrainingSettings.photographs(seed: 1)
    settings.normalisation = Gradients.normalisation
    let trainer = try ConvolutionalTrainer(
      model, on: Gradients.images(9, side: 6), settings: settings, team: WorkerTeam(threads: 1))
    #expect(throws: TrainingError.notFinite(epoch: 1, step: 1)) { try trainer.step() }
    #expect(trainer.network == model)
    #expect(throws: TrainingError.notFinite(epoch: 0, step: 0)) {
      try ConvolutionalClassifier(
        model, normalisation: Gradients.normalisation, team: WorkerTeam(threads: 1)
      )
      .classify(Gradients.images(9, side: 6))
    }
  }

  @Test func paperSize() {
    #expect(ConvolutionalArchitecture.paper.parameters == 222_031)
  }
}
