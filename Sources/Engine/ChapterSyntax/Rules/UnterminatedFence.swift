import Support

/// A fenced block that nothing closes would swallow the rest of the chapter.
enum UnterminatedFence {
  static let id = "unterminated-fence"

  /// - Parameter cell: the line on which another cell begins inside, if one does: what follows is read as if the block
  ///   had ended there.
  static func diagnostic(_ fence: Fence, in text: SourceText, before cell: Int? = nil) -> Diagnostic {
    let sign = String(repeating: fence.character == .backtick ? "`" : "~", count: min(fence.length, 20))
    return Diagnostic(
      id: id, message: "this block has no closing fence", at: text.location(at: fence.offset),
      notes: cell.map {
        [Diagnostic.Note("another cell begins here", at: text.location(at: text.lines[$0].lowerBound))]
      } ?? [],
      fix: "close it by a line of \(sign)")
  }
}
