import Foundation

/// Data files for the scripts. They are scripts themselves, since a page on disk may load scripts but may
/// not read other files.
enum ScriptData {
  struct Section: Encodable {
    /// File and fragment.
    var u: String
    /// Title of the page, and of the section.
    var p: String
    var h: String
    var x: String
  }

  static func search(_ sections: [Section]) throws -> String {
    "window.bookSections = \(try json(sections));\n"
  }

  /// By file and fragment.
  static func previews(_ previews: [String: String]) throws -> String {
    "window.bookPreviews = \(try json(previews));\n"
  }

  /// JSON that is safe inside a script, wherever that stands.
  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return forScripts(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  private static let forScripts = Replacements([
    "<": "\\u003c", "\u{2028}": "\\u2028", "\u{2029}": "\\u2029",
  ])

  /// With single spaces.
  static func plain(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
