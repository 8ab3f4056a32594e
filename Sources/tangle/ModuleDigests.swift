import ChapterSyntax
import Diagnostics
import Digests

/// Digests of modules' sources: they change when code does, not with comments or white space.
struct ModuleDigests {
  /// The digest of each module with all that it depends on, by name.
  private(set) var digests: [(name: String, digest: String)] = []

  /// The digest of a module joins those of its own sources and of every module below it, by name.
  init(_ modules: [ModuleSources]) throws(TangleError) {
    var own: [String: String] = [:]
    for module in modules { own[module.name] = try Self.ownDigest(module) }
    let dependencies = Dictionary(modules.map { ($0.name, $0.dependencies) }, uniquingKeysWith: +)
    digests = modules.map { module in
      var reached: Set<String> = [module.name]
      var pending = [module.name]
      while let next = pending.popLast() {
        for name in dependencies[next] ?? [] where reached.insert(name).inserted { pending.append(name) }
      }
      let parts = reached.sorted().map { "\($0)=\(own[$0] ?? "")" }
      return (module.name, SHA256.hex(parts.joined(separator: "\n")))
    }
  }

  private static func ownDigest(_ module: ModuleSources) throws(TangleError) -> String {
    let files = module.sources.map { path in (name: fileName(path, module: module), path: path) }
    let parts = try files.sorted { $0.name < $1.name }.map { file throws(TangleError) in
      "\(file.name)=\(SHA256.hex(canonicalText(try Tangle.text(of: file.path), of: file.name)))"
    }
    return SHA256.hex(parts.joined(separator: "\n"))
  }

  /// The path behind the module's own folder.
  private static func fileName(_ path: String, module: ModuleSources) -> String {
    let parts = path.split(separator: "/")
    let start = parts.lastIndex { $0 == module.name }.map { $0 + 1 } ?? max(0, parts.count - 1)
    return parts[min(start, max(0, parts.count - 1))...].joined(separator: "/")
  }

  private static func canonicalText(_ text: String, of file: String) -> String {
    if file.hasSuffix(".swift") {
      return SwiftTokens(text, startingAt: SourceLocation(file: file, line: 1)).canonicalText
    }
    let cEndings = [".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".m", ".mm", ".modulemap"]
    return cEndings.contains { file.hasSuffix($0) } ? CTokens(text).canonicalText : text
  }
}
