import CKernels
import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Testing
import Training

/// Same seed, same bits: at any number of threads, at every kernel level, and after an interruption.
@Suite struct DeterminismTests {
  /// 28 x 28 images of three blurred shapes: enough pixels and samples to share out among threads.
  static let images: LabeledImages = {
    var generator = RandomGenerator(seed: 21)
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for sample in 0..<330 {
      let label = sample % 3
      for i in 0..<784 {
        let on = (i / 28 / 7 + i % 28 / 7) % 3 == label
        pixels.append(on ? UInt8(100 + generator.integer(below: 156)) : 0)
      }
      labels.append(UInt8(label))
    }
    return LabeledImages(rows: 28, columns: 28, channels: 1, pixels: pixels, labels: labels)
  }()

  private func trainer(threads: Int, level: kernel_level = kernel_best_level()) throws
    -> FullyConnectedTrainer<NEMONLayer>
  {
    var settings = TrainingSettings(seed: 4)
    settings.lambda = 1e-3
    let model = FullyConnectedNEMON(
      width: 37, inputs: 784, classes: 3, randomly: RandomGenerator(seed: 2))
    return try FullyConnectedTrainer(
      model, on: SparseImages(Self.images), settings: settings, team: WorkerTeam(threads: threads),
      level: level)
  }

  @Test(arguments: [2, 3, 4]) func threads(count: Int) throws {
    let (one, several) = (try trainer(threads: 1), try trainer(threads: count))
    for _ in 0..<3 { #expect(try one.runEpoch() == several.runEpoch()) }
    #expect(one.checkpoint == several.checkpoint)
  }

  /// An epoch at each kernel level that this processor runs.
  @Test func levels() throws {
    let best = try trainer(threads: 2)
    let record = try best.runEpoch()
    for level in SameBitsTests.levels {
      let other = try trainer(threads: 2, level: level)
      #expect(try other.runEpoch() == record)
      #expect(other.checkpoint == best.checkpoint)
    }
    var bits = Bits()
    for parameter in [
      best.network.T, best.network.d, best.network.B, best.network.b, best.network.C, best.network.c,
    ] {
      bits.add(parameter)
    }
    // What a Xeon with AVX-512 gave, and any processor must give.
    #expect(bits.digest == 0x89bc_4104_aacc_9130, "0x\(String(bits.digest, radix: 16))")
  }

  @Test func resumedEqualsUninterrupted() throws {
    let whole = try trainer(threads: 2)
    for _ in 0..<4 { _ = try whole.runEpoch() }
    let first = try trainer(threads: 2)
    for _ in 0..<2 { _ = try first.runEpoch() }
    let saved = try JSONDecoder().decode(
      TrainingCheckpoint<FullyConnectedNEMON>.self, from: JSONEncoder().encode(first.checkpoint))
    let second = try trainer(threads: 1)
    try second.resume(from: saved)
    for _ in 0..<2 { _ = try second.runEpoch() }
    #expect(second.checkpoint == whole.checkpoint)
  }

  @Test func foreignCheckpoint() throws {
    let one = try trainer(threads: 1)
    var checkpoint = one.checkpoint
    checkpoint.settings.seed += 1
    #expect(throws: TrainingError.foreignCheckpoint) { try one.resume(from: checkpoint) }
    checkpoint = one.checkpoint
    checkpoint.network.T.removeLast()
    #expect(throws: TrainingError.foreignCheckpoint) { try one.resume(from: checkpoint) }
  }
}
