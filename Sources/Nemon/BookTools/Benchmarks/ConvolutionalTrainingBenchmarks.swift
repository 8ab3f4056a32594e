import ImageData
import ImplicitNetworks
import LinearAlgebra
import Records
import Training

extension Benchmark {
  /// A training step of the convolutional NEMON on a batch of 128 photographs: equilibrium, loss, adjoint equilibrium,
  /// gradients and Adam, with the released code's settings and this book's tolerance.
  ///
  /// The operations are those of the products between channels of iterations and of the gradient in T, as
  /// ``convolutions(threads:)`` counts them.
  static func convolutionalStep(
    _ name: String, _ architecture: ConvolutionalArchitecture, on images: LabeledImages, threads: Int,
    repetitions: Int = 5
  ) throws -> Benchmark {
    let settings = TrainingSettings.photographs(seed: 1)
    let whole = images.prefix(images.count / settings.batch * settings.batch)
    let trainer = try ConvolutionalTrainer(
      ConvolutionalRun(architecture: architecture, training: settings).start, on: whole, settings: settings,
      team: WorkerTeam(threads: threads))
    var record = try trainer.runEpoch()
    let start = trainer.checkpoint
    let times = try (0..<repetitions).map { _ in
      try trainer.resume(from: start)
      return try wallTime { record = try trainer.runEpoch() } / Double(trainer.stepsPerEpoch)
    }
    let tiles = (architecture.side + 15) / 16 * ((architecture.side + 15) / 16)
    let products = 2 * 598 * Double(architecture.channels * architecture.channels * tiles * settings.batch)
    let (forward, backward) = (record.forwardIterations, record.backwardIterations)
    return Benchmark(
      name: name,
      what:
        "one step on \(settings.batch) photographs, \(architecture.channels) channels, \(architecture.taps) x "
        + "\(architecture.taps) taps, \(rounded(forward)) + \(rounded(backward)) iterations",
      seconds: times, operations: products * (forward + backward + 1), images: settings.batch,
      threads: threads)
  }
}
