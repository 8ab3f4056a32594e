import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Records
import Shards
import Synchronization
import Testing
import Training

/// A run that is interrupted goes on where it was, and a study that is split in any way ends in the same bits.
@Suite struct StudyTests {
  static let images = StudyImages((DeterminismTests.images, DeterminismTests.images))

  static func run(seed: UInt64 = 2, family: NetworkFamily = .nemon(gamma: 0)) -> FullyConnectedRun {
    var settings = TrainingSettings(seed: seed)
    (settings.epochs, settings.batch, settings.lambda) = (6, 30, family == .nemon(gamma: 0) ? 1e-3 : 0)
    return FullyConnectedRun(family: family, width: 16, rowSum: 2, training: settings)
  }

  private static func trainer(threads: Int) throws -> FullyConnectedTrainer<NEMONLayer> {
    let generator = RandomGenerator(seed: 2).stream("parameters")
    let start = FullyConnectedNEMON(width: 16, inputs: 784, classes: 10, randomly: generator)
    return try FullyConnectedTrainer(
      start, on: SparseImages(DeterminismTests.images), settings: run().training,
      team: WorkerTeam(threads: threads))
  }

  /// A scope that goes on from `saved` and hands every save on.
  static func scope(
    _ saved: Data?, threads: Int = 1, save: @escaping @Sendable (Data) throws -> Void = { _ in }
  ) -> ShardScope {
    ShardScope(threads: threads, checkpoint: CellCheckpoint(load: { saved }, save: save))
  }

  /// Real processes, each killed by SIGKILL at a random moment behind a random save. The next one goes on from the file
  /// that the last one left, whole: it is replaced by renaming. Twenty kills; then the rest runs to its end.
  @Test func killedTwentyTimes() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "study-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "checkpoint").path
    let whole = try Self.trainer(threads: 2)
    let epochs = try whole.run(in: Self.scope(nil))
    var generator = RandomGenerator(seed: 17)
    var progress: [Int] = []
    for _ in 0..<20 {
      // How far a process comes while it waits for its end may differ; that it comes to an end, and from where, does not.
      let (saves, delay) = (1 + generator.integer(below: 4), generator.uniform(0, 0.002))
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, saves = saves as Int, delay = delay as Double] in
        let file = URL(fileURLWithPath: path)
        let left = Mutex(saves)
        let scope = StudyTests.scope(try? Data(contentsOf: file)) {
          try $0.write(to: file, options: .atomic)
          guard
            left.withLock({
              $0 -= 1; return $0 == 0
            })
          else { return }
          Thread.detachNewThread {
            Thread.sleep(forTimeInterval: delay)
            kill(getpid(), SIGKILL)
          }
        }
        _ = try StudyTests.trainer(threads: 1).run(in: scope, savingEvery: .zero)
        // What is finished stays finished.
        kill(getpid(), SIGKILL)
      }
      let saved = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()
      let resumed = try Self.trainer(threads: 1)
      struct Stop: Error {}
      // Where it stands, seen at the first save after it.
      _ = try? resumed.run(in: Self.scope(saved) { _ in throw Stop() }, savingEvery: .zero)
      progress.append(resumed.clock.steps)
    }
    let last = try Self.trainer(threads: 1)
    #expect(try last.run(in: Self.scope(try? Data(contentsOf: URL(fileURLWithPath: path)))) == epochs)
    #expect(last.checkpoint == whole.checkpoint)
    // The kills fell at different moments of the training.
    #expect(Set(progress).count > 3, "\(progress)")
  }

  /// Every single moment at which something was saved, without processes: after each step.
  @Test func resumedFromEverySave() throws {
    let saves = Mutex<[Data]>([])
    let whole = try Self.trainer(threads: 2)
    let epochs = try whole.run(
      in: Self.scope(nil) { data in saves.withLock { $0.append(data) } }, savingEvery: .zero)
    let all = saves.withLock { $0 }
    #expect(all.count == 6 * 11)
    for saved in all {
      let resumed = try Self.trainer(threads: 1)
      #expect(try resumed.run(in: Self.scope(saved)) == epochs)
      #expect(resumed.checkpoint == whole.checkpoint)
    }
  }

  /// The same for a convolutional run, in the middle of an epoch and between two.
  @Test func convolutionalRunsResume() throws {
    typealias Determinism = ConvolutionalDeterminismTests
    let run = ConvolutionalRun(
      architecture: ConvolutionalGradientTests.architecture(side: 6, taps: 3), training: Determinism.settings)
    func trainer(threads: Int) throws -> ConvolutionalTrainer {
      try ConvolutionalTrainer(
        run.start, on: Determinism.images, settings: run.training, team: WorkerTeam(threads: threads))
    }
    let saves = Mutex<[Data]>([])
    let whole = try trainer(threads: 2)
    let epochs = try whole.run(
      in: Self.scope(nil) { data in saves.withLock { $0.append(data) } }, savingEvery: .zero)
    #expect(saves.withLock { $0.count } == 6)
    for saved in saves.withLock({ $0 }) {
      let resumed = try trainer(threads: 1)
      #expect(try resumed.run(in: Self.scope(saved)) == epochs)
      #expect(resumed.checkpoint == whole.checkpoint)
    }
    // As a shard: the same parameters from any number of threads.
    let images = StudyImages((Determinism.images, Determinism.images))
    for threads in [1, 2] {
      let value = try ConvolutionalRun.value(of: run, on: images, in: ShardScope(threads: threads))
      #expect(try value.convolutional() == whole.network)
      #expect(value.epochs == epochs && value.steps == 6 && value.testImages == 70)
    }
  }

  /// Data that cannot be read, is cut off or belongs to another run costs time and nothing else.
  @Test func damagedSave() throws {
    let saves = Mutex<Data>(Data())
    let whole = try Self.trainer(threads: 1)
    let epochs = try whole.run(
      in: Self.scope(nil) { data in saves.withLock { $0 = data } }, savingEvery: .zero)
    let data = saves.withLock { $0 }
    for saved in [data.prefix(data.count / 2), Data([1, 2, 3]), Data(repeating: 255, count: 100)] {
      let again = try Self.trainer(threads: 1)
      #expect(try again.run(in: Self.scope(saved)) == epochs)
      #expect(again.network == whole.network)
    }
    let other = try FullyConnectedRun.value(of: Self.run(seed: 3), on: Self.images, in: Self.scope(data))
    let plain = try FullyConnectedRun.value(of: Self.run(seed: 3), on: Self.images, in: Self.scope(nil))
    #expect(other == plain)
  }

  /// Told to end, a training saves where it is, however long the last save was ago, and goes on from there to the same bits.
  @Test func savedWhenToldToEnd() throws {
    let whole = try Self.trainer(threads: 1)
    let epochs = try whole.run(in: Self.scope(nil))
    let asked = Mutex(0)
    let saves = Mutex<[Data]>([])
    let ended = ShardScope(
      threads: 1, progress: CellProgress { _, _ in },
      checkpoint: CellCheckpoint(load: { nil }, save: { data in saves.withLock { $0.append(data) } }),
      isCancelled: {
        asked.withLock {
          $0 += 1
          return $0 > 3
        }
      })
    let first = try Self.trainer(threads: 1)
    #expect(throws: CancellationError.self) { try first.run(in: ended, savingEvery: .seconds(3600)) }
    let data = saves.withLock { $0 }
    #expect(data.count == 1)
    let second = try Self.trainer(threads: 1)
    #expect(try second.run(in: Self.scope(data.first)) == epochs && second.network == whole.network)
    #expect(first.network != whole.network)
  }

  /// What a build keeps, in memory; counts what is computed.
  private final class Memory: Sendable {
    let kept = Mutex<[ShardIdentity: Data]>([:])
    let computed = Mutex<[String]>([])

    func cell(_ mode: RunningCell.Mode = .all, cores: Int = 2) -> RunningCell {
      RunningCell(
        mode: mode, cores: cores,
        storage: ShardStorage(
          load: { [self] identity in kept.withLock { $0[identity] } },
          save: { [self] identity, data, _ in
            kept.withLock { $0[identity] = data }
            computed.withLock { $0.append(identity.label) }
          }, checkpoint: { _ in .none }))
    }

    func takeComputed() -> [String] {
      computed.withLock { list in
        defer { list = [] }
        return list.sorted()
      }
    }
  }

  /// Oracle: the same study in one go, on one core. Adding a lambda trains that lambda alone.
  @Test func aFurtherLambdaTrainsThatLambdaOnly() throws {
    let memory = Memory()
    func study(_ lambdas: [Double]) -> Study {
      Study(.nemon(lambdas: lambdas), .explicit).seeds(1...2).epochs(1)
    }
    let first = try study([0]).train(on: Self.images, in: memory.cell())
    #expect(first.map(\.family) == [.nemon, .explicit, .nemon, .explicit])
    #expect(memory.takeComputed().count == 4)
    let more = try study([0, 1e-3]).train(on: Self.images, in: memory.cell(cores: 3))
    #expect(
      memory.takeComputed()
        == ["family=nemon,lambda=1e-3,seed=1", "family=nemon,lambda=1e-3,seed=2"])
    #expect(more.map(\.lambda) == [0, 1e-3, 0, 0, 1e-3, 0])
    #expect(more[.nemon, lambda: 0] == first[.nemon] && more[.explicit] == first[.explicit])
    #expect(try study([0, 1e-3]).train(on: Self.images, in: RunningCell(cores: 1)) == more)
    // One shard after the other, by their names.
    let pieces = Memory()
    for label in ["seed=2,family=nemon", "lambda=0,seed=1", "lambda=1e-3", "family=explicit"] {
      let selection = try #require(ShardSelection(label))
      #expect(throws: ShardsDone.self) {
        try study([0, 1e-3]).train(on: Self.images, in: pieces.cell(.only(selection)))
      }
    }
    #expect(pieces.takeComputed().count == 6)
    #expect(try study([0, 1e-3]).train(on: Self.images, in: pieces.cell()) == more)
    #expect(pieces.takeComputed().isEmpty)
    #expect(memory.kept.withLock { $0 } == pieces.kept.withLock { $0 })
    // Other images are other shards.
    let fewer = StudyImages((DeterminismTests.images, DeterminismTests.images), most: 300)
    _ = try study([0]).train(on: fewer, in: memory.cell())
    #expect(memory.takeComputed().count == 4)
  }

  @Test func whatANetworkRecords() throws {
    let run = Self.run()
    let value = try FullyConnectedRun.value(of: run, on: Self.images, in: ShardScope(threads: 2))
    let trainer = try Self.trainer(threads: 1)
    _ = try trainer.run(in: ShardScope())
    #expect(try value.fullyConnected() as? FullyConnectedNEMON == trainer.network)
    #expect(value.family == .nemon && value.lambda == 1e-3 && value.seed == 2 && value.steps == 66)
    #expect(value.epochs.map(\.epoch) == [1, 2, 3, 4, 5, 6] && value.testImages == 330)
    #expect(value.accuracy > 0.5)
    #expect(throws: TrainingError.noConvolution(.explicit)) {
      try ConvolutionalRun.value(
        of: ConvolutionalRun(
          family: .explicit, architecture: ConvolutionalArchitecture(channels: 2, taps: 3),
          training: .photographs(seed: 1)), on: Self.images, in: ShardScope())
    }
  }

  @Test func progressLines() throws {
    let lines = Mutex<[String]>([])
    let scope = ShardScope(
      progress: CellProgress { share, line in lines.withLock { $0.append("\(share) \(line)") } })
    _ = try Self.trainer(threads: 1).run(in: scope)
    let first = lines.withLock { $0 }.first { $0.contains("step 11 of 11") } ?? ""
    for part in [
      "epoch 1 of 6", "loss ", "accuracy ", "bound ", " iterations", "images/s",
    ] {
      #expect(first.contains(part), "\(first)")
    }
    #expect(lines.withLock { $0 }.last?.hasPrefix("1.0 ") == true)
  }

  @Test func cancelled() {
    #expect(throws: CancellationError.self) {
      try Self.trainer(threads: 1).run(in: ShardScope(isCancelled: { true }))
    }
  }
}
