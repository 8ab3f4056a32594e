import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Records
import Testing
import Training

/// IDL, MON and the explicit network: gradients against an independent loss, and their constraints at every step.
@Suite struct FamilyTests {
  static let images = tinyImages(count: 7)

  /// Mean cross-entropy by its definition, in double precision: the equilibrium by the theory's own
  /// Peaceman-Rachford splitting, which shares no code with the trainer's.
  private func loss<Layer: LayerParameters>(_ network: FullyConnectedNetwork<Layer>) throws -> Double {
    let model = try network.implicitModel()
    let u = Matrix(rows: Self.images.count, columns: 6) { i, j in
      (Double(Self.images.pixels[i * 6 + j]) / 255 - 0.1307) / 0.3081
    }
    let x = try EquilibriumProblem(model: model, inputs: u)
      .solve(by: .peacemanRachfordSplitting(), until: .residual(below: 1e-11)).states
    return try CrossEntropy.loss(of: model.outputs(of: x), labels: Self.images.labels.map(Int.init)).value
  }

  /// Every parameter as a place to read and write.
  private func places<Layer: LayerParameters>(
    _ network: FullyConnectedNetwork<Layer>
  ) -> [(
    read: (FullyConnectedNetwork<Layer>) -> Float, write: (inout FullyConnectedNetwork<Layer>, Float) -> Void
  )] {
    typealias Network = FullyConnectedNetwork<Layer>
    typealias Place = (read: (Network) -> Float, write: (inout Network, Float) -> Void)
    let free = network.layer.free.enumerated().flatMap { block, values in
      values.indices.map { k -> Place in ({ $0.layer.free[block][k] }, { $0.layer.free[block][k] = $1 }) }
    }
    let paths: [WritableKeyPath<Network, [Float]>] = [\.B, \.b, \.C, \.c]
    return free
      + paths.flatMap { path in
        network[keyPath: path].indices.map { k -> Place in
          ({ $0[keyPath: path][k] }, { $0[keyPath: path][k] = $1 })
        }
      }
  }

  /// Oracle: central differences of the loss above. The parameters are single, so that a step of 2^-10 is exact to
  /// 2^-14 of itself and its truncation is about 1e-6; a solver tolerance of 1e-7 in single precision leaves about 1e-5
  /// of the largest entry. A kink within the step would show as a gross error: there is none for these seeds.
  private func checkGradient<Layer: LayerParameters>(_ layer: Layer, seed: UInt64) throws {
    let network = FullyConnectedNetwork(
      layer, width: 5, inputs: 6, classes: 3, randomly: RandomGenerator(seed: seed))
    var settings = TrainingSettings(seed: 1)
    settings.batch = 7
    settings.tolerance = SolverTolerance(relativeChange: 1e-7, mostIterations: 5000)
    settings.adjointTolerance = settings.tolerance
    let trainer = try FullyConnectedTrainer(
      network, on: SparseImages(Self.images), settings: settings, team: WorkerTeam(threads: 2))
    #expect(abs(try trainer.runEpoch().loss - loss(network)) < 1e-5)
    let moments = trainer.firstMoments
    let places = places(network)
    let found = places.map { 10 * Double($0.read(moments)) }
    let scale = found.map(abs).max()!
    #expect(scale > 1e-2)
    let step: Float = 0x1p-10
    for (k, place) in places.enumerated() {
      var (up, down) = (network, network)
      place.write(&up, place.read(network) + step)
      place.write(&down, place.read(network) - step)
      let slope = try (loss(up) - loss(down)) / Double(place.read(up) - place.read(down))
      #expect(abs(found[k] - slope) < 1e-4 * scale, "parameter \(k) of \(places.count)")
    }
  }

  @Test func gradientOfIDL() throws {
    try checkGradient(IDLLayer(width: 5, randomly: RandomGenerator(seed: 6)), seed: 5)
  }

  @Test(arguments: [Float(1), 0.3]) func gradientOfMON(m: Float) throws {
    try checkGradient(MONLayer(width: 5, m: m, randomly: RandomGenerator(seed: 6)), seed: 5)
  }

  @Test func gradientOfExplicit() throws { try checkGradient(ExplicitLayer(), seed: 5) }

  private func trainer<Layer: LayerParameters>(
    _ start: (RandomGenerator) -> Layer, threads: Int = 2, batch: Int = 30, rate: Double = 1e-3
  ) throws -> FullyConnectedTrainer<Layer> {
    let generator = RandomGenerator(seed: 2)
    let network = FullyConnectedNetwork(
      start(generator), width: 23, inputs: 784, classes: 3, randomly: generator)
    var settings = TrainingSettings(seed: 3)
    settings.batch = batch
    settings.adam.learningRate = rate
    return try FullyConnectedTrainer(
      network, on: SparseImages(DeterminismTests.images), settings: settings,
      team: WorkerTeam(threads: threads))
  }

  /// Oracle: the norm, the Euclidean measure and the projection by their definitions in Double. With one batch an epoch
  /// every step is seen, of a training whose rate is high enough that the projection works. Single precision leaves the
  /// rounding of sums, 1e-5.
  @Test func everyStepKeepsTheConstraint() throws {
    let idl = try trainer({ IDLLayer(width: 23, randomly: $0) }, batch: 330, rate: 2e-2)
    let mon = try trainer({ MONLayer(width: 23, randomly: $0) }, batch: 330, rate: 2e-2)
    var touching = 0
    for _ in 0..<40 {
      let excesses = (try idl.runEpoch().largestExcess, try mon.runEpoch().largestExcess)
      let norm = try idl.network.implicitModel().A.norm(in: .infinity)
      let measure = try mon.network.implicitModel().A.matrixMeasure(in: .two)
      #expect(abs(norm - 0.95 - excesses.0) < 1e-5)
      #expect(norm < 0.95 + 1e-5)
      #expect(measure <= excesses.1 + 1e-5)
      #expect(excesses.1 <= 1e-4)
      if norm > 0.949 { touching += 1 }
    }
    #expect(touching > 20)
  }

  /// Oracle: `Array.projectedOntoL1Ball`, which sorts; the trainer finds the threshold by passes.
  @Test func projectionIsTheClosestPoint() throws {
    let one = try trainer({ IDLLayer(width: 23, randomly: $0) }, batch: 330, rate: 1e-9)
    var start = one.checkpoint
    var generator = RandomGenerator(seed: 8)
    start.network.A = (0..<529).map { k in k % 5 == 0 ? 0 : Float(generator.uniform(-0.2, 0.2)) }
    try one.resume(from: start)
    _ = try one.runEpoch()
    let A = one.network.A
    for i in 0..<23 {
      let row = Array(start.network.A[i * 23..<i * 23 + 23])
      let expected = row.map(Double.init).projectedOntoL1Ball(radius: 0.95)
      #expect(row.map(abs).reduce(0, +) > 0.95)
      for j in 0..<23 { #expect(abs(Double(A[i * 23 + j]) - expected[j]) < 1e-6) }
    }
  }

  /// Oracle: logits of the Double solvers of each family's own kind, or of the closed form.
  @Test func classificationAgreesWithTheory() throws {
    func check<Layer: LayerParameters>(_ trainer: FullyConnectedTrainer<Layer>) throws {
      for _ in 0..<2 { _ = try trainer.runEpoch() }
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
        .solve(by: .peacemanRachfordSplitting(), until: .residual(below: 1e-10)).states
      let loss = try CrossEntropy.loss(of: model.outputs(of: x), labels: images.labels.map(Int.init)).value
      #expect(abs(seen.loss - loss) < 1e-4 * loss)
    }
    try check(trainer { IDLLayer(width: 23, randomly: $0) })
    try check(trainer { MONLayer(width: 23, randomly: $0) })
    try check(trainer { MONLayer(width: 23, m: 0.2, randomly: $0) })
    try check(trainer { _ in ExplicitLayer() })
  }

  @Test(arguments: [2, 3]) func sameBitsForAnyThreads(count: Int) throws {
    func check<Layer: LayerParameters>(_ start: (RandomGenerator) -> Layer) throws {
      let (one, several) = (try trainer(start, threads: 1), try trainer(start, threads: count))
      for _ in 0..<2 { #expect(try one.runEpoch() == several.runEpoch()) }
      #expect(one.checkpoint == several.checkpoint)
      let third = try trainer(start, threads: 1)
      _ = try third.runEpoch()
      let saved = third.checkpoint
      let fourth = try trainer(start, threads: 1)
      try fourth.resume(from: saved)
      _ = try fourth.runEpoch()
      #expect(fourth.checkpoint == one.checkpoint)
    }
    try check { IDLLayer(width: 23, randomly: $0) }
    try check { MONLayer(width: 23, randomly: $0) }
    try check { _ in ExplicitLayer() }
  }

  /// The same generator gives all families the same B, b, C and c.
  @Test func sameStart() {
    let generator = RandomGenerator(seed: 4)
    let nemon = FullyConnectedNEMON(width: 6, inputs: 5, classes: 3, randomly: generator)
    let mon = FullyConnectedNetwork(
      MONLayer(width: 6, randomly: generator), width: 6, inputs: 5, classes: 3, randomly: generator)
    #expect(nemon.B == mon.B && nemon.b == mon.b && nemon.C == mon.C && nemon.c == mon.c)
  }

  /// A monotone layer bounds no measure in the maximum norm: there is nothing to regularise by.
  @Test func noRegulariserForMON() throws {
    let generator = RandomGenerator(seed: 4)
    let mon = FullyConnectedNetwork(
      MONLayer(width: 6, randomly: generator), width: 6, inputs: 6, classes: 3, randomly: generator)
    var settings = TrainingSettings(seed: 1)
    settings.lambda = 1e-3
    #expect(throws: TrainingError.noRegulariser(.mon(m: 1))) {
      try FullyConnectedTrainer(
        mon, on: SparseImages(Self.images), settings: settings, team: WorkerTeam(threads: 1))
    }
  }
}
