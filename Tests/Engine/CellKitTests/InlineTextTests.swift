import CellKit
import Testing

@Suite struct InlineTextTests {
  @Test(
    arguments: [
      (nil, "1,234,567"), ("%d", "1234567"), ("%'d", "1,234,567"), ("%i of them", "1234567 of them"),
      ("%10d", "   1234567"), ("%-10d|", "1234567   |"), ("%010d", "0001234567"), ("%+d", "+1234567"),
      ("%x", "12d687"), ("%#x", "0x12d687"), ("%u", "1234567"), ("%.1f", "1234567.0"),
      ("%.2e", "1.23\u{A0}×\u{A0}10⁶"),
      ("%s", "1234567"), ("%@", "1234567"), ("%.9d", "001234567"),
    ] as [(String?, String)])
  func integer(_ format: String?, expected: String) throws {
    #expect(try inlineText(1_234_567, format: format) == expected)
  }

  @Test(
    arguments: [
      (nil, "−0.00125"), ("%.2f", "0.00"), ("%.4f", "−0.0013"), ("%.1e", "−1.3\u{A0}×\u{A0}10⁻³"),
      ("%g", "−0.00125"),
      ("%+.0f%%", "+0%"), ("%s", "−0.00125"),
    ] as [(String?, String)])
  func negativeDouble(_ format: String?, expected: String) throws {
    #expect(try inlineText(-0.001_25, format: format) == expected)
  }

  @Test func otherNumbers() throws {
    #expect(try inlineText(-12, format: nil) == "−12")
    #expect(try inlineText(-1_234, format: nil) == "−1,234")
    #expect(try inlineText(UInt8.max, format: "%x") == "ff")
    #expect(try inlineText(0x1E2, format: "%x") == "1e2")
    #expect(try inlineText(Int.min, format: "%d") == "−9223372036854775808")
    #expect(try inlineText(12_345.678, format: "%'.1f") == "12,345.7")
    #expect(try inlineText(-12.5, format: "%08.2f") == "−0012.50")
    #expect(try inlineText(1e21, format: nil) == "1\u{A0}×\u{A0}10²¹")
    #expect(try inlineText(Float(0.5), format: nil) == "0.5")
    #expect(try inlineText(Double.infinity, format: "%.1f") == "∞")
    #expect(try inlineText(-Double.infinity, format: "%.1f") == "−∞")
    #expect(try inlineText(Double.nan, format: "%.1f") == "NaN")
  }

  @Test func valuesThatAreNotThere() throws {
    #expect(try inlineText([Double]().max(), format: "%.1f") == "–")
    #expect(try inlineText([2.25].max(), format: "%.2f") == "2.25")
  }

  @Test func texts() throws {
    #expect(try inlineText("a%", format: nil) == "a%")
    #expect(try inlineText("abc", format: "%.2s.") == "ab.")
    #expect(try inlineText("é", format: "%3@|") == "  é|")
    #expect(try inlineText(true, format: nil) == "true")
    #expect(try inlineText("abc".dropFirst(), format: "<%s>") == "<bc>")
  }

  @Test(arguments: ["", "text", "%", "%q", "%d %d", "%.", "%1000d", "%%", "%l", "%*d", "%n"])
  func invalidFormats(_ format: String) {
    #expect(throws: InlineTextError.invalidFormat(format)) { try inlineText(1, format: format) }
  }

  @Test func mismatches() {
    #expect(throws: InlineTextError.mismatch(format: "%d", type: "Double")) {
      try inlineText(1.5, format: "%d")
    }
    #expect(throws: InlineTextError.mismatch(format: "%f", type: "String")) {
      try inlineText("a", format: "%f")
    }
    #expect(throws: InlineTextError.mismatch(format: "%d", type: "Bool")) {
      try inlineText(true, format: "%d")
    }
    #expect(throws: InlineTextError.mismatch(format: "%u", type: "negative Int")) {
      try inlineText(-1, format: "%u")
    }
  }
}
