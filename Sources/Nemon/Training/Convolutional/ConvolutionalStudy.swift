import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra

/// Several trainings of the same convolutional architecture on the same images, one after the other, each with all
/// threads.
///
///     let study = ConvolutionalStudy(.paper, runs)
///     let outcomes = try study.outcomes(
///       train: images.train, test: images.test, saved: checkpoint.load(), threads: 2,
///       progress: { progress($0, $1) }, save: { try checkpoint.save($0) })
public struct ConvolutionalStudy: Sendable {
  /// The same for all runs.
  public var architecture: ConvolutionalArchitecture
  /// In the order in which they are trained.
  public var runs: [ConvolutionalTrainingSettings]
  /// Within an epoch, `save` is called after so many seconds; it is always called after an epoch and after a run.
  public var secondsBetweenSaves = 60.0

  /// - Parameters:
  ///   - architecture: the same for all runs.
  ///   - runs: the settings of each; runs with equal settings are trained once.
  public init(_ architecture: ConvolutionalArchitecture, _ runs: [ConvolutionalTrainingSettings]) {
    (self.architecture, self.runs) = (architecture, runs)
  }

  /// What one run ended with.
  public struct Outcome: Hashable, Sendable, Codable {
    /// Those of the run.
    public var settings: ConvolutionalTrainingSettings
    /// One record an epoch, in order.
    public var epochs: [EpochRecord]
    /// The parameters after the last epoch.
    public var model: ConvolutionalClassifier
    /// On the test images, with ``SolverTolerance/evaluation``.
    public var test: Classification
  }

  /// Everything to go on from.
  private struct State: Codable {
    var architecture: ConvolutionalArchitecture
    var finished: [Outcome] = []
    var current: Current?
  }

  /// The run that is under way.
  private struct Current: Codable {
    var epochs: [EpochRecord] = []
    var checkpoint: ConvolutionalCheckpoint
  }

  /// Trains every run to its end.
  ///
  /// `save` receives data to go on from after an interruption: a later call that gets them back as `saved`
  /// neither repeats a finished run nor a step before the data. The outcomes do not depend on the number
  /// of threads, nor on interruptions.
  /// - Parameters:
  ///   - train: of the architecture's side and channels, at least one image.
  ///   - test: likewise.
  ///   - saved: nil at first. Runs in it with other settings are left out, and so is everything where it
  ///     belongs to another architecture or was written in another form: the study then begins anew.
  ///   - threads: that share each step; below 1 counts as 1.
  ///   - progress: called with the share of all steps that is done and with where the training stands.
  ///   - save: called after a run, after an epoch, and within one every ``secondsBetweenSaves``.
  /// - Returns: the outcomes in the order of `runs`.
  /// - Throws: ``TrainingError``, and what `save` throws.
  public func outcomes(
    train: LabeledImages, test: LabeledImages, saved: Data? = nil, threads: Int,
    progress: (Double, String) -> Void = { _, _ in }, save: (Data) throws -> Void = { _ in }
  ) throws -> [Outcome] {
    let team = WorkerTeam(threads: max(1, threads))
    var state = state(from: saved)
    for (index, settings) in runs.enumerated()
    where !state.finished.contains(where: { $0.settings == settings }) {
      let before = runs[..<index].map(\.epochs).reduce(0, +)
      let all = max(1, runs.map(\.epochs).reduce(0, +))
      let finished = state.finished
      let outcome = try outcome(
        settings, train: train, test: test, team: team, from: state.current,
        progress: { progress((Double(before) + $0) / Double(all), $1) },
        save: { current in
          try save(encoded(State(architecture: architecture, finished: finished, current: current)))
        })
      state = State(architecture: architecture, finished: finished + [outcome])
      try save(encoded(state))
    }
    return runs.compactMap { settings in state.finished.first { $0.settings == settings } }
  }

  /// The model that a run with these `settings` starts from: it depends on their seed and row sum alone.
  public func initialModel(_ settings: ConvolutionalTrainingSettings) -> ConvolutionalClassifier {
    ConvolutionalClassifier(
      architecture, rowSum: settings.rowSum,
      randomly: RandomGenerator(seed: settings.seed).stream("parameters"))
  }

  private func outcome(
    _ settings: ConvolutionalTrainingSettings, train: LabeledImages, test: LabeledImages, team: WorkerTeam,
    from saved: Current?, progress: (Double, String) -> Void, save: (Current) throws -> Void
  ) throws -> Outcome {
    let trainer = try ConvolutionalTrainer(initialModel(settings), on: train, settings: settings, team: team)
    var current = Current(checkpoint: trainer.checkpoint)
    if let saved, saved.checkpoint.settings == settings {
      current = saved
      try trainer.resume(from: saved.checkpoint)
    }
    let clock = ContinuousClock()
    var (lastSave, lastReport) = (clock.now, clock.now)
    // For the speed that the reports name: when this process began with the epoch, and at which step.
    var (begun, firstStep) = (clock.now, trainer.steps)
    while trainer.epoch < settings.epochs {
      let record = try trainer.step()
      let now = clock.now
      if record != nil || now - lastReport >= .seconds(1) {
        let speed =
          Double(trainer.steps - firstStep) * Double(settings.batch) / max((now - begun) / .seconds(1), 1e-3)
        progress(share(trainer), report(trainer, record: record, imagesPerSecond: speed))
        lastReport = now
      }
      if let record {
        current.epochs.append(record)
        (begun, firstStep) = (now, trainer.steps)
      }
      if record != nil || now - lastSave >= .seconds(secondsBetweenSaves) {
        current.checkpoint = trainer.checkpoint
        try save(current)
        lastSave = now
      }
    }
    let trained = trainer.model
    let judge = ConvolutionalImageClassifier(trained, normalisation: settings.normalisation, team: team)
    return Outcome(
      settings: settings, epochs: current.epochs, model: trained, test: try judge.classify(test))
  }

  /// Epochs done, with the part of the one under way.
  private func share(_ trainer: ConvolutionalTrainer) -> Double {
    Double(trainer.steps) / Double(trainer.stepsPerEpoch)
  }

  private func report(
    _ trainer: ConvolutionalTrainer, record: EpochRecord?, imagesPerSecond: Double
  ) -> String {
    let settings = trainer.settings
    let seen = record ?? trainer.underway?.record(epoch: trainer.epoch + 1)
    guard let seen else { return "" }
    let step = record == nil ? trainer.steps % trainer.stepsPerEpoch : trainer.stepsPerEpoch
    return "λ = \(settings.lambda), seed \(settings.seed), epoch \(seen.epoch) of \(settings.epochs), "
      + "step \(step) of \(trainer.stepsPerEpoch): loss \(rounded(seen.loss, 3)), "
      + "accuracy \(rounded(100 * seen.trainingAccuracy, 1)) %, bound \(rounded(trainer.productOfNorms, 1)), "
      + "iterations \(rounded(seen.forwardIterations, 1)) and \(rounded(seen.backwardIterations, 1)), "
      + "\(rounded(imagesPerSecond, 0)) images/s"
  }

  private func rounded(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  private func state(from saved: Data?) -> State {
    let state = saved.flatMap { try? PropertyListDecoder().decode(State.self, from: $0) }
    return state.flatMap { $0.architecture == architecture ? $0 : nil } ?? State(architecture: architecture)
  }

  private func encoded(_ state: State) throws -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return try encoder.encode(state)
  }
}
