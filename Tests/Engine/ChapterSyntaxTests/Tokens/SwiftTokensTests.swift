import ChapterSyntax
import Support
import Testing

private func texts(_ source: String) -> [String] {
  SwiftTokens(source, startingAt: place(1, 1)).tokens.map(\.text)
}

@Suite struct SwiftTokensTests {
  @Test(arguments: [
    ("let x = 1", ["let", "x", "=", "1"]),
    ("a /* b /* c */ d */ e // f\ng", ["a", "e", "g"]),
    ("`class` $0 _x é ∂x", ["`class`", "$0", "_x", "é", "∂", "x"]),
    (
      "1_000 0x1p-3 1.5e+3 1...2 x.0.1 0b1",
      ["1_000", "0x1p-3", "1.5e+3", "1", "...", "2", "x", ".", "0", ".", "1", "0b1"]
    ),
    (#""a // b" "c \" d""#, [#""a // b""#, #""c \" d""#]),
    (#""a \(b + "c \(d)") e""#, [#""a \("#, "b", "+", #""c \("#, "d", #")""#, #") e""#]),
    (##"#"raw \(x) " \#(y)"#"##, [##"#"raw \(x) " \#("##, "y", ##")"#"##]),
    ("\"\"\"\n a \" b\n \"\"\" + c", ["\"\"\"\n a \" b\n \"\"\"", "+", "c"]),
    ("#\"\"\"\n\"\"\" \n\"\"\"#", ["#\"\"\"\n\"\"\" \n\"\"\"#"]),
    (##"#"""#"##, [##"#"""#"##]),
    ("a.b?.c! ?? d", ["a", ".", "b", "?", ".", "c", "!", "??", "d"]),
    ("#if os(Linux)\n#endif", ["#if", "os", "(", "Linux", ")", "#endif"]),
    ("x = /a(b)/ + c / d / e", ["x", "=", "/a(b)/", "+", "c", "/", "d", "/", "e"]),
    ("f(1, /) + g(2, /)", ["f", "(", "1", ",", "/", ")", "+", "g", "(", "2", ",", "/", ")"]),
    ("#/a /b\n/#", ["#/a /b\n/#"]),
    ("a..<b ... .c", ["a", "..<", "b", "...", ".", "c"]),
    ("@Sendable \\.x & y", ["@", "Sendable", "\\", ".", "x", "&", "y"]),
    ("", []),
  ])
  func splits(_ source: String, tokens: [String]) { #expect(texts(source) == tokens) }

  @Test func placesCountFromTheStart() {
    let tokens = SwiftTokens("é = \"ü\"\n  b", startingAt: place(7, 5)).tokens
    #expect(tokens.map(\.location) == [place(7, 5), place(7, 7), place(7, 9), place(8, 3)])
    #expect(tokens.map(\.startsLine) == [true, false, false, true])
  }

  @Test(arguments: [
    ("\"abc\nlet x", 1, 1), ("x /* /* */", 1, 3), ("\"\"\"\nabc", 1, 1), ("`abc\n", 1, 1),
    ("a\n#\"b\"", 2, 1),
  ])
  func tellsWhatDoesNotEnd(_ source: String, line: Int, column: Int) {
    #expect(SwiftTokens(source, startingAt: place(1, 1)).unterminated == place(line, column))
  }

  @Test(arguments: [
    ("a - b", "a-b"), ("f( x )", "f(x)"), ("f(a, b)", "f(a,\n  b)"), ("a + b", "a /* c */ + b // d"),
    ("foo\n  .bar()", "foo.bar()"), ("let x = [1, 2]", "let x = [\n1,\n2\n]"), ("a\r\nb", "a\nb"),
    ("\"\"\"\r\na\r\n\"\"\"", "\"\"\"\na\n\"\"\""), ("f(\n(a), [b])", "f((a), [b])"),
    ("\"\\( a )\"", "\"\\(a)\""),
  ])
  func whiteSpaceAndCommentsDoNotCount(_ a: String, _ b: String) { #expect(canonical(a) == canonical(b)) }

  @Test(arguments: [
    ("a - b", "a -b"), ("a\n(b)", "a(b)"), ("a\n[b]", "a[b]"), ("x! = y", "x != y"), ("ab", "a b"),
    ("\"a b\"", "\"a  b\""), ("a + b", "a - b"), ("`x`", "x"), ("1", "1.0"), ("/a b/", "/a  b/"),
  ])
  func whatMeansSomethingCounts(_ a: String, _ b: String) { #expect(canonical(a) != canonical(b)) }

  private func canonical(_ source: String) -> String {
    SwiftTokens(source, startingAt: place(1, 1)).canonicalText
  }

  /// Random programs of known tokens, written twice with other white space and comments between them, and
  /// once with one token replaced.
  @Test func canonicalTextIsThatOfTheTokens() {
    var random = SeededGenerator(seed: 20_210_607)
    let words = [
      "a", "b1", "let", "42", "0.5", "\"s t\"", "(", ")", "[", "]", "{", "}", ",", ";", ":", "+", "*", "==",
    ]
    let gaps = [" ", "  ", " /* x */ ", "\t", " /* a /* b */ c */ "]
    func written(_ tokens: [String]) -> String {
      tokens.map { $0 + (gaps.randomElement(using: &random) ?? " ") }.joined()
    }
    for _ in 0..<300 {
      let tokens = (0..<Int.random(in: 1...30, using: &random)).map { _ in
        words.randomElement(using: &random) ?? "a"
      }
      #expect(canonical(written(tokens)) == canonical(written(tokens)), "\(tokens)")
      var changed = tokens
      let index = Int.random(in: tokens.indices, using: &random)
      changed[index] = words.filter { $0 != tokens[index] }.randomElement(using: &random) ?? "z"
      #expect(canonical(written(tokens)) != canonical(written(changed)), "\(tokens) \(changed)")
    }
  }
}
