/// The line that opens a fenced code block: three or more backticks or tildes, then its info.
struct Fence: Equatable {
  var character: UInt8
  var length: Int
  /// Spaces before it.
  var indentation: Int
  /// Offset of its first backtick or tilde.
  var offset: Int
  /// The rest of the line, without the white space around it.
  var info: Range<Int>

  /// - Parameter line: the line's byte range, or the part of it that is still to be read.
  init?(_ text: SourceText, line: Range<Int>) {
    let bytes = text.bytes
    guard let first = line.first(where: { !bytes[$0].isBlank }) else { return nil }
    let sign = bytes[first]
    guard sign == .backtick || sign == .tilde else { return nil }
    character = sign
    let signEnd = line[first...].first { bytes[$0] != sign } ?? line.upperBound
    length = signEnd - first
    guard length >= 3 else { return nil }
    offset = first
    indentation = Indentation(text, line: line).width
    let infoStart = line[signEnd...].first { !bytes[$0].isBlankOrLineEnd } ?? line.upperBound
    let infoEnd = line[infoStart...].last { !bytes[$0].isBlankOrLineEnd }.map { $0 + 1 } ?? infoStart
    info = infoStart..<infoEnd
    // A backtick after the opening ones makes it code inside a sentence; attributes may hold one.
    if character == .backtick, bytes[info].contains(.backtick), !bytes[info].contains(UInt8(ascii: "{")) {
      return nil
    }
  }

  /// Whether `line` ends the block that this fence opens.
  func isClosed(by line: Range<Int>, of text: SourceText) -> Bool {
    let bytes = text.bytes
    guard let first = line.first(where: { !bytes[$0].isBlank }), bytes[first] == character,
      Indentation(text, line: line).width <= max(3, indentation)
    else { return false }
    let signEnd = line[first...].first { bytes[$0] != character } ?? line.upperBound
    return signEnd - first >= length && line[signEnd...].allSatisfy { bytes[$0].isBlankOrLineEnd }
  }
}

/// The white space before a line's text, tabs going to the next multiple of four.
struct Indentation: Equatable {
  var width = 0
  /// Whether nothing follows it.
  var isWholeLine = true

  init(_ text: SourceText, line: Range<Int>) {
    for offset in line {
      switch text.bytes[offset] {
      case .space: width += 1
      case .tab: width += 4 - width % 4
      case .carriageReturn: break
      default:
        isWholeLine = false
        return
      }
    }
  }
}
