import ChapterSyntax
import Support

/// Swift code as HTML, with its tokens marked at build time.
package enum SwiftHighlighter {
  package static func markup(of code: String) -> Markup {
    let bytes = Array(code.utf8)
    let tokens = SwiftTokens(code, startingAt: SourceLocation(file: "", line: 1)).tokens
    var html: Markup = ""
    var end = 0
    for (index, token) in tokens.enumerated() {
      guard token.range.lowerBound >= end, token.range.upperBound <= bytes.count else { continue }
      html += between(text(bytes[end..<token.range.lowerBound]))
      html += marked(
        text(bytes[token.range]), as: tokenClass(token, after: index > 0 ? tokens[index - 1] : nil))
      end = token.range.upperBound
    }
    return html + between(text(bytes[end...]))
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  /// What stands between tokens: white space and comments.
  private static func between(_ text: String) -> Markup {
    text.contains { !$0.isWhitespace } ? marked(text, as: "comment") : Markup(text: text)
  }

  private static func marked(_ text: String, as name: String?) -> Markup {
    guard let name else { return Markup(text: text) }
    return "<span class=\"\(name)\">\(text)</span>"
  }

  private static func tokenClass(_ token: SwiftToken, after previous: SwiftToken?) -> String? {
    switch token.kind {
    case .number: "number"
    case .string, .regex: "string"
    case .identifier:
      if keywords.contains(token.text), previous?.text != "." {
        "keyword"
      } else if token.text.first?.isUppercase ?? false {
        "type"
      } else {
        nil
      }
    case .operation, .punctuation: nil
    }
  }

  private static let keywords: Set<String> = [
    "Any", "Self", "actor", "any", "as", "associatedtype", "async", "await", "break", "case", "catch",
    "class",
    "continue", "default", "defer", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate",
    "for", "func", "guard", "if", "import", "in", "indirect", "init", "inout", "internal", "is", "lazy",
    "let",
    "mutating", "nil", "override", "private", "protocol", "public", "repeat", "return", "self", "some",
    "static",
    "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "weak",
    "where", "while",
  ]
}
