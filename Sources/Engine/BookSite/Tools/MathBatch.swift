import Foundation
import Support

/// Renders mathematics by KaTeX: all formulas of a build in one process.
struct MathBatch: Sendable {
  var node: Tool
  /// The folder of the `katex` package for node.
  var package: URL
  /// Its style sheet and fonts.
  var styles: URL
  var version: String

  init(searchPath: String) throws(ToolError) {
    node = try Tool("node", package: "nodejs", searchPath: searchPath)
    guard
      let package = Self.modules.first(where: {
        FileManager.default.fileExists(atPath: $0.appending(path: "package.json").path)
      }),
      let description = try? Data(contentsOf: package.appending(path: "package.json")),
      let facts = try? JSONDecoder().decode(PackageFacts.self, from: description)
    else { throw .missing(program: "katex", package: "katex") }
    self.package = package
    styles = package.appending(path: "dist").resolvingSymlinksInPath()
    version = facts.version
  }

  /// Where Debian and npm put it.
  private static let modules = [
    URL(filePath: "/usr/share/nodejs/katex"), URL(filePath: "/usr/lib/node_modules/katex"),
    URL(filePath: "/usr/local/lib/node_modules/katex"),
  ]

  private struct PackageFacts: Decodable { var version: String }

  /// What KaTeX made of one formula.
  enum Answer: Hashable, Sendable {
    case html(String)
    /// - Parameter offset: in the formula, in UTF-16 units, if KaTeX tells.
    case error(message: String, offset: Int?)
  }

  func render(_ formulas: [Formula]) throws -> [Answer] {
    guard !formulas.isEmpty else { return [] }
    let request = Request(
      package: package.path, formulas: formulas.map { .init(tex: $0.tex, display: $0.isDisplay) })
    let output = try node.run(
      ["-e", Assets.typesetter], input: try JSONEncoder().encode(request),
      environment: ["NODE_PATH": package.deletingLastPathComponent().path], megabytes: 2000)
    let replies = try JSONDecoder().decode([Reply].self, from: output)
    return replies.map { reply in
      reply.html.map(Answer.html) ?? .error(message: reply.error ?? "no output", offset: reply.position)
    }
  }

  private struct Request: Encodable {
    struct Item: Encodable {
      var tex: String
      var display: Bool
    }
    var package: String
    var formulas: [Item]
  }

  private struct Reply: Decodable {
    var html: String?
    var error: String?
    var position: Int?
  }
}
