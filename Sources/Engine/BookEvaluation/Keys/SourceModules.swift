import BookStore
import CellKit
import Synchronization

/// The modules of a compiled book.
package struct SourceModules: Sendable {
  private let modules: [String: CompiledModule]
  private let known = KnownClosures()

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

  /// What cells that call `names` may reach, and the digest of its files.
  func reached(from names: [String]) -> (modules: Set<String>, digest: String) {
    if let known = known[names] { return known }
    let called = closure(of: names)
    let found = (called, sources(of: called).digest)
    known[names] = found
    return found
  }

  /// The files of `names`.
  package func sources(of names: Set<String>) -> SourceSet {
    let files = names.compactMap { modules[$0] }.flatMap { module in
      module.sources.map { SourceSet.File(path: $0.path, tokens: $0.digest, flags: module.flags) }
    }
    return SourceSet(files: files.sorted { $0.path < $1.path })
  }
}

/// Many cells call the same modules.
private final class KnownClosures: Sendable {
  private let closures = Mutex<[[String]: (Set<String>, String)]>([:])

  subscript(names: [String]) -> (modules: Set<String>, digest: String)? {
    get { closures.withLock { $0[names] } }
    set { closures.withLock { $0[names] = newValue } }
  }
}
