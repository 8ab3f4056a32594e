import Support

/// A fenced block that nothing closes would swallow the rest of the chapter.
enum UnterminatedFence {
  static let id = "unterminated-fence"

  static func diagnostic(_ fence: Fence, in text: SourceText) -> Diagnostic {
    let sign = String(repeating: fence.character == .backtick ? "`" : "~", count: min(fence.length, 20))
    return Diagnostic(
      id: id, message: "this block has no closing fence", at: text.location(at: fence.offset),
      fix: "close it by a line of \(sign)")
  }
}
