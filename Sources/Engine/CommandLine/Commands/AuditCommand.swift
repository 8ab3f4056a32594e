import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Foundation
import Support

struct AuditCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "audit", "Compute everything again from an empty store and compare the values.",
      """
      Leaves the stored values, the site and the figures as they are. Exits with 1 where a cell gives another value from
      the same inputs, where one fails, or where nothing could be compared. Measurements (cells with runs="alone") may
      differ.
      """,
      examples: "audit --scale quick", "audit --json", "audit --costly        also the cells that cost hours")
  }

  @OptionGroup var scale: ScaleOption
  @OptionGroup var jobs: JobsOption
  @Flag(help: "Compute the cells that cost hours too, instead of taking their committed values.")
  var costly = false
  @Flag(help: "Print JSON.")
  var json = false

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let findings = try context.withProgress(book) {
      try Audit(
        book: book, scale: scale.scale, jobs: jobs.jobs, includesCostly: costly, interruption: $0, report: $1
      ).run()
    }
    let records = findings.map { AuditRecord(id: $0.cell.id, $0.finding) }
    if json {
      try printJSON(records, context.console)
    } else {
      for record in records where record.finding != .same { context.console.say(record.text) }
      context.console.say(AuditRecord.summary(records))
    }
    let compared = records.contains { [.same, .differs, .measuredAnew].contains($0.finding) }
    if !compared || records.contains(where: { [.differs, .failed].contains($0.finding) }) {
      throw CommandStatus.failure
    }
  }
}

/// What the audit found of one cell, for machines and people.
struct AuditRecord: Encodable {
  enum Kind: String, Encodable, CaseIterable {
    case same, differs
    case measuredAnew = "measured anew"
    case readsOther = "read other values"
    case notStored = "not stored"
    case frozen
    case notComputed = "not computed"
    case failed
  }

  var id: String
  var finding: Kind
  var stored: String?
  var computed: String?
  /// More about it, in words.
  var reason: String?

  init(id: String, _ finding: Audit.Finding) {
    self.id = id
    switch finding {
    case .same: self.finding = .same
    case .differs(let old, let new):
      (self.finding, stored, computed) = (.differs, old, new)
      reason = "\(old.prefix(12)) stored, \(new.prefix(12)) computed"
    case .measuredAnew: self.finding = .measuredAnew
    case .readsOther(let results):
      (self.finding, reason) = (.readsOther, "it reads \(results.joined(separator: ", "))")
    case .notStored: self.finding = .notStored
    case .frozen: self.finding = .frozen
    case .notComputed(let why): (self.finding, reason) = (.notComputed, why)
    case .failed(let why): (self.finding, reason) = (.failed, why)
    }
  }

  /// Such as `clock: differs, 0123456789ab stored, ba9876543210 computed`.
  var text: String { "\(id): \(finding.rawValue)" + (reason.map { ", \($0)" } ?? "") }

  /// Such as `140 same, 2 measured anew, 1 frozen`.
  static func summary(_ records: [AuditRecord]) -> String {
    let counts = Kind.allCases.map { kind in (kind, records.count { $0.finding == kind }) }
      .filter { $0.1 > 0 }
    return counts.isEmpty ? "no cells" : counts.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
  }
}
