import Support

/// A Swift block that looks like a cell but stands where pandoc, or the book, does not see one.
enum MisplacedFence {
  static let id = "misplaced-cell"

  static func diagnose(_ block: FencedBlock, opening: Int, in text: SourceText) -> [Diagnostic] {
    guard AttributeList.isSwift(block.fence, in: text) else { return [] }
    let location = text.location(at: block.fence.offset)
    if text.bytes[block.fence.info.lowerBound] != UInt8(ascii: "{") {
      return [
        Diagnostic(
          id: id, message: "a language before the braces does not make a cell",
          at: text.location(at: block.fence.info.lowerBound), fix: "write the language inside: `{.swift ...}`"
        )
      ]
    }
    let line = text.lines[opening]
    if block.fence.indentation > 3 || line.lowerBound + block.fence.indentation != block.fence.offset {
      return [
        Diagnostic(
          id: id, message: "a cell inside a list is not run", at: location,
          fix: "begin the fence at most three spaces into the line")
      ]
    }
    let isBackticks = block.fence.character == .backtick
    guard !isBackticks || block.fence.indentation > 0, opening > 0,
      !Indentation(text, line: text.lines[opening - 1]).isWholeLine, block.followsProse(opening, in: text)
    else { return [] }
    return [
      Diagnostic(
        id: id,
        message:
          "\(isBackticks ? "an indented fence" : "a fence of tildes") begins no block directly after text",
        at: location,
        fix: "put a blank line before it")
    ]
  }
}

extension FencedBlock {
  /// Whether the line before is neither blank nor a closing fence.
  fileprivate func followsProse(_ opening: Int, in text: SourceText) -> Bool {
    Fence(text, line: text.lines[opening - 1]) == nil
  }
}
