import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Foundation
import ImageData
import Support

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "The image data that the book's results are made from.",
    subcommands: [DataStatusCommand.self, DataFetchCommand.self, DataImportCommand.self])
}

struct DataStatusCommand: BookCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say where each data set is expected, and digest what is there.",
    discussion: """
      Exits with 1 where files are damaged or missing; a set that does not come with the project may be absent.

      Example:
        nemon-book data status
      """)

  @Flag(help: "Print JSON.")
  var json = false

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let subset = BookDataSets.cifar10Subset(for: book.project)
    let records =
      BookDataSets.places(for: book.project).map(DataSetRecord.init) + [
        DataSetRecord(subset, isPartial: true)
      ]
    if json {
      try printJSON(records, context.console)
    } else {
      for record in records { context.console.say(record.text) }
    }
    if !records.allSatisfy({ $0.isComplete || $0.mayBeAbsent }) { throw CommandStatus.failure }
  }
}

/// What is there of one data set.
struct DataSetRecord: Encodable {
  struct File: Encodable {
    var name: String
    /// `present`, or what is wrong.
    var state: String
  }

  var name: String
  var directory: String
  /// The known form whose files are there.
  var form: String?
  var isComplete: Bool
  /// Whether no file is there, of a set that does not come with the project.
  var mayBeAbsent: Bool
  var files: [File]
  var remedy: String?

  init(_ place: DataSetPlace) { self.init(place, isPartial: false) }

  init(_ place: DataSetPlace, isPartial: Bool) {
    let form = place.form
    let reports = (form ?? place.forms[0]).verify(place.directory)
    name = isPartial ? "\(place.name), the part for quick scale" : place.name
    directory = place.directory.path
    self.form = form?.name
    files = reports.map { File(name: $0.file, state: Self.words($0.state)) }
    isComplete = reports.allSatisfy { $0.state == .present }
    mayBeAbsent = !place.comesAlong && reports.allSatisfy { $0.state == .missing }
    remedy = isComplete ? nil : place.remedy
  }

  var text: String {
    var lines = [
      "\(name): \(isComplete ? "complete, every digest right" : mayBeAbsent ? "not here" : "not usable"), \(directory)"
    ]
    if isComplete, let form, form == "cifar10-jpeg" { lines.append("  in the form \(form)") }
    lines += files.filter { $0.state != "present" }.map { "  \($0.name): \($0.state)" }
    if let remedy { lines.append("  \(remedy)") }
    return lines.joined(separator: "\n")
  }

  private static func words(_ state: FileReport.State) -> String {
    switch state {
    case .present: "present"
    case .missing: "missing"
    case .wrongSize(let found, let expected): "has \(found) bytes instead of \(expected)"
    case .wrongDigest(let found, _): "has other contents (\(found.prefix(12)))"
    case .damaged(let error): "\(error)"
    }
  }
}

extension DataSetRecord {
  static func sentence(_ report: FileReport, in folder: URL) -> String {
    "\(folder.appending(path: report.file).path): \(words(report.state))"
  }
}
