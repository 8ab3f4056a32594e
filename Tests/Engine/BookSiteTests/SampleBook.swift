import BookEvaluation
import BookSite
import BookStore
import CellKit
import ChapterSyntax
import Digests
import Foundation
import Support
import Synchronization

/// A small book in a folder of its own, rendered by the real pandoc and KaTeX.
final class SampleBook {
  let root: URL
  var chapters: [(name: String, text: String)]
  var scale = Scale.paper
  /// What the cells yielded; cells that are not here have no outcome.
  var outcomes: [String: CellOutcome] = [:]
  var claims = ClaimsLedger(entries: [])
  let cache = PagesInMemory()
  var searchPath: String?
  var sourceDate: Date?

  init(_ chapters: [(name: String, text: String)], bibliography: String = SampleBook.bibliography) throws {
    self.chapters = chapters
    root = FileManager.default.temporaryDirectory.appending(path: "sample-book-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: root.appending(path: "chapters"), withIntermediateDirectories: true)
    try bibliography.write(
      to: root.appending(path: "chapters/references.bib"), atomically: true, encoding: .utf8)
  }

  convenience init(_ text: String) throws { try self.init([("01-first", text)]) }

  deinit { try? FileManager.default.removeItem(at: root) }

  static let bibliography = """
    @article{perron, author = {Perron, Oskar}, title = {Zur Theorie der Matrices}, year = {1907}}
    @book{lohmiller, author = {Lohmiller, W. and Slotine, J.}, title = {On Contraction}, year = {1998}}
    """

  var plan: BookPlan {
    BookPlan.make(chapters: chapters.map { Chapter(text: $0.text, path: "chapters/\($0.name).md") }).plan
  }

  @discardableResult
  func render() throws -> SiteReport {
    try SiteRenderer(
      project: ProjectPaths(root: root), description: .sample, sourceDate: sourceDate, searchPath: searchPath
    )
    .read(plan, cache: cache).render(Evaluation(scale: scale, outcomes: outcomes), claims)
  }

  /// The diagnostics with which rendering fails, as `line:column id`.
  func problems() throws -> [String] {
    do {
      try render()
      return []
    } catch SiteError.chapters(let diagnostics) {
      return diagnostics.map {
        "\($0.location.file.dropFirst(9)):\($0.location.line):\($0.location.column) \($0.id)"
      }
    }
  }

  func page(_ file: String = "01-first.html") throws -> String {
    try String(contentsOf: root.appending(path: "output/\(file)"), encoding: .utf8)
  }

  /// Every file of the site by its path.
  func site() throws -> [String: Data] {
    let output = root.appending(path: "output")
    var files: [String: Data] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: output.path) ?? .init() {
      var isFolder: ObjCBool = false
      let file = output.appending(path: path)
      if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue {
        files[path] = try Data(contentsOf: file)
      }
    }
    return files
  }

  func chapter(_ name: String, replacing old: String, with new: String) {
    for index in chapters.indices where chapters[index].name == name {
      chapters[index].text = chapters[index].text.replacing(old, with: new)
    }
  }

  // MARK: - Outcomes

  static let trace = Trace(
    wallSeconds: 3.21, cpuSeconds: 6.1, peakMemory: 432_013_312, seed: 7, processor: "Example CPU",
    kernelLevel: "AVX2", libraries: ["OpenBLAS 0.3.21"], commit: "0123456789abcdef0123456789abcdef01234567",
    finishedAt: Date(timeIntervalSince1970: 1_790_000_000))

  static func stored(_ data: Data) -> StoredBytes { StoredBytes(digest: SHA256.hex(data)) { data } }

  static func stored(_ value: some Encodable) throws -> StoredBytes {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return stored(try encoder.encode(value))
  }

  func give(_ id: String, _ kind: CellKind, _ value: some Encodable, state: CellOutcome.State = .reused)
    throws
  {
    let value = CellValue(json: try Self.stored(value), trace: Self.trace, isQuick: scale == .quick)
    outcomes[id] = CellOutcome(id: id, kind: kind, state: state, key: SHA256.hex(id), value: value)
  }

  func giveFigure(_ id: String, light: String = "light", csv: String = "x,y\n1,2\n", places: String? = nil) {
    let figure = Figure(
      width: 640, height: 400, light: Self.stored(Data(light.utf8)), dark: Self.stored(Data("dark".utf8)),
      csv: Self.stored(Data(csv.utf8)), places: places.map { Self.stored(Data($0.utf8)) })
    outcomes[id] = CellOutcome(
      id: id, kind: .figure, state: .reused, key: SHA256.hex(id),
      value: CellValue(figure: figure, trace: Self.trace))
  }

  func claim(
    _ id: String, _ judgement: Judgement?, _ verdict: Verdict, recorded: Verdict? = nil,
    source: ClaimSource = ClaimSource(.abstract, "sentence 2"), scope: String? = nil, name: String? = nil
  ) {
    claims.entries.append(
      .init(
        id: id, name: name, chapter: "01-first",
        location: SourceLocation(file: "chapters/01-first.md", line: 1),
        source: source, scope: scope, statement: "", judgement: judgement, verdict: verdict,
        recorded: recorded))
  }
}

extension SiteDescription {
  static let sample = SiteDescription(
    name: "nemon-book", title: "A Sample", subtitle: "Made for tests",
    paper: .init(
      citation: "A. Author: A Paper (2021).", address: "https://example.org/paper", bibTeX: "@article{paper}"),
    bibTeX: "@software{book}", licence: "https://example.org/licence")
}

final class PagesInMemory: PageCache, Sendable {
  private let pages = Mutex<[String: Data]>([:])

  func page(_ key: String) -> Data? { pages.withLock { $0[key] } }
  func setPage(_ key: String, _ data: Data) { pages.withLock { $0[key] = data } }
}
