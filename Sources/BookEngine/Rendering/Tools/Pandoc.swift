import Foundation

/// Turns a chapter's Markdown into HTML.
struct Pandoc: Sendable {
  var tool: Tool

  init(searchPath: String) throws(ToolError) {
    tool = try Tool("pandoc", package: "pandoc", searchPath: searchPath)
  }

  /// Raw HTML and TeX are text; ids of headings come from us; attributes that HTML does not know are data.
  static let format =
    "markdown-raw_html-raw_tex-raw_attribute-native_divs-native_spans-tex_math_dollars-auto_identifiers"
    + "-implicit_figures-yaml_metadata_block-pandoc_title_block-example_lists"

  static func arguments(bibliography: URL?) -> [String] {
    let citations = bibliography.map {
      ["--citeproc", "--bibliography", $0.path, "-M", "link-citations=true", "-M", "nocite=@*"]
    }
    return ["--sandbox", "-f", format, "-t", "html5", "--no-highlight", "--wrap=preserve"] + (citations ?? [])
  }

  func html(_ markdown: String, bibliography: URL?) throws(ToolError) -> String {
    let data = try tool.run(Self.arguments(bibliography: bibliography), input: Data(markdown.utf8))
    return String(decoding: data, as: UTF8.self)
  }
}
