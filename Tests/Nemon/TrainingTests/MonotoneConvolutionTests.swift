import CKernels
import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Records
import Shards
import Synchronization
import Testing
import Training

/// The convolutional monotone operator network.
@Suite struct MonotoneConvolutionTests {
  typealias Gradients = ConvolutionalGradientTests

  static func model(side: Int, taps: Int, m: Float = 1) -> ConvolutionalNetwork {
    var model = Gradients.model(Gradients.architecture(side: side, taps: taps))
    model.monotone = MonotoneKernels(model.architecture, m: m, randomly: RandomGenerator(seed: 9))
    return model
  }

  /// A convolution as a matrix: from images of `side` pixels with `channels` channels to the plane's pixels from `-margin` on, as
  /// many as can see the image.
  static func dense(_ kernels: [Double], channels: Int, taps: Int, before: Int, side: Int, margin: Int)
    -> Matrix<Double>
  {
    let plane = side + 2 * margin
    return Matrix(rows: channels * plane * plane, columns: channels * side * side) { row, column in
      let (k, y, x) = (row / (plane * plane), row / plane % plane - margin, row % plane - margin)
      let (i, v, u) = (column / (side * side), column / side % side, column % side)
      let (dy, dx) = (v - y + before, u - x + before)
      guard 0..<taps ~= dy, 0..<taps ~= dx else { return 0 }
      return kernels[((k * channels + i) * taps + dy) * taps + dx]
    }
  }

  /// The layer's matrix from its definition: dense convolutions, of which that by `P` goes to the whole plane.
  static func layer(P: [Double], Q: [Double], m: Double, _ a: ConvolutionalArchitecture) -> Matrix<Double> {
    let p = a.taps / 2 + 1
    let P = dense(P, channels: a.channels, taps: p, before: 0, side: a.side, margin: p - 1)
    let Q = dense(Q, channels: a.channels, taps: a.taps, before: a.taps / 2, side: a.side, margin: 0)
    let product = P.transposedTimes(P)
    return Matrix(rows: Q.rows, columns: Q.rows) { i, j in
      (i == j ? 1 - m : 0) - product[i, j] + Q[i, j] - Q[j, i]
    }
  }

  static func layer(_ kernels: MonotoneKernels, _ a: ConvolutionalArchitecture) -> Matrix<Double> {
    layer(P: kernels.P.map(Double.init), Q: kernels.Q.map(Double.init), m: Double(kernels.m), a)
  }

  /// Mean cross-entropy from the definition; equilibria by many short steps of splitting.
  private func loss(
    _ model: ConvolutionalNetwork, P: [Double], Q: [Double], inputs: Matrix<Double>, labels: [UInt8]
  ) throws -> Double {
    let A = Self.layer(P: P, Q: Q, m: Double(model.monotone!.m), model.architecture)
    // Its B, b, C and c; the layer is replaced.
    var plain = model
    plain.monotone = nil
    let dense = try plain.implicitModel()
    var total = 0.0
    for (k, label) in labels.enumerated() {
      let v = zip(dense.B * inputs[row: k], dense.b).map(+)
      var x = Array(repeating: 0.0, count: A.rows)
      for _ in 0..<400 {
        let z = zip(A * x, v).map(+)
        for i in x.indices { x[i] = max(x[i] + 0.15 * (z[i] - x[i]), 0) }
      }
      let y = zip(dense.C * x, dense.c).map(+)
      total += log(y.map(exp).reduce(0, +)) - y[Int(label)]
    }
    return total / Double(labels.count)
  }

  private static func settings(batch: Int) -> TrainingSettings {
    var settings = TrainingSettings.photographs(seed: 1)
    (settings.batch, settings.normalisation) = (batch, Gradients.normalisation)
    settings.tolerance = SolverTolerance(relativeChange: 1e-6, mostIterations: 1000)
    settings.adjointTolerance = settings.tolerance
    return settings
  }

  /// Oracle: central differences (step 1e-5) of the loss of dense matrices above, for every entry of `P` and `Q`. Single
  /// precision and a solver tolerance of 1e-6 leave about 1e-5 of the largest entry; 4e-5 are allowed.
  @Test(arguments: [3, 5], [Float(1), 0.5]) func firstStep(taps: Int, m: Float) throws {
    let model = Self.model(side: 4, taps: taps, m: m)
    let images = Gradients.images(9, side: 4)
    let trainer = try ConvolutionalTrainer(
      model, on: images, settings: Self.settings(batch: 9), team: WorkerTeam(threads: 2))
    let record = try trainer.runEpoch()
    let inputs = Gradients.inputs(images)
    let start = try #require(model.monotone)
    let parameters = (start.P + start.Q).map(Double.init)
    func loss(_ parameters: [Double]) throws -> Double {
      try self.loss(
        model, P: Array(parameters.prefix(start.P.count)), Q: Array(parameters.dropFirst(start.P.count)),
        inputs: inputs, labels: images.labels)
    }
    #expect(try abs(record.loss - loss(parameters)) < 1e-5)
    let moments = try #require(trainer.firstMoments.monotone)
    let found = (moments.P + moments.Q).map { Double($0) / 0.1 }
    let scale = found.map(abs).max()!
    #expect(scale > 1e-3)
    for k in parameters.indices {
      let ends = try [1e-5, -1e-5].map { move in
        var moved = parameters
        moved[k] += move
        return try loss(moved)
      }
      #expect(
        abs(found[k] - (ends[0] - ends[1]) / 2e-5) < 4e-5 * scale, "parameter \(k) of \(parameters.count)")
    }
  }

  /// Oracle: the dense matrix of the trained `P` and `Q` in double precision, and its measure `mu_2`,
  /// an eigenvalue. What is kept of the network, in C6's form, has the same matrix, and is solved with the trained step:
  /// logits of the dense model agree.
  @Test func trainedInItsForm() throws {
    let images = Gradients.images(40, side: 6)
    var settings = Self.settings(batch: 20)
    settings.adam.learningRate = 1e-2
    let trainer = try ConvolutionalTrainer(
      Self.model(side: 6, taps: 3), on: images, settings: settings, team: WorkerTeam(threads: 2))
    let records = try (0..<20).map { _ in try trainer.runEpoch() }
    #expect(records[19].loss < records[0].loss - 0.1)
    #expect(trainer.bound == nil)
    let trained = trainer.network
    let A = Self.layer(try #require(trained.monotone), trained.architecture)
    let kept = trained.parameterised(layer: trained.T)
    #expect(kept.monotone == nil && kept.step != nil && kept.architecture.gamma > 0)
    let dense = try kept.implicitModel()
    // 1e-5: single-precision sums of products of a few entries up to 1.
    #expect(zip(dense.A.elements, A.elements).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(A.matrixMeasure(in: .two) < 1e-9)
    let classifier = ConvolutionalClassifier(
      kept, normalisation: Gradients.normalisation,
      tolerance: SolverTolerance(relativeChange: 1e-6, mostIterations: 2000), team: WorkerTeam(threads: 2))
    let x = try EquilibriumProblem(model: dense, inputs: Gradients.inputs(images))
      .solve(by: PeacemanRachfordSplitting(), until: .residual(below: 1e-10)).states
    let pixels = Matrix(rows: 40, columns: 108, elements: images.pixels.map { Float($0) / 255 })
    let found = try classifier.logits(of: pixels)
    for (a, b) in zip(found.elements, dense.outputs(of: x).elements) { #expect(abs(Double(a) - b) < 1e-4) }
  }

  /// A layer with which the steps of the first try lead nowhere: the solver goes on with the step that converges. Oracle: the
  /// dense model by Peaceman and Rachford's splitting; and forward-backward splitting on it with the longer steps, which does not
  /// converge.
  @Test func cautiousSteps() throws {
    var start = Self.model(side: 6, taps: 3)
    var kernels = try #require(start.monotone)
    (kernels.P, kernels.Q) = (kernels.P.map { 2 * $0 }, kernels.Q.map { 2 * $0 })
    start.monotone = kernels
    let images = Gradients.images(16, side: 6)
    var settings = Self.settings(batch: 16)
    // One step, of no length: what is trained is what it started from, with the step that was chosen.
    settings.adam.learningRate = 0
    let trainer = try ConvolutionalTrainer(
      start, on: images, settings: settings, team: WorkerTeam(threads: 1))
    _ = try trainer.runEpoch()
    var kept = trainer.network.parameterised(layer: trainer.network.T)
    let dense = try kept.implicitModel()
    let problem = try EquilibriumProblem(model: dense, inputs: Gradients.inputs(images))
    let expected = dense.outputs(
      of: try problem.solve(by: PeacemanRachfordSplitting(), until: .residual(below: 1e-10)).states)
    let pixels = Matrix(rows: 16, columns: 108, elements: images.pixels.map { Float($0) / 255 })
    func converges(_ step: Double) -> Bool {
      (try? problem.solve(
        by: ForwardBackwardSplitting(stepSize: .fixed(step)),
        until: .residual(below: 1e-6, within: 3000))) != nil
    }
    // The longest step that is some power of two times the chosen one and converges.
    let chosen = try #require(kept.step)
    let longest = try #require((0..<8).map { Double(chosen) * pow(2, Double($0)) }.last(where: converges))
    // The steps of the first try, which are never above 1.
    #expect(!converges(min(4 * longest, 1)))
    kept.step = Float(longest)
    let classifier = ConvolutionalClassifier(
      kept, normalisation: Gradients.normalisation,
      tolerance: SolverTolerance(relativeChange: 1e-6, mostIterations: 4000), team: WorkerTeam(threads: 1))
    let found = try classifier.logits(of: pixels)
    for (a, b) in zip(found.elements, expected.elements) { #expect(abs(Double(a) - b) < 1e-4) }
  }

  /// Same seed, same bits at any number of threads and after an interruption between any two steps; among them those between which
  /// the solver's step is chosen anew.
  @Test func sameBits() throws {
    typealias Determinism = ConvolutionalDeterminismTests
    var training = Determinism.settings
    (training.lambda, training.epochs) = (0, 6)
    let run = ConvolutionalRun(
      family: .mon(m: 1), architecture: Gradients.architecture(side: 6, taps: 3), training: training)
    func trainer(threads: Int) throws -> ConvolutionalTrainer {
      try ConvolutionalTrainer(
        run.start, on: Determinism.images, settings: training, team: WorkerTeam(threads: threads))
    }
    let saves = Mutex<[Data]>([])
    let whole = try trainer(threads: 2)
    let epochs = try whole.run(
      in: StudyTests.scope(nil) { data in saves.withLock { $0.append(data) } }, savingEvery: .zero)
    #expect(saves.withLock { $0.count } == 18)
    for saved in saves.withLock({ $0 }) {
      let resumed = try trainer(threads: 1)
      #expect(try resumed.run(in: StudyTests.scope(saved)) == epochs)
      #expect(resumed.checkpoint == whole.checkpoint)
    }
    let images = StudyImages((Determinism.images, Determinism.images))
    let value = try ConvolutionalRun.value(of: run, on: images, in: ShardScope(threads: 2))
    let kept = try value.convolutional()
    #expect(value.family == .mon && kept.B == whole.network.B && kept.step == whole.network.step)
  }

  @Test func nothingToRegulariseBy() throws {
    var settings = Self.settings(batch: 9)
    settings.lambda = 1e-3
    #expect(throws: TrainingError.noRegulariser(.mon(m: 1))) {
      try ConvolutionalTrainer(
        Self.model(side: 6, taps: 3), on: Gradients.images(9, side: 6), settings: settings,
        team: WorkerTeam(threads: 1))
    }
  }
}
