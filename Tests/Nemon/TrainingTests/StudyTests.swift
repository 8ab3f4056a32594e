import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Synchronization
import Testing
import Training

/// A study that is interrupted goes on where it was, and ends in the same bits.
@Suite struct StudyTests {
  static func study() -> TrainingStudy<NEMONState> {
    var study = TrainingStudy(
      [UInt64(1), 2, 3].map { seed in
        var settings = TrainingSettings(seed: seed)
        (settings.epochs, settings.batch, settings.lambda) = (12, 30, seed == 2 ? 1e-3 : 0)
        return settings
      }
    ) { NEMONState(width: 16, randomly: $0) }
    (study.width, study.saveInterval) = (16, .zero)
    return study
  }

  static func run(saved: Data?, save: @escaping @Sendable (Data) throws -> Void = { _ in }) throws
    -> [TrainingStudy<NEMONState>.Outcome]
  {
    let images = DeterminismTests.images
    return try study().outcomes(train: images, test: images, saved: saved, threads: 2, save: save)
  }

  /// Real processes, each killed by SIGKILL at a random moment of its training. The next one goes on from the file that
  /// the last one left, whole: it is replaced by renaming. Twenty kills; then the rest runs to its end.
  @Test func killedTwentyTimes() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "study-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "checkpoint").path
    let clock = ContinuousClock.now
    let whole = try Self.run(saved: nil)
    let length = (ContinuousClock.now - clock) / 1.seconds
    var generator = RandomGenerator(seed: 17)
    var progress: [Int] = []
    for _ in 0..<20 {
      let delay = length * generator.uniform(0.01, 0.12)
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, delay = delay as Double] in
        let file = URL(fileURLWithPath: path)
        Thread.detachNewThread {
          Thread.sleep(forTimeInterval: delay)
          kill(getpid(), SIGKILL)
        }
        // What is finished stays finished: begin again until the signal comes.
        while true {
          _ = try StudyTests.run(saved: try? Data(contentsOf: file)) {
            try $0.write(to: file, options: .atomic)
          }
        }
      }
      progress.append((try? Data(contentsOf: URL(fileURLWithPath: path)))?.count ?? 0)
    }
    let last = try? Data(contentsOf: URL(fileURLWithPath: path))
    #expect(try Self.run(saved: last) == whole)
    // The kills fell at different moments of the training.
    #expect(Set(progress).count > 3, "\(progress)")
  }

  /// Every single moment at which something was saved, without processes.
  @Test func resumedFromEverySave() throws {
    let saves = Mutex<[Data]>([])
    let whole = try Self.run(saved: nil) { data in saves.withLock { $0.append(data) } }
    let all = saves.withLock { $0 }
    #expect(all.count == 39)
    for saved in all { #expect(try Self.run(saved: saved) == whole) }
  }

  /// Data that cannot be read, or is cut off, costs time and nothing else.
  @Test func damagedSave() throws {
    let saves = Mutex<Data>(Data())
    let whole = try Self.run(saved: nil) { data in saves.withLock { $0 = data } }
    let data = saves.withLock { $0 }
    #expect(try Self.run(saved: data.prefix(data.count / 2)) == whole)
    #expect(try Self.run(saved: Data([1, 2, 3])) == whole)
    #expect(try Self.run(saved: Data(repeating: 255, count: 100)) == whole)
  }

  @Test func progressLines() throws {
    let lines = Mutex<[String]>([])
    let images = DeterminismTests.images
    var study = Self.study()
    study.runs = Array(study.runs.dropFirst().prefix(1))
    _ = try study.outcomes(
      train: images, test: images, threads: 1, progress: { _, line in lines.withLock { $0.append(line) } })
    let first = lines.withLock { $0 }[0]
    for part in [
      "NEMON, λ = 0.001, seed 2", "epoch 1 of 12", "loss 1.", "accuracy ", "bound ", " iterations",
      "images/s",
    ] {
      #expect(first.contains(part), "\(first)")
    }
  }
}

extension Int {
  fileprivate var seconds: Duration { .seconds(self) }
}
