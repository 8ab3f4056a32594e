import Foundation
import Support

/// Data files for the scripts. They are scripts themselves, since a page on disk may load scripts but may
/// not read other files.
package enum ScriptData {
  package struct Section: Codable {
    /// File and fragment.
    var u: String
    /// Title of the page, and of the section.
    var p: String
    var h: String
    /// The section's text.
    var x: String

    package init(u: String, p: String, h: String, x: String) {
      (self.u, self.p, self.h, self.x) = (u, p, h, x)
    }
  }

  private static let (searchStart, previewsStart, end) = (
    "window.bookSections = ", "window.bookPreviews = ", ";\n"
  )

  package static func search(_ sections: [Section]) throws -> String {
    searchStart + (try json(sections)) + end
  }

  /// By file and fragment.
  package static func previews(_ previews: [String: String]) throws -> String {
    previewsStart + (try json(previews)) + end
  }

  /// Where the values of the figure `name` stand, from JSON.
  static func places(_ json: Data, of name: String) -> Data {
    Data("(window.bookPlaces = window.bookPlaces || {})[\"\(name)\"] = ".utf8) + json + Data(end.utf8)
  }

  /// What ``search(_:)`` wrote.
  static func sections(in file: Data) -> [Section]? { content(of: file, behind: searchStart) }

  /// What ``previews(_:)`` wrote.
  static func previews(in file: Data) -> [String: String]? { content(of: file, behind: previewsStart) }

  private static func content<Value: Decodable>(of file: Data, behind start: String) -> Value? {
    try? JSONDecoder().decode(Value.self, from: file.dropFirst(start.utf8.count).dropLast(end.utf8.count))
  }

  /// JSON that is safe inside a script, wherever that stands.
  static func json(_ value: some Encodable) throws -> String {
    forScripts(try CanonicalJSON.text(value))
  }

  private static let forScripts = Replacements([
    "<": "\\u003c", "\u{2028}": "\\u2028", "\u{2029}": "\\u2029",
  ])

  /// With single spaces.
  static func plain(_ text: String) -> String {
    // Scalars, since white space never begins a longer character: several times as fast as characters.
    let words = text.unicodeScalars.split { scalar in
      scalar.isASCII ? scalar.value <= 0x20 && scalar.properties.isWhitespace : scalar.properties.isWhitespace
    }
    return words.map(String.init).joined(separator: " ")
  }
}
