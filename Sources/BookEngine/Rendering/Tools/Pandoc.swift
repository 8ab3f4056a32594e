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

  private static let metadata = "metadata.yaml"

  static func arguments(bibliography: URL?) -> [String] {
    let citations = bibliography.map {
      ["--citeproc", "--bibliography", $0.path, "--metadata-file", metadata]
    }
    return ["--sandbox", "-f", format, "-t", "html5", "--no-highlight", "--wrap=preserve"] + (citations ?? [])
  }

  /// - Parameter cited: the keys of all publications that the book cites. The list of references is of all of them in
  ///   every chapter, so that works of one author and year are told apart by the same letters everywhere. (`-M nocite=`
  ///   would be a string to pandoc, and do nothing.)
  func html(_ markdown: String, bibliography: URL?, cited: [String]) throws -> String {
    let metadata = Metadata(nocite: cited.map { "@{\($0)}" }.joined(separator: ", "))
    let data = try tool.run(
      Self.arguments(bibliography: bibliography), input: Data(markdown.utf8),
      files: [Self.metadata: try JSONEncoder().encode(metadata)])
    return String(decoding: data, as: UTF8.self)
  }

  /// JSON is YAML.
  private struct Metadata: Encodable {
    var nocite: String
    var linkCitations = true

    enum CodingKeys: String, CodingKey {
      case nocite
      case linkCitations = "link-citations"
    }
  }
}
