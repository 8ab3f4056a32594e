/// Writes diagnostics as text: place, sentence and rule, then the source line with a caret, notes and fix.
///
///     chapters/03-solvers.md:41:5: error: unknown kind of cell `resutl` [unknown-kind]
///       41 | ``` {.swift .resutl #a}
///          |             ^
///       fix: did you mean `.result`?
package struct DiagnosticRenderer: Sendable {
  /// Plain text, or with the escape sequences of a terminal for bold and colours.
  package enum Style: Sendable { case plain, coloured }

  private let lines: [String: [[Unicode.Scalar]]]
  private let style: Style

  package init(sources: [String: String] = [:], style: Style = .plain) {
    lines = sources.mapValues { text in
      text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        .map { Array($0.unicodeScalars) }
    }
    self.style = style
  }

  /// All of `diagnostics`, sorted by place; empty if there is none.
  package func text(of diagnostics: [Diagnostic]) -> String {
    diagnostics.sorted { ($0.location, $0.id, $0.message) < ($1.location, $1.id, $1.message) }
      .map(text).joined()
  }

  /// One diagnostic, with a line end behind it.
  package func text(of diagnostic: Diagnostic) -> String {
    let isError = diagnostic.severity == .error
    var text = paint(place(diagnostic.location) + ": ", .bold)
    text += paint(isError ? "error: " : "warning: ", isError ? .red : .magenta)
    text += paint(ShownText.escaped(diagnostic.message), .bold) + " [\(diagnostic.id)]\n"
    text += excerpt(at: diagnostic.location)
    for note in diagnostic.notes {
      let prefix = note.location.map { place($0) + ": " } ?? ""
      text += "  " + paint("note: ", .cyan) + prefix + ShownText.escaped(note.text) + "\n"
      if let location = note.location { text += excerpt(at: location) }
    }
    if let fix = diagnostic.fix { text += "  " + paint("fix: ", .green) + ShownText.escaped(fix) + "\n" }
    return text
  }

  private func place(_ location: SourceLocation) -> String {
    "\(ShownText.escaped(location.file)):\(location.line):\(location.column)"
  }

  private func excerpt(at location: SourceLocation) -> String {
    guard let lines = lines[location.file], lines.indices.contains(location.line - 1) else { return "" }
    let shown = ShownText(lines[location.line - 1], column: location.column)
    let number = String(location.line)
    let margin = String(repeating: " ", count: number.count)
    let caret = String(repeating: " ", count: shown.caret) + paint("^", .green)
    return "  \(number) | \(shown.text)\n  \(margin) | \(caret)\n"
  }

  private enum Colour: String { case bold = "1", red = "1;31", green = "32", magenta = "1;35", cyan = "36" }

  private func paint(_ text: String, _ colour: Colour) -> String {
    style == .plain ? text : "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
  }
}

/// A source line made fit to be shown: cut to a window, without control characters.
struct ShownText: Equatable {
  var text: String
  /// How many characters stand before the place.
  var caret: Int

  private static let width = 100

  /// - Parameter column: from 1, in Unicode scalars.
  init(_ line: [Unicode.Scalar], column: Int) {
    let before = min(max(0, column - 1), line.count)
    let start = before > Self.width * 3 / 4 ? before - Self.width / 2 : 0
    let scalars = line.dropFirst(start)
    text = start > 0 ? "…" : ""
    caret = start > 0 ? 1 : 0
    for (offset, scalar) in scalars.prefix(Self.width).enumerated() {
      let shown = Self.escaped(scalar)
      text += shown
      if start + offset < before { caret += shown.unicodeScalars.count }
    }
    if scalars.dropFirst(Self.width).first != nil { text += "…" }
  }

  /// Text from a chapter, safe on a terminal: control and direction characters become `\u{1B}`.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars.prefix(2000) { escaped += Self.escaped(scalar) }
    return escaped
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x09: " "
    case 0x00...0x1F, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF:
      "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: String(scalar)
    }
  }
}
