/// The site's style sheet and scripts: the files of `Resources`, compiled into the program.
enum Assets {
  typealias Files = PackageResources

  static let styleSheet = joined([
    Files.base_css, Files.layout_css, Files.text_css, Files.cells_css, Files.figures_css, Files.claims_css,
    Files.controls_css,
    Files.wide_css, Files.print_css,
  ])
  /// No library, no request beyond the folder, nothing that reading needs.
  static let script = joined([
    Files.foundation_js, Files.switches_js, Files.points_js, Files.figures_js, Files.contents_js,
    Files.previews_js,
    Files.search_js,
  ])
  /// Runs before the page is drawn.
  static let theme = joined([Files.theme_js])
  static let icon = joined([Files.icon_svg])
  /// For node: reads formulas, and writes what KaTeX makes of them.
  static let typesetter = joined([Files.typeset_js])

  private static func joined(_ files: [[UInt8]]) -> String {
    String(decoding: files.joined(separator: [UInt8(ascii: "\n")]).map { $0 }, as: UTF8.self)
  }
}
