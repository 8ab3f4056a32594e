import Foundation

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

  /// Seconds after which a text counts as one that pandoc cannot read.
  static let timeout = 30

  private static let arguments = ["--sandbox", "--preserve-tabs", "-f", format, "-t", "json"]

  /// The syntax tree of `markdown` as JSON.
  func tree(of markdown: String) throws(ToolError) -> Data {
    try tool.run(Self.arguments, input: Data(markdown.utf8), timeout: Self.timeout)
  }

  /// The same, with citations and the list of what they cite as citeproc writes them.
  func tree(of markdown: String, bibliography: URL) throws(ToolError) -> Data {
    let citeproc = ["--citeproc", "--bibliography", bibliography.path, "-M", "link-citations=true"]
    return try tool.run(Self.arguments + citeproc, input: Data(markdown.utf8), timeout: Self.timeout)
  }
}
