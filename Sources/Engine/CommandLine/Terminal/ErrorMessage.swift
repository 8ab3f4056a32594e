import BookEvaluation
import BookSite
import BookStore
import Foundation
import Support

/// The sentences for every error that can end a command, with the exit status that goes with each.
package struct ErrorMessage {
  package var status = CommandStatus.failure
  /// Without `error:`; empty where the diagnostics say it all.
  package var sentence: String
  package var diagnostics: [Diagnostic] = []

  /// Nil for errors that are not the book's, such as those of the arguments.
  package init?(_ error: any Error) {
    switch error {
    case let error as any ReportedError: (sentence, status) = (error.sentence, error.status)
    case let error as StoreError:
      sentence = Self.text(error)
      if case .locked = error { status = .locked }
    case AuthoringError.diagnostics(let list), SiteError.chapters(let list):
      let errors = list.count { $0.severity == .error }
      diagnostics = list
      sentence =
        "\(Wording.count(errors, "mistake")) in the chapters; the former site is left as it was"
    case AuthoringError.noChapters(let folder): sentence = "there are no Markdown chapters in \(folder)"
    case AuthoringError.unreadable(let path): sentence = "\(path) cannot be read as UTF-8 text"
    case let error as SiteError: sentence = "\(error)"
    case let error as ToolError: sentence = "\(error)"
    case let error as CodeDifference: sentence = Self.text(error)
    case FigureDrawingError.unknownFigure(let id, let known):
      (sentence, status) = (Self.unknown("figure", id, known), .usage)
    case FigureDrawingError.needsResults(let figure, let results):
      sentence =
        "\(figure) needs results that are not computed or outdated: \(Self.some(results)); run \(Self.command("build"))"
    case FreezeError.unknownResult(let id, let known):
      (sentence, status) = (Self.unknown("result", id, known), .usage)
    case FreezeError.notCurrent(let id):
      sentence = "\(id) has no current paper-scale value: run \(Self.command("run \(id)")) first"
    case let error as ExchangeError: sentence = Self.text(error)
    case let error as UnreadableShards:
      (sentence, status) = (
        "\(error.cell): its shards are known once the data set that they work on is here", .usage
      )
    case let error as ShardsUnavailable:
      (sentence, status) = ("\(error.cell): its shards are not known: \(error.reason)", .usage)
    case FrozenValueError.unreadable(let path):
      sentence = "\(path) cannot be read: restore it from the repository"
    case FrozenValueError.edited(let path):
      sentence =
        "\(path) is not the value that was frozen: restore it, or run \(Self.command("freeze")) again"
    case RecordedVerdictsError.unreadable(let path):
      sentence = "\(path) is no JSON object of claim ids and verdicts"
    case RecordedVerdictsError.unknownVerdict(let claim, let word):
      sentence = "chapters/claims.json: '\(word)', of \(claim), is no verdict"
    case is Interrupted:
      (sentence, status) = ("interrupted; what had finished is kept", .interrupted)
    case let error as Diagnostic: (sentence, diagnostics) = ("", [error])
    case let error as CocoaError: sentence = error.fileSentence
    default: return nil
    }
  }

  private static func text(_ error: StoreError) -> String {
    switch error {
    case .locked(let holder): "another build is running: process \(holder.pid) (\(holder.command))"
    case .newerSchema(let path):
      "\(path) was written by a later version of this program: use that version, or move the file away"
    case .damagedValue(let digest):
      "the stored value \(digest.prefix(12)) is damaged: run \(command("build")) to compute it again"
    case .damagedDatabase(let path):
      "\(path) is damaged: \(command("build")) sets it aside and starts a new one"
    case .diskFull(let path):
      "\(path) cannot grow: the disk or a quota is full; what was stored before is intact"
    case .unusable(let path, let reason): "\(path) cannot be used: \(reason)"
    }
  }

  private static func text(_ error: CodeDifference) -> String {
    let parts = [("changed", error.changed), ("new", error.added), ("gone", error.removed)]
      .filter { !$0.1.isEmpty }.map { "\($0.0): \(some($0.1))" }
    return "the chapters' code is not the code in this program (\(parts.joined(separator: "; "))): "
      + "run `./\(BookDescription.current.name)`, which builds the program again, or `swift build -c release`"
  }

  private static func text(_ error: ExchangeError) -> String {
    switch error {
    case .missing(let path): "there is no file \(path)"
    case .noFile(let path): "\(path) is no regular file, so it cannot be merged"
    case .notReplaced(let path):
      "\(path) is not replaced, because it is no export: choose another name, or move it away"
    case .notAnExport(let path):
      "\(path) is not a file that \(command("cache export")) wrote, or is damaged"
    case .damagedValue(let path, let digest):
      "\(path): the value \(digest.prefix(12)) is damaged or missing in it; nothing of it was added"
    case .foreignKey(let path, let cell):
      "\(path): a run of \(cell) does not have the key that follows from what it was made of; nothing of it was added"
    }
  }

  private static func command(_ arguments: String) -> String {
    "`\(BookDescription.current.name) \(arguments)`"
  }

  private static func some(_ ids: [String]) -> String {
    ids.count <= 5
      ? ids.joined(separator: ", ")
      : ids.prefix(5).joined(separator: ", ") + " and \(ids.count - 5) more"
  }

  /// What there is instead, or what `id` may have meant.
  fileprivate static func unknown(_ what: String, _ id: String, _ known: [String]) -> String {
    let sentence = "there is no \(what) '\(id)'"
    if let near = NearestName.of(id, among: known) { return sentence + "; did you mean \(near)?" }
    return sentence + (known.isEmpty ? "" : "; there are \(some(known.sorted()))")
  }
}

/// An id that no cell has.
package struct UnknownCell: ReportedError, Equatable {
  package var id: String
  package var known: [String]

  package init(id: String, known: [String]) { (self.id, self.known) = (id, known) }

  package var sentence: String { ErrorMessage.unknown("cell", id, known) }
  package var status: CommandStatus { .usage }
}

package enum InspectionError: ReportedError, Equatable {
  case unreadable(path: String)
  case noRecipe(path: String, reason: String)

  package var sentence: String {
    switch self {
    case .unreadable(let path): "\(path) cannot be read"
    case .noRecipe(let path, let reason): "\(path) has no readable recipe: \(reason)"
    }
  }
}

package enum ServerError: ReportedError, Equatable {
  case portInUse(port: UInt16)
  case cannotListen(port: UInt16, reason: String)
  /// There is nothing to serve.
  case noSite(path: String)

  package var sentence: String {
    switch self {
    case .portInUse(let port): "port \(port) is in use: choose another with --port"
    case .cannotListen(let port, let reason): "port \(port) cannot be listened on: \(reason)"
    case .noSite(let path):
      "there is no site at \(path): run `\(BookDescription.current.name) build` first"
    }
  }
}
