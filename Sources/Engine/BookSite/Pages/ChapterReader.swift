import BookStore
import ChapterSyntax
import Digests
import Foundation
import Support

/// Reads chapters by pandoc. What pandoc said of a text, and the outline that came of it, are in the cache.
struct ChapterReader {
  let pandoc: Pandoc
  private let cache: any PageCache
  private let renderer: String
  private var composed: [Int: ComposedChapter] = [:]
  /// How many chapters pandoc read.
  private(set) var pandocRuns = 0
  private(set) var chapters: [OutlinedChapter]

  /// - Parameter renderer: changes when the program does: outlines of another program are not used.
  init(_ plan: BookPlan, searchPath: String, renderer: String, cache: any PageCache) throws(SiteError) {
    do throws(ToolError) { pandoc = try Pandoc(searchPath: searchPath) } catch { throw .tool(error) }
    self.cache = cache
    self.renderer = renderer
    chapters = plan.chapters.enumerated().map { OutlinedChapter($1, place: $0 + 1) }
  }

  /// Fills in the outlines.
  /// - Throws: ``SiteError/chapters(_:)`` with everything that is wrong in the chapters, references and citations
  ///   included.
  mutating func outline(_ bibliography: Bibliography) throws -> ReferenceTable {
    let keys = chapters.map {
      key("outline", [renderer, $0.page, String($0.number), $0.chapter.name, $0.chapter.text])
    }
    let missing = try chapters.indices.filter { index in
      guard let outline: ChapterOutline = try cache.value(keys[index]) else { return true }
      chapters[index].outline = outline
      return false
    }
    var problems = try read(missing)
    for index in missing {
      guard let chapter = composed[index] else { continue }
      chapters[index].outline = chapter.outline
      if chapter.problems.isEmpty {
        try cache.setValue(keys[index], chapter.outline)
      } else {
        problems += chapter.problems.map(Locator(chapters[index]).diagnostic)
      }
    }
    let references = ReferenceTable(chapters)
    problems += references.problems(in: chapters) + bibliography.problems(in: chapters)
    guard problems.isEmpty else {
      throw SiteError.chapters(problems.sorted { ($0.location, $0.id) < ($1.location, $1.id) })
    }
    return references
  }

  /// The chapters at `indices`, in their order.
  mutating func chapters(at indices: [Int]) throws -> [ComposedChapter] {
    let problems = try read(indices.filter { composed[$0] == nil })
    guard problems.isEmpty else { throw SiteError.chapters(problems) }
    return indices.compactMap { composed[$0] }
  }

  // MARK: - Trees

  private func key(_ kind: String, _ parts: [String]) -> String {
    kind + "-"
      + SHA256.hex(([RendererVersion.tree, pandoc.tool.identity] + parts).joined(separator: "\u{1F}"))
  }

  /// - Returns: what keeps chapters from being read.
  private mutating func read(_ indices: [Int]) throws -> [Diagnostic] {
    let manuscripts = indices.map { Manuscript(chapters[$0].chapter) }
    let keys = manuscripts.map { key("tree", [$0.markdown]) }
    var trees = try keys.map { try cache.page($0) }
    let work = indices.indices.filter { trees[$0] == nil }
    // Two pandocs side by side.
    let answers = work.map { manuscripts[$0].markdown }.concurrentMap(limit: 2) { [pandoc] text in
      Result { () throws(ToolError) in try pandoc.tree(of: text) }
    }
    pandocRuns += work.count
    var problems: [Diagnostic] = []
    for (place, answer) in zip(work, answers) {
      switch answer {
      case .success(let (json, warnings)):
        trees[place] = json
        if warnings.isEmpty { try cache.setPage(keys[place], json) }
        let path = chapters[indices[place]].chapter.path
        problems += warnings.map { warning in
          Diagnostic(
            id: "pandoc-warning", message: warning.message,
            at: SourceLocation(file: path, line: warning.line, column: warning.column))
        }
      case .failure(.timedOut), .failure(.killed):
        problems.append(
          unreadable(
            indices[place],
            "pandoc does not read this chapter within \(Pandoc.timeout) s and \(Pandoc.megabytes / 1000) GB",
            fix: "Is something nested very often, or a sign repeated very often without an end?"))
      case .failure(.failed(_, let status, let message)):
        let words = message.trimmingCharacters(in: .whitespacesAndNewlines)
        problems.append(
          unreadable(
            indices[place],
            "pandoc does not read this chapter: it ended with status \(status)"
              + (words.isEmpty ? "" : ": \(words.prefix(500))")))
      case .failure(let error): throw SiteError.tool(error)
      }
    }
    for (place, index) in indices.enumerated() {
      guard let json = trees[place] else { continue }
      do throws(TreeError) {
        let document = try PandocDocument(json: json)
        composed[index] = ChapterComposer.compose(manuscripts[place], document, chapters[index])
      } catch .tooDeep(let place) {
        problems.append(
          Locator(chapters[index]).diagnostic(
            Problem(
              id: "deep-nesting", message: "this is nested too deeply", place: place,
              fix: "Write it in at most forty levels.")))
      } catch .unknownNode(let name) {
        problems.append(
          unreadable(index, "this version of pandoc writes `\(name)`, which the book does not know"))
      } catch .unreadable(let reason) {
        problems.append(unreadable(index, "what pandoc makes of this chapter cannot be read: \(reason)"))
      }
    }
    return problems
  }

  private func unreadable(_ index: Int, _ message: String, fix: String? = nil) -> Diagnostic {
    Diagnostic(
      id: "unreadable-chapter", message: message,
      at: SourceLocation(file: chapters[index].chapter.path, line: 1), fix: fix)
  }
}
