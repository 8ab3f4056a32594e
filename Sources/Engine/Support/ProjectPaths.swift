import Foundation

/// Where a book's files are. All but the store, which may be elsewhere, is below one root.
package struct ProjectPaths: Sendable, Hashable {
  package var root: URL
  /// The book's, which is its command's too.
  package var name: String

  /// Everything that a build keeps for the next one.
  package var store: URL

  /// - Parameter store: a folder for what is kept, if not the hidden one below the root that is called as the book.
  package init(root: URL, name: String = "book", store: URL? = nil) {
    self.root = root.standardizedFileURL
    self.name = name
    self.store = store ?? self.root.appending(path: "." + name, directoryHint: .isDirectory)
  }

  /// How a reader calls the book's command in the project's folder.
  package var command: String { "./" + name }

  /// The Markdown chapters, `references.bib`, `claims.json` and `frozen/`.
  package var chapters: URL { root.appending(path: "chapters", directoryHint: .isDirectory) }
  /// Paper-scale figures, which are committed.
  package var figures: URL { root.appending(path: "figures", directoryHint: .isDirectory) }
  /// The site.
  package var output: URL { root.appending(path: "output", directoryHint: .isDirectory) }

  /// Verdicts that the authors recorded.
  package var recordedClaims: URL { chapters.appending(path: "claims.json") }
  /// How long the cells took when the verdicts were recorded. No cell's id begins with `_`.
  package var recordedTimes: URL { frozen.appending(path: "_times.json") }
  package var bibliography: URL { chapters.appending(path: "references.bib") }
  package var database: URL { store.appending(path: "cache.sqlite") }
  package var lock: URL { store.appending(path: "lock") }

  /// Committed values.
  package var frozen: URL { chapters.appending(path: "frozen", directoryHint: .isDirectory) }
  /// The committed value of a cell that costs hours.
  package func frozenValue(of id: String, isPacked: Bool) -> URL {
    frozen.appending(path: isPacked ? "\(id).json.gz" : "\(id).json")
  }
  /// Exported shards of cells that cost hours, committed as they finish.
  package var frozenShards: URL { frozen.appending(path: "shards", directoryHint: .isDirectory) }
  /// How it was computed.
  package func frozenTrace(of id: String) -> URL { frozen.appending(path: "\(id).trace.json") }
}
