import BookEvaluation
import BookSite
import BookStore
import CellKit
import Foundation
import Support

/// What `build --estimate` says.
struct BuildEstimate {
  private let estimate: TimeEstimate
  private let scale: Scale
  private let jobs: Int
  /// Where the times of cells that never ran here come from, in a sentence; nil where none was needed.
  private let source: String?

  init(of book: Book, in context: CommandContext, scale: Scale, jobs: Int) throws {
    (self.scale, self.jobs) = (scale, jobs)
    let reading = try context.reading(of: book)
    let store = try Store.reader(for: book.project)
    let plan = try book.plan(of: reading.cells, scale: scale, store: store)
    var known = plan.runs.seconds(of: reading.cells.map(\.id), scale: scale)
    let first = TimeEstimate(of: plan, known: known, jobs: jobs)
    // Elsewhere's times stand in for what never ran here, at the ratio of the two machines' speeds.
    let recorded = first.items.contains { $0.seconds == nil } ? RecordedTimes.read(book.project) : nil
    if scale == .paper, let recorded, recorded.gigaflops > 0, !recorded.seconds.isEmpty,
      let gigaflops = context.description.machine.gigaflops?()
    {
      let ratio = recorded.gigaflops / gigaflops
      for (id, seconds) in recorded.seconds where known[id] == nil { known[id] = seconds * ratio }
      source = String(
        format: "from times recorded on %@, times %.2f for the speed of this machine", recorded.processor,
        ratio)
    } else {
      source = nil
    }
    estimate = TimeEstimate(of: plan, known: known, jobs: jobs)
  }

  /// The cells that take longest, and the sum.
  var text: String {
    let items = estimate.items
    guard !items.isEmpty else { return "nothing to run at \(scale.rawValue) scale" }
    let slow = items.filter { ($0.seconds ?? 0) >= 1 }.sorted { ($0.seconds ?? 0) > ($1.seconds ?? 0) }
    var lines = slow.map { item in
      "\(item.id): \(Wording.duration(item.seconds ?? 0))\(item.mayBeSpared ? ", if its inputs change" : "")"
    }
    let unknown = items.count { $0.seconds == nil }
    if unknown > 0 {
      lines.append("\(Wording.count(unknown, "cell")) whose time is not known, most of them below 0.1 s")
    }
    lines.append(
      "\(Wording.count(items.count, "cell")) to run at \(scale.rawValue) scale with \(Wording.count(jobs, "job")): "
        + "about \(Wording.duration(estimate.wallSeconds))" + (source.map { ", \($0)" } ?? ""))
    return lines.joined(separator: "\n")
  }
}
