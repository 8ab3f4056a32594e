import ChapterSyntax
import Testing

@Suite struct CTokensTests {
  @Test(arguments: [
    ("int x = 1; // c\n/* d */ y", ["int", "x", "=", "1", ";", "y"]),
    ("#define F(x) x\nint", ["#", "define", "F(", "x", ")", "x", "\n", "int"]),
    ("#define F (x)\n", ["#", "define", "F", "(", "x", ")", "\n"]),
    ("#define A \\\n  b\nc", ["#", "define", "A", "b", "\n", "c"]),
    ("a+ +b a++b a->b <<= ...", ["a", "+", "+", "b", "a", "++", "b", "a", "->", "b", "<<=", "..."]),
    ("\"a // b\\\"\" 'c' '\\''", ["\"a // b\\\"\"", "'c'", "'\\''"]),
    ("R\"x(a )\" // )x\" 1'000 1e-5f .5", ["R\"x(a )\" // )x\"", "1'000", "1e-5f", ".5"]),
    ("a /* no end", ["a"]), ("\"no end\nb", ["\"no end", "b"]), ("", []),
  ])
  func splits(_ source: String, tokens: [String]) { #expect(CTokens(source).tokens == tokens) }

  @Test(arguments: [
    ("f ( x )", "f(x)"), ("a\nb", "a b"), ("a // c\nb", "a b"), ("a\r\nb", "a\nb"),
    ("#if X // c\n", "#if  X\n"),
    ("in\\\nt", "int"),
  ])
  func whiteSpaceAndCommentsDoNotCount(_ a: String, _ b: String) {
    #expect(CTokens(a).canonicalText == CTokens(b).canonicalText)
  }

  @Test(arguments: [
    ("a+ +b", "a++b"), ("#define F(x) x\n", "#define F (x) x\n"), ("#if A\nb\n", "#if A b\n"),
    ("\"a b\"", "\"a  b\""),
    ("a b", "ab"), ("1.0", "1.0f"),
  ])
  func whatMeansSomethingCounts(_ a: String, _ b: String) {
    #expect(CTokens(a).canonicalText != CTokens(b).canonicalText)
  }
}
