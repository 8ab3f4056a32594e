import BookStore
import CellKit
import ChapterSyntax
import Digests
import Foundation
import Support

/// One digest over everything that a build depends on and everything that it leaves behind. Where it is
/// that of the last build, there is nothing to do, however large the book is.
struct BuildStamp {
  let book: Book
  let request: BuildRequest
  let store: Store
  /// As they were before the build read anything.
  let inputs: [String]

  /// The program and the files that a build reads: those that it has read are the ones that are there behind it, if this is
  /// what it was. Texts by their content, which survives a checkout; frozen values, which are a hundred times as long, by size
  /// and time.
  /// - Throws: the file system's error.
  static func inputs(of book: Book) throws -> [String] {
    let program = Bundle.main.executableURL.map { description(of: $0) } ?? ""
    let flags = book.compilerCommands.map { description(of: $0) } ?? ""
    return try ["program \(program)", "flags \(flags)"]
      + files(in: book.project.chapters).map { file in
        file.path.hasPrefix(book.project.frozen.path + "/")
          ? "frozen \(description(of: file))"
          : "source \(file.path) \(SHA256.hex(try Data(contentsOf: file, options: .mappedIfSafe)))"
      }
  }

  /// - Throws: ``StoreError``.
  func digest() throws -> String {
    var lines = ["scale \(request.scale)", "runs nothing \(request.execution == .never)"]
    lines.append("date of the sources \(book.sourceDate?.timeIntervalSince1970.description ?? "not given")")
    lines.append("compiler \(book.compiled.compiler), seed \(book.seed)")
    lines += book.libraries.sorted { $0.key < $1.key }.map { "library \($0.key) \($0.value)" }
    lines += book.compiled.chapters.flatMap(\.cells).map { "cell \($0.id) \($0.codeDigest)" }
    lines += book.dataSets(at: request.scale).map { set in
      "data \(set.name) \(set.digest) \((try? set.locate()) != nil)"
    }
    lines.append(try store.population())
    lines += inputs
    for folder in [book.project.output, book.project.figures] {
      lines += Self.files(in: folder).map { Self.description(of: $0) }
    }
    return SHA256.hex(lines.joined(separator: "\n"))
  }

  private static func files(in folder: URL) -> [URL] {
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return names.sorted().map { folder.appending(path: $0) }
      .filter { FileStamp($0.path, followsLinks: false)?.isRegularFile == true }
  }

  private static func description(of file: URL) -> String {
    FileStamp(file.path)?.description ?? "\(file.path) missing"
  }
}

/// What a build found, kept for a next one that has nothing to do.
struct BuildMemo: Codable {
  struct Cell: Codable {
    var id: String
    var kind: CellKind
    var state: CellOutcome.State
    var staleInputs: [String]
  }

  var cells: [Cell]
  var ledger: ClaimsLedger
  var pages: Int

  /// Nil for builds that must be repeated: those with failures, or without a site.
  init?(_ report: BuildReport) {
    guard let pages = report.pages, report.evaluation.failures.isEmpty else { return nil }
    self.pages = pages.rendered + pages.reused
    cells = report.evaluation.outcomes.values.sorted { $0.id < $1.id }.map { outcome in
      let state = outcome.state == .computed ? .reused : outcome.state
      return Cell(id: outcome.id, kind: outcome.kind, state: state, staleInputs: outcome.staleInputs)
    }
    ledger = report.ledger
    for index in ledger.entries.indices { ledger.entries[index].judgement = nil }
  }

  func report(scale: Scale) -> BuildReport {
    let outcomes = cells.map { cell in
      (
        cell.id,
        CellOutcome(
          id: cell.id, kind: cell.kind, state: cell.state, value: CellValue(staleInputs: cell.staleInputs))
      )
    }
    return BuildReport(
      evaluation: Evaluation(
        scale: scale, outcomes: Dictionary(outcomes, uniquingKeysWith: { first, _ in first })),
      ledger: ledger, figureFiles: [], pages: PageCounts(rendered: 0, reused: pages))
  }
}
