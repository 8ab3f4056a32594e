import Support

/// A fenced code block with what its attributes say.
struct FencedBlock {
  var fence: Fence
  var list = AttributeList()
  /// The end of the opening fence's text, which may go on over several lines.
  var infoEnd: Int

  /// A block whose info is passed over.
  init(fence: Fence) {
    self.fence = fence
    infoEnd = fence.info.upperBound
  }

  /// Reads `{...}` if it follows the fence; any other info is passed over.
  init(_ fence: Fence, in text: SourceText) throws(AttributeScanner.Failure) {
    self.init(fence: fence)
    guard !fence.info.isEmpty, text.bytes[fence.info.lowerBound] == UInt8(ascii: "{") else { return }
    var scanner = AttributeScanner(text, at: fence.info.lowerBound)
    list = try scanner.scan()
    infoEnd = scanner.position
    let lineEnd = text.lines[text.lineIndex(at: infoEnd)].upperBound
    if let extra = (infoEnd..<max(infoEnd, lineEnd)).first(where: { !text.bytes[$0].isBlankOrLineEnd }) {
      throw AttributeScanner.Failure(offset: extra, message: "nothing may follow the attributes")
    }
  }

  /// The kind of cell, if it is one: a Swift block with braces and known classes.
  var kind: CellKind? {
    guard list.has("swift") else { return nil }
    let others = list.classes.filter { $0.text != "swift" }
    guard let other = others.first else { return .swift }
    guard let kind = CellKind(rawValue: other.text), kind != .inline, others.count == 1 else { return nil }
    return kind
  }
}

extension AttributeList {
  /// Whether the author means the block as a cell, even if its attributes cannot be read.
  static func isSwift(_ fence: Fence, in text: SourceText) -> Bool {
    let info = text.bytes[fence.info]
    guard let brace = info.firstIndex(of: UInt8(ascii: "{")) else { return false }
    let beforeBrace = text.string(fence.info.lowerBound..<brace).trimmed
    return beforeBrace == "swift"
      || beforeBrace.isEmpty
        && info.split(whereSeparator: { $0.isBlank || "{}".utf8.contains($0) })
          .contains { $0.elementsEqual(".swift".utf8) }
  }
}
