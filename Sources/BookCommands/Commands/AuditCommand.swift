import ArgumentParser
import BookEngine
import CellKit
import Foundation

struct AuditCommand: BookCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Compute everything again from an empty store and compare the values.",
    discussion: """
      Leaves the store, the site and the figures as they are. Exits with 1 where a value differs from the stored one or
      cannot be computed. Values that are measurements (cells with runs="alone", and what reads them) may differ.

      Examples:
        nemon-book audit --scale quick
        nemon-book audit --json
        nemon-book audit --costly        also the cells that cost hours
      """)

  @OptionGroup var scale: ScaleOption
  @Option(help: "How many cells run at a time. Values do not depend on it.")
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount
  @Flag(help: "Compute the cells that cost hours too, instead of taking their committed values.")
  var costly = false
  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
  }

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let progress = ProgressView(context.console, .normal, root: book.project.root)
    let interruption = InterruptionOnSignal()
    let audit = Audit(
      book: book, scale: scale.scale, jobs: jobs, includesCostly: costly,
      interruption: interruption.interruption, report: progress.show)
    defer { progress.clear() }
    let findings = try interruption.watching { try context.rebuilding { try audit.run() } }
    progress.clear()
    let records = findings.map { AuditRecord(id: $0.cell.id, $0.finding) }
    if json {
      try printJSON(records, context.console)
    } else {
      for record in records where record.finding != "same" { context.console.say(record.text) }
      context.console.say(AuditRecord.summary(records))
    }
    if records.contains(where: \.isTrouble) { throw CommandStatus.failure }
  }
}

/// What the audit found of one cell, for machines and people.
struct AuditRecord: Encodable {
  var id: String
  /// `same`, `differs`, `measured anew`, `not stored`, `frozen`, `not computed` or `failed`.
  var finding: String
  var stored: String?
  var computed: String?
  var reason: String?

  init(id: String, _ finding: Audit.Finding) {
    self.id = id
    switch finding {
    case .same: self.finding = "same"
    case .differs(let old, let new): (self.finding, stored, computed) = ("differs", old, new)
    case .measuredAnew: self.finding = "measured anew"
    case .notStored: self.finding = "not stored"
    case .frozen: self.finding = "frozen"
    case .notComputed(let why): (self.finding, reason) = ("not computed", why)
    case .failed: self.finding = "failed"
    }
  }

  var isTrouble: Bool { ["differs", "failed"].contains(finding) }

  var text: String {
    if let stored, let computed {
      return "\(id): differs, \(stored.prefix(12)) stored, \(computed.prefix(12)) computed"
    }
    return "\(id): \(finding)" + (reason.map { ", \($0)" } ?? "")
  }

  /// Such as `140 same, 2 measured anew, 1 frozen`.
  static func summary(_ records: [AuditRecord]) -> String {
    let kinds = ["same", "differs", "measured anew", "not stored", "frozen", "not computed", "failed"]
    let counts = kinds.map { kind in (kind, records.count { $0.finding == kind }) }.filter { $0.1 > 0 }
    return counts.isEmpty ? "no cells" : counts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
  }
}
