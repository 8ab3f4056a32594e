import ChapterSyntax
import Digests
import Support

/// Digests of a module's files: they change when code does, not with comments, white space, names or places of files.
struct SourceDigests {
  private let texts: [String: String]
  /// The files of the module by the last part of their path, for `#include "kernels.inc"`.
  private let byName: [String: [String]]
  /// Names of the modules of which sources are known: that one imports them is no matter of its own.
  private let modules: Set<String>

  /// - Parameter modules: all that are digested; imports of them do not count, since all their files do.
  init(_ module: ModuleSources, modules: Set<String>) throws(TangleError) {
    var texts: [String: String] = [:]
    for path in module.sources { texts[path] = try Tangle.text(of: path) }
    self.texts = texts
    self.modules = modules
    byName = Dictionary(grouping: module.sources) { String($0.split(separator: "/").last ?? "") }
  }

  /// SHA-256 (hex) of the tokens of the file at `path`.
  func digest(of path: String) -> String { SHA256.hex(canonicalText(of: path, inside: [])) }

  private func canonicalText(of path: String, inside outer: [String]) -> String {
    let text = texts[path] ?? ""
    if path.hasSuffix(".swift") { return swiftText(text) }
    let endings = [
      ".c", ".h", ".inc", ".def", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".m", ".mm", ".modulemap",
    ]
    guard endings.contains(where: { path.hasSuffix($0) }) else { return text }
    var tokens = CTokens(text).tokens
    for index in tokens.indices.dropFirst() {
      // The file that is named, instead of its name; its own includes likewise.
      guard ["include", "import", "header", "embed"].contains(tokens[index - 1]),
        let file = included(tokens[index], from: path), !outer.contains(file), file != path
      else { continue }
      tokens[index] = SHA256.hex(canonicalText(of: file, inside: outer + [path]))
    }
    return tokens.joined(separator: "\u{1F}")
  }

  /// The file of the module that `"name.h"` means: the one beside `path`, or the only one of this name.
  private func included(_ token: String, from path: String) -> String? {
    guard token.hasPrefix("\""), token.hasSuffix("\""), token.count > 2 else { return nil }
    let name = token.dropFirst().dropLast()
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/")
    if texts[folder + "/" + name] != nil { return folder + "/" + name }
    let candidates = (byName[String(name.split(separator: "/").last ?? "")] ?? []).filter {
      $0.hasSuffix("/" + name)
    }
    return candidates.count == 1 ? candidates[0] : nil
  }

  private func swiftText(_ text: String) -> String {
    SwiftTokens(text, startingAt: SourceLocation(file: "", line: 1)).canonicalText(withoutImportsOf: modules)
  }
}
