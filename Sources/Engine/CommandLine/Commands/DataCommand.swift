import ArgumentParser
import BookEvaluation
import BookSite
import BookStore
import Foundation
import Support

struct DataCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "data", abstract: "The data that the book's results are made from.",
      subcommands: [DataStatusCommand.self] + BookDescription.current.dataCommands)
  }
}

struct DataStatusCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "status", "Say where each data set is expected, and digest what is there.",
      "Exits with 1 where files are damaged or missing; a set that does not come with the project may be absent.",
      examples: "data status")
  }

  @Flag(help: "Print JSON.")
  var json = false

  func run(in context: CommandContext) async throws {
    let (sets, project) = (context.description.dataSets, try context.project())
    let places =
      sets.map { DataPlace($0, in: project) } + sets.compactMap { DataPlace(quickPartOf: $0, in: project) }
    let records = places.map(DataSetRecord.init)
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
  var preferredForm: String
  var isComplete: Bool
  /// Whether no file is there, of a set that does not come with the project.
  var mayBeAbsent: Bool
  var files: [File]
  var remedy: String?

  init(_ place: DataPlace) {
    let form = place.form ?? place.forms[0]
    let states = form.files.map { ($0.name, $0.state(place.directory)) }
    name = place.isPartial ? "\(place.name), the part for quick scale" : place.name
    directory = place.directory.path
    (self.form, preferredForm) = (place.form?.name, place.forms[0].name)
    files = states.map { File(name: $0, state: $1.words) }
    isComplete = states.allSatisfy { $0.1 == .present }
    mayBeAbsent = !place.comesAlong && states.allSatisfy { $0.1 == .missing }
    remedy = isComplete ? nil : place.remedy
  }

  var text: String {
    let state =
      isComplete ? "complete, every digest right" : mayBeAbsent ? "not here" : "not usable"
    var lines = ["\(name): \(state), \(directory)"]
    if isComplete, let form, form != preferredForm { lines.append("  in the form \(form)") }
    lines += files.filter { $0.state != "present" }.map { "  \($0.name): \($0.state)" }
    if let remedy { lines.append("  \(remedy)") }
    return lines.joined(separator: "\n")
  }
}

extension DataFile.State {
  /// Such as `missing` and `has 3 bytes instead of 4`.
  package var words: String {
    switch self {
    case .present: "present"
    case .missing: "missing"
    case .wrong(let words): words
    }
  }
}
