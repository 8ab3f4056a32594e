import CertifiedTraining
import ImageData
import ImplicitNetworks
import JudgedNetworks
import Judging
import LinearAlgebra
import Records
import Robustness
import Shards
import Testing
import Training

/// The judging of trained networks. Oracles: classes by Picard's iteration of the written equation, and what must hold of any
/// certificate and attack.
@Suite struct JudgedRunTests {
  private static let settings = IntervalTrainingSettings(width: 12, radius: 0.1, seed: 3)

  private static func images() -> LabeledImages {
    var pixels = RandomGenerator(seed: 5).stream("pixels")
    return LabeledImages(
      rows: 28, columns: 28, channels: 1,
      pixels: (0..<9 * 784).map { _ in UInt8(pixels.integer(below: 256)) },
      labels: (0..<9).map { UInt8($0 % 10) })
  }

  private static func record(_ parameters: some Encodable) throws -> TrainedNetwork {
    TrainedNetwork(
      family: .nemon, lambda: 0, seed: 3, epochs: [], steps: 0, testImages: 9, testCorrect: 0,
      parameters: try stableJSON(parameters))
  }

  /// The classes of the inputs, by `x <- relu(A x + B u + b)` from zero, 2000 times: rows of |T| of 1/2 make that a contraction.
  private static func classes(of inputs: Matrix<Double>, _ network: FullyConnectedNEMON) throws -> [Int] {
    let model = try network.implicitModel()
    return inputs.rowVectors.map { u in
      let fixed = zip(model.B * u, model.b).map { $0 + $1 }
      var x = [Double](repeating: 0, count: model.width)
      for _ in 0..<2000 { x = zip(model.A * x, fixed).map { max(0, $0 + $1) } }
      return zip(model.C * x, model.c).map { $0 + $1 }.predictedClass
    }
  }

  @Test(arguments: [false, true]) func countsAreThoseOfTheNetwork(hasFront: Bool) throws {
    let fronted = FrontRun(filters: [16, 16], Self.settings).start(side: 28)
    let plain = IntervalRun(Self.settings).start(inputs: 784)
    var images = Self.images()
    let inputs = hasFront ? fronted.front.outputs(of: Matrix(images)) : Matrix<Double>(images)
    let classes = try Self.classes(of: inputs, hasFront ? fronted.layer : plain)
    // Two images have the wrong label.
    images.labels = classes.enumerated().map { UInt8($0 < 2 ? ($1 + 1) % 10 : $1) }
    let run = JudgedRun(
      "kind", hasFront ? try Self.record(fronted) : try Self.record(plain), hasFront: hasFront,
      radii: [1e-7, 0.003, 0.9], attackedEvery: 2)
    let found = try JudgedRun.value(of: run, on: images, in: ShardScope(threads: 2))
    #expect((found.width, found.seed, found.images, found.right) == (12, 3, 9, 7))
    #expect(found.name == "kind, 12 units")
    // Next to nothing changes no class here, and everything does.
    for certified in [found.interval, found.linear] {
      #expect(certified.first == 7 && certified.last == 0)
      #expect(zip(certified, certified.dropFirst()).allSatisfy { $0 >= $1 })
    }
    #expect(zip(found.interval, found.linear).allSatisfy { $0 <= $1 })
    #expect(zip(found.global, found.linearShares).allSatisfy { $0 <= 7.0 / 9 && $1 <= 7.0 / 9 })
    // Of images 0, 2, 4, 6 and 8 the first is wrong.
    #expect(found.attackedImages == 5 && found.underAttack.first == 4)
    #expect(found.certifiedAndAttacked >= 4 && found.broken == 0)
    #expect(found.share(\.intervalShares, at: 0.9) == 0 && found.share(\.intervalShares, at: 0.5) == nil)
    // Nothing depends on the number of threads.
    #expect(try JudgedRun.value(of: run, on: images, in: ShardScope(threads: 1)) == found)
  }

  /// A run that trains and judges gives what the two runs give one after the other.
  @Test func trainingAndJudgingInOne() throws {
    let images = StudyImages((train: Self.images(), test: Self.images()))
    var settings = Self.settings
    (settings.epochs, settings.batch, settings.ramp) = (3, 4, [0, 2])
    let run = TrainedAndJudgedRun("kind", settings, radii: [1e-7, 0.003], judgedEvery: 2)
    let found = try TrainedAndJudgedRun.value(of: run, on: images, in: ShardScope())
    let network = try IntervalRun.value(of: IntervalRun(settings), on: images, in: ShardScope())
    let judged = try JudgedRun.value(
      of: JudgedRun("kind", network, radii: [1e-7, 0.003], attackedEvery: 1),
      on: images.test.every(2, from: 0),
      in: ShardScope())
    #expect(found == judged && found.images == 5 && found.attackedImages == 5)
  }
}
