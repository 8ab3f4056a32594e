/// A declaration as it stands outside of all brackets, or directly in an extension.
enum Declaration: Equatable {
  /// Whoever uses it writes one of these names or operators.
  case named([String])
  /// An extension: the words of the type's name, whether it adds a conformance, and the tokens between its braces.
  case extending([String], conforms: Bool, members: Range<Int>)
  /// Decides nothing about what is computed.
  case importing
  /// Its use may show in no name, or the reader does not understand it.
  case everywhere
}

/// Reads declarations one after the other. What it does not understand is ``Declaration/everywhere``, with everything
/// behind it.
struct DeclarationReader {
  private let tokens: [SwiftToken]
  private let end: Int
  private var position: Int

  /// - Parameter range: the tokens to read, such as those between the braces of an extension.
  init(_ tokens: [SwiftToken], in range: Range<Int>? = nil) {
    self.tokens = tokens
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? tokens.count
  }

  /// Nil behind the last one.
  mutating func next() -> Declaration? {
    while isPunctuation(";") { position += 1 }
    guard position < end else { return nil }
    let start = position
    skipAttributesAndModifiers()
    let declaration = declaration()
    // Also where nothing was read, so that this ends.
    if declaration == .everywhere || position == start { position = end }
    return declaration
  }

  private mutating func declaration() -> Declaration {
    guard let word = word() else { return .everywhere }
    position += 1
    switch word {
    case "struct", "class", "enum", "actor", "protocol":
      guard let name = self.word() else { return .everywhere }
      return skipBody() ? .named([name]) : .everywhere
    case "typealias":
      guard let name = self.word(), !Self.literalTypes.contains(name) else { return .everywhere }
      skipRest()
      return .named([name])
    case "func":
      guard position < end, case let name = tokens[position].name ?? tokens[position].text,
        !Self.usedWithoutName.contains(name)
      else { return .everywhere }
      return skipBody() ? .named([name]) : .everywhere
    case "let", "var":
      return variables()
    case "extension":
      return extending()
    case "import":
      skipRest()
      return .importing
    default:
      return .everywhere
    }
  }

  /// Of the names in `let low = 0.25, (high, _): (Double, Int) = pair`, all; and rather one too many.
  private mutating func variables() -> Declaration {
    var names: [String] = []
    repeat {
      guard position < end else { return .everywhere }
      if isPunctuation("(") {
        let start = position
        guard skipBrackets() else { return .everywhere }
        names += tokens[start..<position].compactMap(\.name)
      } else {
        guard let name = word() else { return .everywhere }
        names.append(name)
        position += 1
      }
      skipRest(until: ",")
      guard isPunctuation(",") else { return .named(names) }
      position += 1
    } while true
  }

  private mutating func extending() -> Declaration {
    let start = position
    while position < end, !isPunctuation("{") { position += 1 }
    let head = tokens[start..<position]
    let type = head.prefix { !$0.isPunctuation(":") && $0.text != "where" }.compactMap(\.name)
    let body = position + 1
    guard skipBrackets() else { return .everywhere }
    let conforms = head.contains { $0.isPunctuation(":") }
    return .extending(type, conforms: conforms, members: body..<position - 1)
  }

  // MARK: Moving on

  /// Behind the next `{ ... }` outside of other brackets.
  private mutating func skipBody() -> Bool {
    while position < end, !isPunctuation("{") {
      if tokens[position].opens { guard skipBrackets() else { return false } } else { position += 1 }
    }
    return skipBrackets()
  }

  /// Behind the bracket that closes the one here; false where none does.
  private mutating func skipBrackets() -> Bool {
    var depth = 0
    while position < end {
      if tokens[position].closes { depth -= 1 }
      if tokens[position].opens { depth += 1 }
      position += 1
      if depth == 0 { return true }
    }
    return false
  }

  /// To where another declaration begins, or to a `stop` outside of brackets.
  private mutating func skipRest(until stop: String? = nil) {
    while position < end, !isPunctuation(";"), !(stop.map { isPunctuation($0) } ?? false), !beginsDeclaration
    {
      if tokens[position].closes { return }
      if !tokens[position].opens {
        position += 1
      } else if !skipBrackets() {
        position = end
      }
    }
  }

  private var beginsDeclaration: Bool {
    guard position > 0, tokens[position].startsLine, tokens[position - 1].endsExpression else { return false }
    return isPunctuation("@")
      || word().map { Self.keywords.contains($0) || Self.modifiers.contains($0) } ?? false
  }

  private mutating func skipAttributesAndModifiers() {
    while position < end {
      if isPunctuation("@") {
        position += 2
        while isPunctuation("."), position + 1 < end { position += 2 }
        if isPunctuation("("), !tokens[position].startsLine { _ = skipBrackets() }
      } else if let word = word(), Self.modifiers.contains(word) || word == "class" && isBeforeMember {
        position += 1
        if isPunctuation("(") { _ = skipBrackets() }
      } else {
        return
      }
    }
  }

  private var isBeforeMember: Bool {
    position + 1 < end && ["func", "var", "let", "subscript"].contains(tokens[position + 1].text)
  }

  /// The name or keyword here; in backticks it is no keyword, but a name all the same.
  private func word() -> String? { position < end ? tokens[position].name : nil }

  private func isPunctuation(_ text: String) -> Bool {
    position < end && tokens[position].isPunctuation(text)
  }

  private static let keywords: Set = [
    "struct", "class", "enum", "actor", "protocol", "typealias", "func", "let", "var", "extension", "import",
    "operator", "precedencegroup", "macro", "init", "subscript", "deinit", "case", "associatedtype",
  ]

  private static let modifiers: Set = [
    "public", "private", "fileprivate", "internal", "package", "open", "final", "static", "lazy", "weak",
    "unowned", "indirect", "mutating", "nonmutating", "nonisolated", "override", "required", "convenience",
    "prefix", "postfix", "infix", "dynamic", "borrowing", "consuming",
  ]

  /// What the compiler calls where the text says something else: `x(1)`, `"\(x)"`, `case 1:`, `x.name`.
  private static let usedWithoutName: Set = [
    "callAsFunction", "dynamicallyCall", "appendInterpolation", "appendLiteral", "~=", "makeIterator", "next",
  ]

  /// What a literal becomes where nothing else decides.
  private static let literalTypes: Set = [
    "IntegerLiteralType", "FloatLiteralType", "BooleanLiteralType", "StringLiteralType",
    "ExtendedGraphemeClusterType", "UnicodeScalarType",
  ]
}
