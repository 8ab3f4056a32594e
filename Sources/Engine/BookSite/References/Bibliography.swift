import Foundation
import Support

/// The keys of `references.bib`.
struct Bibliography: Sendable {
  /// The whole file; empty where there is none.
  var text: String
  var keys: Set<String>
  var isThere = false

  init(file: URL) throws {
    guard FileManager.default.fileExists(atPath: file.path) else {
      self.init(text: "")
      return
    }
    self.init(text: try String(contentsOf: file, encoding: .utf8))
    isThere = true
  }

  init(text: String) {
    self.text = text
    keys = Set(text.matches(of: /@(\w+)\s*\{\s*([^,\s}]+)\s*,/).map { String($0.2) })
  }

  /// One error for each citation of a publication that is not in the bibliography, and for each publication
  /// that pandoc took for a numbered example.
  func problems(in chapters: [OutlinedChapter]) -> [Diagnostic] {
    unknown(in: chapters)
      + chapters.flatMap { outlined in
        outlined.outline.examples.filter { keys.contains($0.id) }
          .map { Locator(outlined).diagnostic(.example($0.id, at: $0.place)) }
      }
  }

  private func unknown(in chapters: [OutlinedChapter]) -> [Diagnostic] {
    chapters.flatMap { outlined -> [Diagnostic] in
      let unknown = outlined.outline.citations.flatMap { zip($0.keys, $0.places) }.filter {
        !keys.contains($0.0)
      }
      guard !unknown.isEmpty else { return [] }
      let locator = Locator(outlined)
      return unknown.map { key, place in
        let near = NearestName.of(key, among: keys.sorted())
        return Diagnostic(
          id: "unknown-citation", message: "`\(key)` is not in chapters/references.bib",
          at: locator.location(place), fix: near.map { "Did you mean `@\($0)`?" })
      }
    }
  }
}
