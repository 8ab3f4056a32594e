import ImageData
import ImplicitNetworks
import LinearAlgebra
import Training

extension IntervalTrainer {
  /// A short training on noise: wherever its bits are the same, those of the book's trainings are.
  /// - Parameters:
  ///   - seed: of the images.
  ///   - change: what is other than a width of 40, a radius of 0.12, batches of 20 and a ramp over two of four epochs.
  /// - Returns: `T`, `d`, `B`, `b`, `C` and `c` after 24 steps.
  /// - Throws: ``TrainingError``.
  package static func parametersAfterNoise(
    seed: UInt64, change: (inout IntervalTrainingSettings) -> Void = { _ in }
  ) throws -> [[Float]] {
    var pixels = RandomGenerator(seed: seed).stream("pixels")
    let images = LabeledImages(
      rows: 28, columns: 28, channels: 1,
      pixels: (0..<120 * 784).map { _ in UInt8(pixels.integer(below: 256)) },
      labels: (0..<120).map { UInt8($0 % 10) })
    var settings = IntervalTrainingSettings(width: 40, radius: 0.12, seed: 1)
    (settings.epochs, settings.batch, settings.ramp) = (4, 20, [1, 3])
    change(&settings)
    let trainer = try IntervalTrainer(
      IntervalRun(settings).start(inputs: 784), on: images, settings: settings, team: WorkerTeam(threads: 2))
    var sums = EpochSums()
    for _ in 0..<24 { try trainer.step(into: &sums) }
    let network = trainer.network
    return [network.layer.T, network.layer.d, network.B, network.b, network.C, network.c]
  }
}
