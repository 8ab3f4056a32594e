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
    return String(decoding: try encoder.encode(value), as: UTF8.self)
      .replacing("<", with: "\\u003c").replacing("\u{2028}", with: "\\u2028").replacing(
        "\u{2029}", with: "\\u2029")
  }

  /// Text of an HTML page, as text: character references resolved, white space collapsed.
  static func plain(_ html: String) -> String {
    let resolved = html.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    return resolved.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
