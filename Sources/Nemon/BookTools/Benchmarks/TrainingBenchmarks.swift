import CKernels
import CertifiedTraining
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Records
import Training

extension Benchmark {
  /// An epoch of the fully connected NEMON on MNIST, with the released code's settings: the second epoch of training,
  /// repeated from the same checkpoint, so that every repetition does the same work.
  static func mnistEpoch(_ images: LabeledImages, threads: Int, repetitions: Int = 5) throws
    -> Benchmark
  {
    try epoch(
      images, threads: threads, level: kernel_best_level(), repetitions: repetitions,
      name: threads == 1 ? "mnist_fc_epoch_one_thread_seconds" : "mnist_fc_epoch_seconds")
  }

  /// The same epoch with the plain kernels, which any processor runs: what the vector kernels gain.
  static func plainEpoch(_ images: LabeledImages, threads: Int) throws -> Benchmark {
    try epoch(
      images, threads: threads, level: kernel_plain, repetitions: 1, name: "mnist_fc_epoch_plain_seconds")
  }

  private static func epoch(
    _ images: LabeledImages, threads: Int, level: kernel_level, repetitions: Int, name epochName: String
  ) throws -> Benchmark {
    let model = FullyConnectedNEMON(
      width: 100, inputs: images.pixelsPerImage, classes: 10, rowSum: 5,
      randomly: RandomGenerator(seed: 1).stream("parameters"))
    let trainer = try FullyConnectedTrainer(
      model, on: SparseImages(images), settings: TrainingSettings(seed: 1),
      team: WorkerTeam(threads: threads), level: level)
    _ = try trainer.runEpoch()
    let start = trainer.checkpoint
    var record: EpochSummary?
    let times = try (0..<repetitions).map { _ in
      try trainer.resume(from: start)
      return try wallTime { record = try trainer.runEpoch() }
    }
    let iterations = (record?.forwardIterations ?? 0) + (record?.backwardIterations ?? 0)
    let nonzeros = Double(images.pixels.count { $0 != 0 })
    let n = Double(model.width)
    // Per image: iterations and the gradient in A with dense n x n products, and two sparse passes over the pixels.
    let operations = Double(images.count) * 2 * n * n * (iterations + 1) + 2 * 2 * nonzeros * n
    return Benchmark(
      name: epochName,
      what: "one epoch on \(images.count) images, \(title(of: level)) kernels, "
        + "\(rounded(iterations)) iterations an image both ways",
      seconds: times, operations: operations, images: images.count, threads: threads)
  }

  /// An epoch of training by interval equilibria (claim B6), once the whole loss is that of the worst case: the second of two, of
  /// which the first is the ramp.
  static func intervalEpoch(_ images: LabeledImages, threads: Int, repetitions: Int = 3) throws -> Benchmark {
    var settings = IntervalTrainingSettings(width: 100, radius: 0.12, seed: 1)
    (settings.epochs, settings.ramp) = (2, [0, 1])
    let run = IntervalRun(settings)
    let trainer = try IntervalTrainer(
      run.start(inputs: images.pixelsPerImage), on: images, settings: settings,
      team: WorkerTeam(threads: threads))
    var sums = EpochSums()
    while trainer.epoch < 1 { try trainer.step(into: &sums) }
    let start = trainer.checkpoint
    let times = try (0..<repetitions).map { _ in
      try trainer.resume(from: start)
      sums = EpochSums()
      return try wallTime { while trainer.epoch < 2 { try trainer.step(into: &sums) } }
    }
    let (n, pixels) = (Double(settings.width), Double(images.pixelsPerImage))
    // Per image: iterations and the gradient in A with dense n x n products for two states, and two passes over the pixels for both.
    let operations =
      2 * 2 * (n * n * (sums.iterations + Double(images.count)) + Double(images.count) * 2 * pixels * n)
    return Benchmark(
      name: "mnist_interval_epoch_seconds",
      what:
        "one epoch on \(images.count) images, worst case, \(rounded(sums.iterations / Double(images.count))) iterations an image both ways",
      seconds: times, operations: operations, images: images.count, threads: threads)
  }
}
