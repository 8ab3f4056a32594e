import Support

/// A token of Swift source. Comments and white space are none.
package struct SwiftToken: Hashable, Sendable {
  /// What a token is, as far as reading names and comparing cells asks for it.
  package enum Kind: Hashable, Sendable {
    /// A name or keyword, also in backticks, and `#if`, `@escaping`'s name, `$0`.
    case identifier
    case number
    /// A string literal, or the part of one that begins at a quote or `)` and ends at a quote or `\(`.
    case string
    case regex
    case operation(Fixity)
    /// A bracket, comma, colon, semicolon, `.`, `@`, `\` or anything else.
    case punctuation
  }

  /// How white space around an operator binds it, by Swift's rule.
  package enum Fixity: Hashable, Sendable { case infix, prefix, postfix }

  /// Decides whether the text is a name, and whether white space beside it counts.
  package var kind: Kind
  /// As written, line ends as LF.
  package var text: String
  /// Where it begins, in the file that the text was cut out of.
  package var location: SourceLocation
  /// Its bytes in the text that was scanned.
  package var range: Range<Int>
  /// Whether a line end stands before it.
  package var startsLine: Bool

  /// The name, without backticks; nil for other kinds of token.
  package var name: String? {
    guard kind == .identifier else { return nil }
    return text.hasPrefix("`") ? String(text.dropFirst().dropLast()) : text
  }

  /// Whether it opens a bracket, or an interpolation.
  var opens: Bool {
    switch kind {
    case .string: text.utf8.last == UInt8(ascii: "(")
    case .punctuation: text == "(" || text == "[" || text == "{"
    default: false
    }
  }
  /// Whether it closes a bracket, or an interpolation.
  var closes: Bool {
    switch kind {
    case .string: text.utf8.first == UInt8(ascii: ")")
    case .punctuation: text == ")" || text == "]" || text == "}"
    default: false
    }
  }
  /// Whether an expression may end with it.
  var endsExpression: Bool {
    switch kind {
    case .identifier: !SwiftKeywords.beforeExpression.contains(text)
    case .number, .regex, .operation(.postfix): true
    case .string: !opens
    case .operation: false
    case .punctuation: closes
    }
  }
}

/// The tokens of a Swift text.
package struct SwiftTokens: Hashable, Sendable {
  /// In the order of the text.
  package var tokens: [SwiftToken]
  /// Where a string, comment or backticked name begins that nothing ends.
  package var unterminated: SourceLocation?

  /// Scans any text, in time linear in its length.
  /// - Parameter start: the place of the text's first character.
  package init(_ text: String, startingAt start: SourceLocation) {
    var lexer = SwiftLexer(text, startingAt: start)
    lexer.scan()
    tokens = lexer.tokens
    unterminated = lexer.unterminated
  }

  /// The tokens' texts separated by U+001F, with the little white space that means something in Swift
  /// said by U+001E: before a prefix operator, behind a postfix operator, and before a `(` or `[` that
  /// begins a line after an expression (there it is no call).
  package var canonicalText: String { Self.canonicalText(of: tokens[...]) }

  static func canonicalText(of tokens: ArraySlice<SwiftToken>) -> String {
    var text = ""
    var previous: SwiftToken?
    for token in tokens {
      if previous != nil { text += "\u{1F}" }
      switch token.kind {
      case .operation(.prefix): text += "\u{1E}" + token.text
      case .operation(.postfix): text += token.text + "\u{1E}"
      case .punctuation
      where token.startsLine && "([".contains(token.text) && previous?.endsExpression ?? false:
        text += "\u{1E}" + token.text
      default: text += token.text
      }
      previous = token
    }
    return text
  }
}
