import ArgumentParser
import BookEngine
import CellKit
import Foundation
import ImageData

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "The image data that the book's results are made from.",
    subcommands: [DataStatusCommand.self, DataImportCommand.self])
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

struct DataImportCommand: BookCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Copy CIFAR-10's binary files into the project, after checking every digest.",
    discussion: """
      Example:
        nemon-book data import ~/Downloads/cifar-10-batches-bin
      """)

  @Argument(help: "The folder that holds data_batch_1.bin to data_batch_5.bin and test_batch.bin.")
  var folder: String

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let source = URL(fileURLWithPath: folder, isDirectory: true, relativeTo: context.directory)
    guard let place = BookDataSets.places(for: book.project).first(where: { $0.name == "cifar10" }) else {
      return
    }
    let form = try CIFAR10.description(in: source)
    for report in form.verify(source) where report.state != .present {
      context.console.complain("error: \(DataSetRecord.sentence(report, in: source))")
      throw CommandStatus.failure
    }
    let files = FileManager.default
    try files.createDirectory(at: place.directory, withIntermediateDirectories: true)
    for file in form.files {
      let target = place.directory.appending(path: file.name)
      _ = try Data(contentsOf: source.appending(path: file.name), options: .mappedIfSafe)
        .writeIfDifferent(to: target)
    }
    _ = try Data((form.name + "\n").utf8).writeIfDifferent(to: place.note)
    context.console.say("\(form.name) is in \(place.directory.path)")
  }
}

extension DataSetRecord {
  static func sentence(_ report: FileReport, in folder: URL) -> String {
    "\(folder.appending(path: report.file).path): \(words(report.state))"
  }
}
