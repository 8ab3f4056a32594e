import Digests

/// The files that a cell's code may call: those of its modules and of all that these depend on.
package struct SourceSet: Sendable, Equatable, Codable {
  /// One file: its tokens, and the flags that it was compiled with.
  package struct File: Sendable, Hashable, Codable {
    package var path: String
    /// SHA-256 (hex) of the tokens.
    package var tokens: String
    package var flags: String

    package init(path: String, tokens: String, flags: String) {
      (self.path, self.tokens, self.flags) = (path, tokens, flags)
    }
  }

  /// In order of path.
  package var files: [File]

  package init(files: [File]) { self.files = files }

  /// Of the set, without paths, folders and names of modules: moved code is the same code.
  package var digest: String {
    SHA256.hex(Set(files.map { "\($0.tokens) \($0.flags)" }).sorted().joined(separator: "\n"))
  }

  /// What differs from `former`, in words: paths, or whose flags do. Empty where nothing is known to differ.
  package func changes(since former: SourceSet) -> [String] {
    let old = Set(former.files.map { "\($0.tokens) \($0.flags)" })
    let new = Set(files.map { "\($0.tokens) \($0.flags)" })
    let changed = files.filter { !old.contains("\($0.tokens) \($0.flags)") }
    let known = Set(former.files.map(\.tokens))
    let edited = changed.filter { !known.contains($0.tokens) }.map(\.path)
    let reflagged = changed.contains { known.contains($0.tokens) } ? ["the compiler's flags"] : []
    let paths = Set(files.map(\.path))
    let removed = former.files.filter {
      !new.contains("\($0.tokens) \($0.flags)") && !paths.contains($0.path)
    }
    return edited + removed.map(\.path) + reflagged
  }
}
