import BookStore
import CellKit
import Foundation
import Support

/// How long the cells took on the machine of whoever recorded the verdicts: `chapters/frozen/_times.json`, so that a first
/// build elsewhere can be estimated.
package struct RecordedTimes: Codable, Sendable, Equatable {
  package var processor: String
  /// Billions of operations a second that the kernels reached there on small products, on all threads.
  package var gigaflops: Double
  /// Wall seconds at paper scale by cell id.
  package var seconds: [String: Double]

  package init(processor: String, gigaflops: Double, seconds: [String: Double]) {
    (self.processor, self.gigaflops, self.seconds) = (processor, gigaflops, seconds)
  }

  /// Nil where nothing is recorded, or nothing readable: an estimate is a convenience.
  package static func read(_ project: ProjectPaths) -> RecordedTimes? {
    try? ReadableJSON.decode(RecordedTimes.self, from: project.recordedTimes)
  }

  /// - Returns: whether the file was written.
  package func write(_ project: ProjectPaths) throws -> Bool {
    var rounded = self
    rounded.gigaflops = gigaflops.rounded()
    rounded.seconds = seconds.mapValues { ($0 * 100).rounded() / 100 }.filter { $0.value > 0 }
    return try ReadableJSON.encode(rounded).writeIfDifferent(to: project.recordedTimes)
  }
}

/// How long a build will take, cell by cell.
package struct TimeEstimate: Sendable, Equatable {
  /// What is known of one cell that a build would run, or may have to.
  package struct Item: Sendable, Equatable {
    package var id: String
    /// Nil where the cell has run neither here nor where times were recorded.
    package var seconds: Double?
    /// Whether its inputs run first: if they come out as before, it does not run.
    package var mayBeSpared: Bool
  }

  package var items: [Item]
  /// From the start of the first cell to the end of the last with the given number of jobs, if none is spared.
  package var wallSeconds: Double

  /// - Parameter known: wall seconds by cell id.
  package init(of plan: RunPlan, known: [String: Double], jobs: Int) {
    items = plan.cells.compactMap { cell in
      switch cell.action {
      case .reuse, .leave: nil
      case .run: Item(id: cell.id, seconds: known[cell.id], mayBeSpared: false)
      case .wait: Item(id: cell.id, seconds: known[cell.id], mayBeSpared: true)
      }
    }
    wallSeconds = Self.schedule(items, plan.cells.map(\.cell), jobs: max(1, jobs))
  }

  /// Each cell starts as soon as what it reads has ended and a job is free, in the order of the book; one that runs
  /// alone, when no other can or does.
  private static func schedule(_ items: [Item], _ cells: [BookCell], jobs: Int) -> Double {
    let known = Dictionary(cells.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var waiting = items
    var running: [(id: String, end: Double)] = []
    var done = Set(cells.map(\.id)).subtracting(items.map(\.id))
    var now = 0.0
    func isReady(_ item: Item) -> Bool { done.isSuperset(of: known[item.id]?.compiled.reads ?? []) }
    func runsAlone(_ id: String) -> Bool { known[id]?.runsAlone ?? false }
    func nextToStart() -> Int? {
      guard running.count < jobs, !running.contains(where: { runsAlone($0.id) }) else { return nil }
      return waiting.firstIndex { isReady($0) && !runsAlone($0.id) }
        ?? (running.isEmpty ? waiting.firstIndex(where: isReady) : nil)
    }
    while !waiting.isEmpty || !running.isEmpty {
      while let next = nextToStart() {
        let item = waiting.remove(at: next)
        running.append((item.id, now + (item.seconds ?? 0)))
      }
      guard let first = running.indices.min(by: { running[$0].end < running[$1].end }) else { break }
      now = running[first].end
      done.insert(running.remove(at: first).id)
    }
    return now
  }
}

extension RunIndex {
  /// Wall seconds of the latest run of each of `cells` at `scale`, with those of the earlier runs that it made use of.
  package func seconds(of cells: [String], scale: Scale) -> [String: Double] {
    let times = cells.compactMap { id -> (String, Double)? in
      guard let run = latestRun(of: id, scale: scale), run.scale == scale else { return nil }
      return (id, run.trace.totalSeconds)
    }
    return Dictionary(times, uniquingKeysWith: { first, _ in first })
  }
}
