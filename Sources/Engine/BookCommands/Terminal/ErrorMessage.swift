import BookEvaluation
import BookSite
import BookStore
import Foundation
import Support

/// The sentences for every error that can end a command, with the exit status that goes with each.
package struct ErrorMessage {
  package var status: CommandStatus
  /// Without `error:`; empty where the diagnostics say it all.
  package var sentence: String
  package var diagnostics: [Diagnostic] = []

  /// Nil for errors that are not the book's, such as those of the arguments.
  package init?(_ error: any Error) {
    status = .failure
    switch error {
    case let error as StoreError: (sentence, status) = Self.text(error)
    case let error as AuthoringError: (sentence, diagnostics) = Self.text(error)
    case let error as SiteError: (sentence, diagnostics) = Self.text(error)
    case let error as CodeDifference: sentence = Self.text(error)
    case let error as FigureDrawingError: (sentence, status) = Self.text(error)
    case let error as FreezeError: (sentence, status) = Self.text(error)
    case let error as ExchangeError: sentence = Self.text(error)
    case let error as FrozenValueError: sentence = Self.text(error)
    case let error as RecordedVerdictsError: sentence = Self.text(error)
    case let error as UnknownCell:
      sentence = "there is no cell '\(error.id)'\(Self.meant(error.id, error.known))"
      status = .usage
    case let error as InspectionError: sentence = Self.text(error)
    case let error as ServerError: sentence = Self.text(error)
    case let error as DamagedImport:
      sentence = DataSetRecord.sentence(error.report, in: error.folder)
    case let error as DownloadError: (sentence, status) = Self.text(error)
    case let error as UnavailableOutput:
      sentence = "there is no site at \(error.path): run `nemon-book build` first"
    case let error as ProjectError: (sentence, status) = Self.text(error)
    case EvaluationError.interrupted:
      sentence = "interrupted; what had finished is kept"
      status = .interrupted
    case let error as Diagnostic: (sentence, diagnostics) = ("", [error])
    case let error as CocoaError: sentence = error.localizedDescription
    default: return nil
    }
  }

  private static func text(_ error: StoreError) -> (String, CommandStatus) {
    switch error {
    case .locked(let holder):
      ("another build is running: process \(holder.pid) (\(holder.command))", .locked)
    case .newerSchema(let path):
      (
        "\(path) was written by a later version of nemon-book: use that version, or move the file away",
        .failure
      )
    case .damagedValue(let digest):
      (
        "the stored value \(digest.prefix(12)) is damaged: run `nemon-book build` to compute it again",
        .failure
      )
    case .damagedDatabase(let path):
      ("\(path) is damaged: `nemon-book build` sets it aside and starts a new one", .failure)
    case .diskFull(let path):
      ("\(path) cannot grow: the disk or a quota is full; what was stored before is intact", .failure)
    case .unusable(let path, let reason):
      ("\(path) cannot be used: \(reason)", .failure)
    }
  }

  private static func text(_ error: AuthoringError) -> (String, [Diagnostic]) {
    switch error {
    case .noChapters(let folder): ("there are no Markdown chapters in \(folder)", [])
    case .unreadable(let path): ("\(path) cannot be read as UTF-8 text", [])
    case .diagnostics(let list): ("\(mistakes(list)); the former site is left as it was", list)
    }
  }

  private static func text(_ error: ProjectError) -> (String, CommandStatus) {
    switch error {
    case .notInProject(let directory):
      ("there is no chapters/ in \(directory), nor in a folder above it", .failure)
    case .malformedSourceDate(let text):
      (
        "SOURCE_DATE_EPOCH is '\(text)': it must be a whole number of seconds since 1970, or not be set",
        .usage
      )
    }
  }

  private static func text(_ error: SiteError) -> (String, [Diagnostic]) {
    if case .chapters(let list) = error {
      return ("\(mistakes(list)); the former site is left as it was", list)
    }
    return ("\(error)", [])
  }

  private static func mistakes(_ list: [Diagnostic]) -> String {
    let errors = list.count { $0.severity == .error }
    return errors == 1 ? "1 mistake in the chapters" : "\(errors) mistakes in the chapters"
  }

  private static func text(_ error: CodeDifference) -> String {
    let parts = [("changed", error.changed), ("new", error.added), ("gone", error.removed)]
      .filter { !$0.1.isEmpty }.map { "\($0.0): \(some($0.1))" }
    return "the chapters' code is not the code in this program (\(parts.joined(separator: "; "))): "
      + "run `./nemon-book`, which builds the program again, or `swift build -c release`"
  }

  private static func some(_ ids: [String]) -> String {
    ids.count <= 5
      ? ids.joined(separator: ", ")
      : ids.prefix(5).joined(separator: ", ") + " and \(ids.count - 5) more"
  }

  private static func text(_ error: FigureDrawingError) -> (String, CommandStatus) {
    switch error {
    case .unknownFigure(let id, let known): ("there is no figure '\(id)'\(meant(id, known))", .usage)
    case .needsResults(let figure, let results):
      (
        "\(figure) needs results that are not computed or outdated: \(some(results)); run `nemon-book build`",
        .failure
      )
    }
  }

  private static func text(_ error: FreezeError) -> (String, CommandStatus) {
    switch error {
    case .unknownResult(let id, let known): ("there is no result '\(id)'\(meant(id, known))", .usage)
    case .notCurrent(let id):
      ("\(id) has no current paper-scale value: run `nemon-book run \(id)` first", .failure)
    }
  }

  private static func text(_ error: ExchangeError) -> String {
    switch error {
    case .missing(let path): "there is no file \(path)"
    case .notAnExport(let path): "\(path) is not a file that `nemon-book cache export` wrote, or is damaged"
    case .damagedValue(let digest):
      "the value \(digest.prefix(12)) is damaged or missing in it; nothing was added"
    case .foreignKey(let cell):
      "a run of \(cell) does not have the key that follows from what it was made of; nothing was added"
    }
  }

  private static func text(_ error: FrozenValueError) -> String {
    switch error {
    case .unreadable(let path): "\(path) cannot be read: restore it from the repository"
    case .edited(let path):
      "\(path) is not the value that was frozen: restore it, or run `nemon-book freeze` again"
    }
  }

  private static func text(_ error: RecordedVerdictsError) -> String {
    switch error {
    case .unreadable(let path): "\(path) is no JSON object of claim ids and verdicts"
    case .unknownVerdict(let claim, let word): "chapters/claims.json: '\(word)', of \(claim), is no verdict"
    }
  }

  private static func text(_ error: InspectionError) -> String {
    switch error {
    case .unreadable(let path): "\(path) cannot be read"
    case .noRecipe(let path, let reason): "\(path) has no readable recipe: \(reason)"
    }
  }

  private static func text(_ error: ServerError) -> String {
    switch error {
    case .portInUse(let port): "port \(port) is in use: choose another with --port"
    }
  }

  private static func text(_ error: DownloadError) -> (String, CommandStatus) {
    let byHand = "or load it by other means, unpack it and run `nemon-book data import DIR`"
    switch error {
    case .missingTool(let program, let package):
      return (
        "`\(program)` is not installed: install the package \(package) (sudo apt-get install \(package))",
        .failure
      )
    case .busy(let path): return ("another process is loading \(path)", .locked)
    case .unreachable(let address, let reason):
      return (
        "\(address) cannot be reached (\(reason)): try again where there is a network, \(byHand)", .failure
      )
    case .refused(let address, let reason):
      return (
        "\(address) does not give the file (\(reason)): name another address with --from, \(byHand)", .failure
      )
    case .tooLong(let address, let expected):
      return (
        "what \(address) gives is longer than the archive's \(expected) bytes; it was removed", .failure
      )
    case .wrongDigest(let address, let found, let expected):
      return (
        "what \(address) gives is another file: its SHA-256 is \(found.prefix(12))... instead of "
          + "\(expected.prefix(12))...; it was removed", .failure
      )
    case .unwritable(let path, let reason): return ("\(path) cannot be written: \(reason)", .failure)
    case .notUnpacked(let path, let reason): return ("\(path) cannot be unpacked: \(reason)", .failure)
    case .interrupted:
      return ("interrupted; what was loaded is kept, and the next call loads the rest", .interrupted)
    }
  }

  /// What `id` may have meant.
  private static func meant(_ id: String, _ known: [String]) -> String {
    let near = Spelling.near(id, among: known)
    if !near.isEmpty { return "; did you mean \(near.joined(separator: ", "))?" }
    return known.isEmpty ? "" : "; there are \(some(known.sorted()))"
  }
}

/// An id that no cell has.
package struct UnknownCell: Error, Equatable, Sendable {
  package var id: String
  package var known: [String]

  package init(id: String, known: [String]) {
    self.id = id
    self.known = known
  }
}

package enum InspectionError: Error, Equatable, Sendable {
  case unreadable(path: String)
  case noRecipe(path: String, reason: String)
}

package enum ServerError: Error, Equatable, Sendable {
  case portInUse(port: UInt16)
}

package struct UnavailableOutput: Error, Equatable, Sendable {
  package var path: String

  package init(path: String) { self.path = path }
}
