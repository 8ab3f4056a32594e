import CellKit
import Digests

/// The files that a cell's code may call: those of its modules and of all that these depend on.
package struct SourceSet: Sendable, Equatable, Codable {
  /// One file: its tokens, and the flags that it was compiled with.
  package struct File: Sendable, Hashable, Codable {
    package var path: String
    /// SHA-256 (hex) of the tokens.
    package var tokens: String
    package var flags: String
  }

  /// In order of path.
  package var files: [File]

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

/// The modules of a compiled book.
package struct SourceModules: Sendable {
  private let modules: [String: CompiledModule]

  package init(_ modules: [CompiledModule]) {
    self.modules = Dictionary(modules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// `names` and all that they depend on.
  package func closure(of names: some Sequence<String>) -> Set<String> {
    var reached = Set(names)
    var pending = Array(reached)
    while let next = pending.popLast() {
      for name in modules[next]?.dependencies ?? [] where reached.insert(name).inserted {
        pending.append(name)
      }
    }
    return reached
  }

  /// The files of `names`.
  package func sources(of names: Set<String>) -> SourceSet {
    let files = names.compactMap { modules[$0] }.flatMap { module in
      module.sources.map { SourceSet.File(path: $0.path, tokens: $0.digest, flags: module.flags) }
    }
    return SourceSet(files: files.sorted { $0.path < $1.path })
  }
}
