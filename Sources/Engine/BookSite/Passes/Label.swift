import Foundation

/// The id of an equation or of a table: `{#eq-x .class key="value"}` behind it, which pandoc reads as text.
struct Label: Hashable, Sendable {
  var id: String

  /// Takes the label that follows at `position`, if one does, and what stands between.
  static func next(in inlines: [Inline], _ position: inout Int) -> Label? {
    var start = position
    while start < inlines.count, inlines[start].isSpace { start += 1 }
    guard start < inlines.count, case .text(let text) = inlines[start], text.hasPrefix("{#") else {
      return nil
    }
    var end = start
    guard let (label, rest) = read(inlines, from: start, &end), rest.isEmpty else { return nil }
    position = end
    return label
  }

  /// Takes the first label of a caption.
  static func take(from caption: inout [Inline]) -> Label? {
    for start in caption.indices {
      guard case .text(let text) = caption[start], let brace = text.range(of: "{#") else { continue }
      var end = start
      var tail = Array(caption[start...])
      tail[0] = .text(String(text[brace.lowerBound...]))
      guard let (label, rest) = read(tail, from: 0, &end) else { continue }
      var words = Array(caption[..<start])
      if brace.lowerBound > text.startIndex { words.append(.text(String(text[..<brace.lowerBound]))) }
      if !rest.isEmpty { words.append(.text(rest)) }
      words += tail[end...]
      while words.last?.isSpace ?? false { words.removeLast() }
      caption = words
      return label
    }
    return nil
  }

  /// - Parameter end: behind the inline that closes the brace.
  private static func read(_ inlines: [Inline], from start: Int, _ end: inout Int) -> (Label, rest: String)? {
    var text = ""
    for index in start..<inlines.count {
      if case .text(let piece) = inlines[index], let close = piece.firstIndex(of: "}") {
        text += piece[..<close]
        end = index + 1
        let id = text.dropFirst(2).prefix { !$0.isWhitespace }
        return id.isEmpty
          ? nil : (Label(id: written(String(id))), String(piece[piece.index(after: close)...]))
      }
      text += [inlines[index]].plain
    }
    return nil
  }

  /// Without pandoc's typography.
  private static func written(_ text: String) -> String {
    text.replacing("—", with: "---").replacing("–", with: "--").replacing("…", with: "...")
  }
}
