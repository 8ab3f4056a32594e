import Diagnostics
import Foundation

/// The keys of `references.bib`.
struct Bibliography: Sendable {
  /// The whole file; empty where there is none.
  var text: String
  var keys: Set<String>
  var file: URL?

  init(file: URL) throws {
    guard FileManager.default.fileExists(atPath: file.path) else {
      self.init(text: "")
      return
    }
    self.init(text: try String(contentsOf: file, encoding: .utf8))
    self.file = file
  }

  init(text: String) {
    self.text = text
    keys = Set(text.matches(of: /@(\w+)\s*\{\s*([^,\s}]+)\s*,/).map { String($0.2) })
  }

  /// One error for each citation of a publication that is not in the bibliography.
  func unknown(in chapters: [ScannedChapter]) -> [Diagnostic] {
    chapters.flatMap(\.citations).filter { !keys.contains($0.key) }.map { citation in
      let near = NearestName.of(citation.key, among: keys.sorted())
      return Diagnostic(
        id: "unknown-citation", message: "`\(citation.key)` is not in chapters/references.bib",
        at: citation.location, fix: near.map { "Did you mean `@\($0)`?" })
    }
  }
}
