import Foundation

/// The face in which figures are drawn, for the pages' text and the letters of their formulas: the STIX fonts of the system,
/// which may be passed on (SIL Open Font License 1.1). Nothing where they are not found; pages then take another face.
package struct TextFont: Sendable {
  /// What a cut is called as a file, by Debian and by macOS, and in style sheets.
  private static let cuts: [(files: [String], style: String)] = [
    (["STIXGeneral-Regular.otf", "STIXGeneral.otf"], "font-style:normal;font-weight:400"),
    (["STIXGeneral-Italic.otf", "STIXGeneralItalic.otf"], "font-style:italic;font-weight:400"),
    (["STIXGeneral-Bold.otf", "STIXGeneralBol.otf"], "font-style:normal;font-weight:700"),
    (["STIXGeneral-BoldItalic.otf", "STIXGeneralBolIta.otf"], "font-style:italic;font-weight:700"),
  ]

  package static let systemFolders = [
    URL(filePath: "/usr/share/fonts/opentype/stix"), URL(filePath: "/Library/Fonts"),
    URL(filePath: "/System/Library/Fonts/Supplemental"),
  ]

  /// Where Debian keeps the fonts' license.
  package static let license = URL(filePath: "/usr/share/doc/fonts-stix/copyright")

  private var found: [(file: URL, style: String)] = []

  package init(folders: [URL] = Self.systemFolders) {
    for folder in folders where found.isEmpty {
      found = Self.cuts.compactMap { cut in
        cut.files.map { folder.appending(path: $0) }
          .first { FileManager.default.fileExists(atPath: $0.path) }.map { ($0, cut.style) }
      }
    }
  }

  /// By their names beside the style sheet.
  package func files(license: URL = Self.license) throws -> [String: Data] {
    var files = Dictionary(
      uniqueKeysWithValues: try found.map {
        ("fonts/" + $0.file.lastPathComponent, try Data(contentsOf: $0.file))
      })
    if !found.isEmpty, let text = try? Data(contentsOf: license) { files["fonts/STIX-license.txt"] = text }
    return files
  }

  /// The family "Book Text", and its digits and letters in place of KaTeX's own, whose signs and brackets stay.
  package var styleSheet: String {
    found.map { file, style in
      let source = "src:url(fonts/\(file.lastPathComponent)) format(\"opentype\")"
      let letters = "unicode-range:U+30-39,U+41-5A,U+61-7A,U+391-3C9"
      let rules =
        ["@font-face{font-family:\"Book Text\";\(style);\(source)}"]
        + (["KaTeX_Main", "KaTeX_Math"].filter { $0 == "KaTeX_Main" || style.contains("italic") }).map {
          family in
          "@font-face{font-family:\(family);\(style);\(source);\(letters)}"
        }
      return rules.joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
