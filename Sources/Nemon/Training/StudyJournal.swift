import Foundation
import ImplicitNetworks

/// A run under way, between two epochs.
struct StudyPart<State: StateParameters>: Codable, Sendable {
  var checkpoint: TrainingCheckpoint<State>
  var epochs: [EpochRecord]
}

/// What the threads of a study share: which runs are done, how far the others are, and what was saved of it.
final class StudyJournal<State: StateParameters>: @unchecked Sendable {
  typealias Outcome = TrainingStudy<State>.Outcome

  private let lock = NSLock()
  private let runs: [TrainingSettings]
  private var slots: [Outcome?]
  /// Finished runs as they are saved: encoded once.
  private var encodedSlots: [Data?]
  private var parts: [StudyPart<State>?]
  private var failure: (task: Int, error: any Error)?
  private var epochsDone: Int
  private let epochs: Int
  private var lastSave = ContinuousClock.now
  private let interval: Duration
  private let save: @Sendable (Data) throws -> Void
  private let progress: @Sendable (Double, String) -> Void

  /// One entry of what is saved.
  private struct Entry: Codable {
    var finished: Outcome?
    var underway: StudyPart<State>?
  }

  init(
    runs: [TrainingSettings], saved: Data?, interval: Duration,
    save: @escaping @Sendable (Data) throws -> Void,
    progress: @escaping @Sendable (Double, String) -> Void
  ) {
    let entries = saved.map(Self.entries) ?? []
    (self.runs, self.interval) = (runs, interval)
    slots = runs.map { run in entries.lazy.compactMap(\.finished).first { $0.settings == run } }
    parts = runs.map { run in entries.lazy.compactMap(\.underway).first { $0.checkpoint.settings == run } }
    encodedSlots = Array(repeating: nil, count: runs.count)
    epochs = runs.map(\.epochs).reduce(0, +)
    epochsDone = zip(slots, parts).map { slot, part in slot?.settings.epochs ?? part?.checkpoint.epoch ?? 0 }
      .reduce(0, +)
    (self.save, self.progress) = (save, progress)
  }

  func isFinished(_ task: Int) -> Bool { lock.withLock { slots[task] != nil || failure != nil } }

  func underway(_ task: Int) -> StudyPart<State>? { lock.withLock { parts[task] } }

  func report(_ line: String) {
    lock.withLock {
      epochsDone += 1
      progress(Double(epochsDone) / Double(max(epochs, 1)), line)
    }
  }

  func keep(_ task: Int, _ part: StudyPart<State>) throws {
    try lock.withLock {
      parts[task] = part
      guard ContinuousClock.now - lastSave >= interval else { return }
      try saveAll()
    }
  }

  func finish(_ task: Int, _ outcome: Outcome) {
    lock.withLock {
      (slots[task], parts[task]) = (outcome, nil)
      do {
        try saveAll()
      } catch {
        failure = failure ?? (task, error)
      }
    }
  }

  /// The failure of the earliest run is the one that is thrown, whichever thread saw its own first.
  func fail(_ task: Int, _ error: any Error) {
    lock.withLock { if task < failure?.task ?? .max { failure = (task, error) } }
  }

  func outcomes() throws -> [Outcome] {
    try lock.withLock {
      if let failure { throw failure.error }
      return slots.compactMap { $0 }
    }
  }

  /// Entries as JSON, each behind its length in 8 bytes.
  private func saveAll() throws {
    var data = Data()
    for task in runs.indices {
      var entry = encodedSlots[task]
      if entry == nil, slots[task] != nil || parts[task] != nil {
        entry = try JSONEncoder().encode(Entry(finished: slots[task], underway: parts[task]))
        if slots[task] != nil { encodedSlots[task] = entry }
      }
      guard let entry else { continue }
      withUnsafeBytes(of: UInt64(entry.count).littleEndian) { data.append(contentsOf: $0) }
      data.append(entry)
    }
    try save(data)
    lastSave = .now
  }

  /// What can be read; the rest is trained again.
  private static func entries(_ data: Data) -> [Entry] {
    var entries: [Entry] = []
    var rest = data[...]
    while rest.count > 8 {
      let length = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      rest = rest.dropFirst(8)
      guard length <= UInt64(rest.count) else { break }
      if let entry = try? JSONDecoder().decode(Entry.self, from: Data(rest.prefix(Int(length)))) {
        entries.append(entry)
      }
      rest = rest.dropFirst(Int(length))
    }
    return entries
  }
}
