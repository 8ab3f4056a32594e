extension SwiftLexer {
  /// The scalar that begins at `offset`; nil inside or at a broken one.
  func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    guard offset < source.bytes.count else { return nil }
    let first = source.bytes[offset]
    let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard offset + length <= source.bytes.count else { return nil }
    var value = UInt32(first) & (length == 1 ? 0x7F : 0x7F >> UInt32(length))
    for next in source.bytes[(offset + 1)..<(offset + length)] { value = value << 6 | UInt32(next & 0x3F) }
    return Unicode.Scalar(value).map { ($0, length) }
  }

  func isOperator(at offset: Int) -> Bool {
    let byte = source.bytes[offset]
    if "/=-+!*%<>&|^~?".utf8.contains(byte) { return true }
    return byte == UInt8(ascii: ".") && offset + 1 < source.bytes.count
      && source.bytes[offset + 1] == UInt8(ascii: ".")
  }

  mutating func scanOperator() {
    let start = position
    if bytes[start] == UInt8(ascii: "/"), scanRegex() { return }
    let left = isLeftBound(start)
    if "!?".utf8.contains(bytes[start]), left {
      position += 1
      return add(.operation(.postfix), from: start)
    }
    let mayHoldDots = bytes[start] == UInt8(ascii: ".")
    while position < bytes.count {
      if has("//", at: position) || has("/*", at: position), position > start { break }
      let next = bytes[position]
      if next >= 0x80 {
        guard let (scalar, length) = scalar(at: position), scalar.isOperator else { break }
        position += length
      } else {
        guard "/=-+!*%<>&|^~?".utf8.contains(next) || mayHoldDots && next == UInt8(ascii: ".") else { break }
        position += 1
      }
    }
    if position == start { position += 1 }
    add(.operation(fixity(left: left, right: isRightBound(left: left))), from: start)
  }

  private func fixity(left: Bool, right: Bool) -> SwiftToken.Fixity {
    left == right ? .infix : left ? .postfix : .prefix
  }

  private func isLeftBound(_ start: Int) -> Bool {
    guard start > 0 else { return false }
    switch bytes[start - 1] {
    case .space, .tab, .newline, .carriageReturn, 0, 0x0B, 0x0C: return false
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: ":"):
      return false
    case UInt8(ascii: "/"): return !(start > 1 && bytes[start - 2] == UInt8(ascii: "*"))
    default: return true
    }
  }

  private func isRightBound(left: Bool) -> Bool {
    guard let next = byte() else { return false }
    switch next {
    case .space, .tab, .newline, .carriageReturn, 0, 0x0B, 0x0C: return false
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: ":"):
      return false
    case UInt8(ascii: "."): return !left
    case UInt8(ascii: "/"): return !(has("//", at: position) || has("/*", at: position))
    default: return true
    }
  }

  // MARK: Regex literals

  /// Takes `/.../` where Swift would: where an expression begins, on one line, with balanced brackets.
  private mutating func scanRegex() -> Bool {
    guard position >= noRegexBefore, !(tokens.last?.endsExpression ?? false), let next = byte(1),
      !next.isBlankOrLineEnd
    else { return false }
    let start = position
    var depth = 0
    var end = position + 1
    while end < bytes.count, bytes[end] != .newline {
      switch bytes[end] {
      case .backslash: end += 1
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "/"):
        guard !bytes[end - 1].isBlank else { return fail(at: end) }
        position = end + 1
        add(.regex, from: start)
        return true
      default: break
      }
      if depth < 0 { break }
      end += 1
    }
    return fail(at: end)
  }

  private mutating func fail(at end: Int) -> Bool {
    noRegexBefore = end
    return false
  }

  /// Takes `#/.../#`, which may go on over lines.
  mutating func scanExtendedRegex(hashes: Int, from start: Int) -> Bool {
    guard start >= noRegexBefore else { return false }
    var end = position + 1
    while end < bytes.count {
      if bytes[end] == UInt8(ascii: "/") {
        var count = 0
        while count < hashes, end + 1 + count < bytes.count, bytes[end + 1 + count] == UInt8(ascii: "#") {
          count += 1
        }
        if count == hashes {
          position = end + 1 + hashes
          add(.regex, from: start)
          return true
        }
        end += count
      } else if bytes[end] == .backslash {
        end += 1
      }
      end += 1
    }
    return fail(at: end)
  }
}

extension Unicode.Scalar {
  /// White space beside ASCII's: no-break space, byte order mark, line and paragraph separators.
  var isSpace: Bool { [0xA0, 0xFEFF, 0x2028, 0x2029].contains(value) || value == 0x20 || value == 0x09 }

  /// Whether Swift's grammar counts it among the characters of operators.
  var isOperator: Bool {
    switch value {
    case 0xA1...0xA7, 0xA9, 0xAB, 0xAC, 0xAE, 0xB0, 0xB1, 0xB6, 0xBB, 0xBF, 0xD7, 0xF7, 0x2016...0x2017,
      0x2020...0x2027, 0x2030...0x203E, 0x2041...0x2053, 0x2055...0x205E, 0x2190...0x23FF, 0x2500...0x2775,
      0x2794...0x2BFF, 0x2E00...0x2E7F, 0x3001...0x3003, 0x3008...0x3020, 0x3030:
      true
    default: false
    }
  }
}
