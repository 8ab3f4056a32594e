import Foundation
import Support

/// Reads Markdown, and writes citations.
struct Pandoc: Sendable {
  var tool: Tool

  init(searchPath: String) throws(ToolError) {
    tool = try Tool("pandoc", package: "pandoc", searchPath: searchPath)
  }

  /// pandoc's own Markdown, with `\(...\)` as mathematics. HTML and TeX are read as such, so that the book can
  /// say that it has no place for them. The header and ids of headings are ours.
  static let format =
    "markdown-native_divs-native_spans-auto_identifiers-implicit_figures-yaml_metadata_block"
    + "-pandoc_title_block+tex_math_single_backslash"

  /// Seconds after which, and the memory in MB beyond which, a text counts as one that pandoc cannot read.
  static let timeout = 30
  static let megabytes = 2000

  private static let arguments = ["--sandbox", "--preserve-tabs", "-f", format, "-t", "json"]

  /// What pandoc reads otherwise than its author may think, such as the second of two notes of one name.
  struct Warning: Sendable {
    var message: String
    var line: Int
    var column: Int
  }

  /// The syntax tree of `markdown` as JSON.
  func tree(of markdown: String) throws(ToolError) -> (json: Data, warnings: [Warning]) {
    var text = ""
    let json = try run(markdown) { text = $0 }
    return (json, Self.warnings(in: text))
  }

  /// Headings of the same id are found by ourselves, with those of the other chapters.
  private static func warnings(in text: String) -> [Warning] {
    text.matches(of: /\[WARNING\] (.+?),? at\s+line (\d+) column (\d+)(.*)/).compactMap { match in
      guard !match.1.hasPrefix("Duplicate identifier"), let line = Int(match.2), let column = Int(match.3)
      else {
        return nil
      }
      let end = match.4.hasSuffix(".") ? match.4.dropLast() : match.4
      let message = match.1.prefix(1).lowercased() + match.1.dropFirst() + end
      return Warning(message: message, line: line, column: column)
    }
  }

  /// The same, with citations and the list of what they cite as citeproc writes them.
  ///
  /// pandoc takes the bibliography's path for an address, in which some characters have a meaning, so it gets a copy.
  func tree(of markdown: String, bibliography: Data) throws(ToolError) -> Data {
    try run(
      markdown, ["--citeproc", "--bibliography", "references.bib", "-M", "link-citations=true"],
      files: ["references.bib": bibliography])
  }

  private func run(
    _ markdown: String, _ arguments: [String] = [], files: [String: Data] = [:],
    messages: (String) -> Void = { _ in }
  ) throws(ToolError) -> Data {
    try tool.run(
      Self.arguments + arguments, input: Data(markdown.utf8), files: files, timeout: Self.timeout,
      megabytes: Self.megabytes, messages: messages)
  }
}
