import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra

/// Several trainings of the same architecture on the same images, each with its own settings.
public struct TrainingStudy: Sendable {
  /// States, and the expected row sum of `|T|` at the start.
  public var width = 100
  public var gamma: Float = 0
  public var rowSum = 5.0
  public var runs: [TrainingSettings]

  public init(_ runs: [TrainingSettings]) { self.runs = runs }

  /// What one run ended with.
  public struct Outcome: Hashable, Sendable, Codable {
    public var settings: TrainingSettings
    public var epochs: [EpochRecord]
    public var model: FullyConnectedNEMON
    public var test: Classification
  }

  /// Trains every run to its end, one a thread, `threads` at a time.
  ///
  /// After each finished run, `save` receives all finished ones; a later call that gets them back as `finished` trains
  /// only the others. The outcomes do not depend on the number of threads, nor on interruptions.
  /// - Parameters:
  ///   - progress: called with the share of all epochs that is done and with what the last one showed.
  /// - Returns: the outcomes in the order of `runs`.
  /// - Throws: ``TrainingError``, or what `save` throws.
  public func outcomes(
    train: LabeledImages, test: LabeledImages, finished: [Outcome] = [], threads: Int,
    progress: @escaping @Sendable (Double, String) -> Void = { _, _ in },
    save: @escaping @Sendable ([Outcome]) throws -> Void = { _ in }
  ) throws -> [Outcome] {
    let (train, test) = (SparseImages(train), SparseImages(test))
    let ledger = Ledger(runs: runs, finished: finished, save: save, progress: progress)
    WorkerTeam(threads: max(1, threads)).run(tasks: runs.count) { task in
      guard !ledger.isFinished(task) else { return }
      do {
        ledger.finish(task, try outcome(runs[task], train: train, test: test, ledger: ledger))
      } catch {
        ledger.fail(task, error)
      }
    }
    return try ledger.outcomes()
  }

  private func outcome(
    _ settings: TrainingSettings, train: SparseImages, test: SparseImages, ledger: Ledger
  ) throws -> Outcome {
    let team = WorkerTeam(threads: 1)
    let model = FullyConnectedNEMON(
      width: width, inputs: train.pixels, classes: 10, gamma: gamma, rowSum: rowSum,
      randomly: RandomGenerator(seed: settings.seed).stream("parameters"))
    let trainer = try FullyConnectedTrainer(model, on: train, settings: settings, team: team)
    var epochs: [EpochRecord] = []
    while trainer.epoch < settings.epochs {
      let record = try trainer.runEpoch()
      epochs.append(record)
      ledger.report(record, of: settings)
    }
    let trained = trainer.model
    return Outcome(
      settings: settings, epochs: epochs, model: trained,
      test: try trained.classify(
        test, normalisation: settings.normalisation, tolerance: .evaluation, team: team))
  }
}

/// What the threads of a study share: which runs are done, and how far all are.
private final class Ledger: @unchecked Sendable {
  private let lock = NSLock()
  private var slots: [TrainingStudy.Outcome?]
  private var failure: (task: Int, error: any Error)?
  private var epochsDone: Int
  private let epochs: Int
  private let save: @Sendable ([TrainingStudy.Outcome]) throws -> Void
  private let progress: @Sendable (Double, String) -> Void

  init(
    runs: [TrainingSettings], finished: [TrainingStudy.Outcome],
    save: @escaping @Sendable ([TrainingStudy.Outcome]) throws -> Void,
    progress: @escaping @Sendable (Double, String) -> Void
  ) {
    slots = runs.map { run in finished.first { $0.settings == run } }
    epochs = runs.map(\.epochs).reduce(0, +)
    epochsDone = slots.compactMap { $0?.settings.epochs }.reduce(0, +)
    (self.save, self.progress) = (save, progress)
  }

  func isFinished(_ task: Int) -> Bool { lock.withLock { slots[task] != nil || failure != nil } }

  func report(_ record: EpochRecord, of settings: TrainingSettings) {
    lock.withLock {
      epochsDone += 1
      let loss = (record.loss * 1e4).rounded() / 1e4
      progress(
        Double(epochsDone) / Double(max(epochs, 1)),
        "λ = \(settings.lambda), seed \(settings.seed), epoch \(record.epoch) of \(settings.epochs): loss \(loss)"
      )
    }
  }

  func finish(_ task: Int, _ outcome: TrainingStudy.Outcome) {
    lock.withLock {
      slots[task] = outcome
      do {
        try save(slots.compactMap { $0 })
      } catch {
        failure = failure ?? (task, error)
      }
    }
  }

  /// The failure of the earliest run is the one that is thrown, whichever thread saw its own first.
  func fail(_ task: Int, _ error: any Error) {
    lock.withLock { if task < failure?.task ?? .max { failure = (task, error) } }
  }

  func outcomes() throws -> [TrainingStudy.Outcome] {
    try lock.withLock {
      if let failure { throw failure.error }
      return slots.compactMap { $0 }
    }
  }
}
