import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra

/// Several trainings of the same architecture on the same images, each with its own settings.
///
///     let study = TrainingStudy(runs) { MONState(width: 100, randomly: $0) }
public struct TrainingStudy<State: StateParameters>: Sendable {
  /// The number of states n, the same for all runs and that of the states that `start` makes.
  public var width = 100
  /// The settings of each run.
  public var runs: [TrainingSettings]
  /// The state's parameters at the start of a run, from the run's generator.
  public var start: @Sendable (RandomGenerator) -> State
  /// Least time between two saves of runs under way; finished runs are saved at once.
  public var saveInterval = Duration.seconds(2)

  /// - Parameters:
  ///   - runs: the settings of each; runs with equal settings have equal outcomes.
  ///   - start: makes the state's parameters from the run's generator.
  public init(_ runs: [TrainingSettings], start: @escaping @Sendable (RandomGenerator) -> State) {
    self.runs = runs
    self.start = start
  }

  /// One run for each seed and lambda, seed by seed, otherwise with the usual settings.
  /// - Parameters:
  ///   - lambdas: factors of the Lipschitz regulariser.
  ///   - seeds: runs of the same seed are paired: they start alike and see the samples in the same order.
  ///   - epochs: of each run.
  ///   - start: makes the state's parameters from the run's generator.
  public init(
    lambdas: [Double], seeds: [UInt64], epochs: Int, start: @escaping @Sendable (RandomGenerator) -> State
  ) {
    let runs = seeds.flatMap { number in
      lambdas.map { lambda in
        var settings = TrainingSettings(seed: number)
        (settings.lambda, settings.epochs) = (lambda, epochs)
        return settings
      }
    }
    self.init(runs, start: start)
  }

  /// What one run ended with.
  public struct Outcome: Hashable, Sendable, Codable {
    /// Those of the run.
    public var settings: TrainingSettings
    /// One record an epoch, in order.
    public var epochs: [EpochRecord]
    /// The parameters after the last epoch.
    public var model: FullyConnectedNetwork<State>
    /// On the test images, with ``SolverTolerance/evaluation``.
    public var test: Classification
  }

  /// Trains every run to its end, one a thread, `threads` at a time.
  ///
  /// After each finished run, and between epochs, `save` receives what a later call needs as `saved` in order
  /// to go on. The outcomes do not depend on the number of threads, nor on interruptions.
  /// - Parameters:
  ///   - train: their pixels are the model's inputs; labels 0 to 9.
  ///   - test: images of the same size; labels 0 to 9.
  ///   - saved: what an interrupted call saved last. Runs with settings that are not among `runs` are left
  ///     out, and so is what cannot be read. Only settings are compared: the data must come from a study of
  ///     the same width and start.
  ///   - threads: runs that are trained at once; below 1 counts as 1.
  ///   - progress: called with the share of all epochs that is done and with what the last one showed; by one
  ///     thread at a time, as `save` is.
  ///   - save: called after a run, and after an epoch if the last call is ``saveInterval`` ago.
  /// - Returns: the outcomes in the order of `runs`.
  /// - Throws: ``TrainingError``, or what `save` throws.
  public func outcomes(
    train: LabeledImages, test: LabeledImages, saved: Data? = nil, threads: Int,
    progress: @escaping @Sendable (Double, String) -> Void = { _, _ in },
    save: @escaping @Sendable (Data) throws -> Void = { _ in }
  ) throws -> [Outcome] {
    let (train, test) = (SparseImages(train), SparseImages(test))
    let journal = StudyJournal<State>(
      runs: runs, saved: saved, interval: saveInterval, save: save, progress: progress)
    WorkerTeam(threads: max(1, threads)).run(tasks: runs.count) { task in
      guard !journal.isFinished(task) else { return }
      do {
        journal.finish(task, try outcome(task, train: train, test: test, journal: journal))
      } catch {
        journal.fail(task, error)
      }
    }
    return try journal.outcomes()
  }

  private func outcome(
    _ task: Int, train: SparseImages, test: SparseImages, journal: StudyJournal<State>
  ) throws -> Outcome {
    let settings = runs[task]
    let team = WorkerTeam(threads: 1)
    let generator = RandomGenerator(seed: settings.seed).stream("parameters")
    let model = FullyConnectedNetwork(
      start(generator), width: width, inputs: train.pixels, classes: 10, randomly: generator)
    let trainer = try FullyConnectedTrainer(model, on: train, settings: settings, team: team)
    var epochs: [EpochRecord] = []
    if let part = journal.underway(task) {
      try trainer.resume(from: part.checkpoint)
      epochs = part.epochs
    }
    while trainer.epoch < settings.epochs {
      let clock = ContinuousClock.now
      let record = try trainer.runEpoch()
      epochs.append(record)
      let speed = Double(train.count) / (ContinuousClock.now - clock).inSeconds
      journal.report(trainer.progressLine(record, imagesPerSecond: speed))
      try journal.keep(task, StudyPart(checkpoint: trainer.checkpoint, epochs: epochs))
    }
    let trained = trainer.model
    return Outcome(
      settings: settings, epochs: epochs, model: trained,
      test: try trained.classify(
        test, normalisation: settings.normalisation, tolerance: .evaluation, team: team))
  }
}

extension FullyConnectedTrainer {
  /// What a reader wants to know between two epochs.
  func progressLine(_ record: EpochRecord, imagesPerSecond: Double) -> String {
    func text(_ value: Double, _ format: String) -> String { String(format: format, value) }
    let bound = lipschitzBound.map { "bound " + text(Double($0), "%.4g") } ?? "no bound"
    return [
      "\(model.state.family.title), λ = \(settings.lambda), seed \(settings.seed)",
      "epoch \(record.epoch) of \(settings.epochs)", "loss " + text(record.loss, "%.4f"),
      "accuracy " + text(100 * record.trainingAccuracy, "%.2f") + " %", bound,
      text(record.forwardIterations, "%.1f") + " + " + text(record.backwardIterations, "%.1f")
        + " iterations",
      text(imagesPerSecond, "%.0f") + " images/s",
    ].joined(separator: ", ")
  }
}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + 1e-18 * Double(components.attoseconds) }
}
