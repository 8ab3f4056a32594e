import ChapterSyntax
import Digests
import Support

/// A chapter as pandoc gets it: line by line the author's text, without the header and without the captions
/// below cells.
///
/// Captions, the title and the names of theorems are Markdown too, but stand where pandoc does not look for any.
/// They follow behind the text, a marked paragraph each, so that the chapter's notes and links are known in them.
struct Manuscript: Sendable {
  let chapter: Chapter
  /// The header's title.
  let title: String?
  let markdown: String
  /// What follows behind the text, in this order.
  let pieces: [String]
  /// The class that marks them; made from the chapter's text, which therefore cannot contain it.
  let marker: String

  init(_ chapter: Chapter) {
    let text = SourceText(chapter.text, startingAt: SourceLocation(file: chapter.path, line: 1))
    var lines = text.lines.map(text.string)
    let header = Header(text)
    let names = lines.flatMap(Self.names)
    for line in 0..<(header?.lineCount ?? 0) { lines[line] = "" }
    for cell in chapter.cells where cell.kind != .inline {
      let code = cell.body.utf8.count { $0 == .newline }
      let behindFence = cell.bodyLocation.line + code
      for line in behindFence..<max(behindFence, cell.lines.upperBound) where lines.indices.contains(line) {
        lines[line] = ""
      }
    }
    let captions = chapter.cells.compactMap { Self.caption(of: $0) }
    var seen: Set<String> = []
    let pieces = ([header?.title].compactMap { $0 } + captions + names).filter { seen.insert($0).inserted }
    let marker = "piece-" + SHA256.hex(chapter.text).prefix(16)
    lines.append("")
    for (index, piece) in pieces.enumerated() {
      lines += ["", "[]{.\(marker) n=\(index)} \(piece)"]
    }
    self.chapter = chapter
    self.pieces = pieces
    self.marker = marker
    title = header?.title
    markdown = lines.joined(separator: "\n") + "\n"
  }

  /// The Markdown of a cell's caption, or of a claim's statement.
  static func caption(of cell: Cell) -> String? { cell.caption ?? cell["statement"] }

  /// What may be the name of a theorem that begins in this line. pandoc says whether one does.
  private static func names(_ line: String) -> [String] {
    guard line.contains(":::") else { return [] }
    return line.matches(of: /\b(?:name|title)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/).map { match in
      String(match.1 ?? match.2 ?? "").replacing(/\\([^a-zA-Z0-9\s])/) { $0.1 }
    }
  }

  /// Takes the pieces from `blocks`.
  /// - Returns: the inlines of each piece by its text; those that something before them swallowed are missing.
  func takePieces(from blocks: inout [Block]) -> [String: [Inline]] {
    var found: [String: [Inline]] = [:]
    blocks.removeAll { block in
      guard let inlines = block.paragraph, case .span(let attributes, []) = inlines.first,
        attributes.has(marker),
        let index = attributes["n"].flatMap({ Int($0) }),
        pieces.indices.contains(index)
      else { return false }
      found[pieces[index]] = Array(inlines.dropFirst().drop(while: \.isSpace))
      return true
    }
    return found
  }
}
