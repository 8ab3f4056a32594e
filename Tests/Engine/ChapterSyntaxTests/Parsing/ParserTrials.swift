import ChapterSyntax
import Foundation
import MutatedInputs
import Support
import Testing

/// Whatever comes out, nothing traps, and places lie in the text.
@Suite struct ParserTrials {
  @Test func chapters() {
    let original = """
      ---
      title: T
      ---
      # H {#sec-h .a}

      ``` {.swift .setup}
      struct P: Codable { var x: Int }
      ```

      ``` {.swift .result #ps type="[P]" cost="hours" probe='a &amp; b'}
      [P(x: seed), P(x: "\\(1, "\\(2)")".count)] /* c */; print(ps)
      ```

      ~~~ {.swift .figure #fig-ps alt="a
        b"}
      Plot { ps.map(\\.x) }
      ~~~
      : Caption `ps.count`{.swift format="%5.2f"}, $[0, 1)$ [a [b](c)] ^[note [@key, p. 3]].

      ``` {.swift .claim #C1 source="abstract: sentence 2" statement="`1`{.swift}"}
      Judgement(ps)
      ```

      - item `` a ` b ``{.swift} <!-- c -->
      > > quoted $$ x $$ \\[ \\`

      """
    let pieces = [
      "`", "```", "~~~", "{", "}", "{.swift", "\"", "'", "<!--", "-->", "\n", "\r\n", "\t", "/*", "\\", "#",
      "[", "]",
      "$", "$$", "> ", "- ", "=", "é", "\u{0}", "&#x110000;", "&#;", "\"\"\"", "%", "\"\\(",
    ]
    Trials.run(500, seed: 11, [original], pieces: pieces) { text in
      let chapter = Chapter(text: text, path: "chapters/01.md")
      let (plan, diagnostics) = BookPlan.make(chapters: [chapter], declarations: .test)
      let lines = text.utf8.count { $0 == 0x0A } + 1
      let places = diagnostics.map(\.location) + plan.cells.map(\.cell.bodyLocation)
      let areInside = places.allSatisfy { (1...lines + 1).contains($0.line) && $0.column >= 1 }
      #expect(areInside, "\(text.debugDescription)")
      _ = TangledChapter("01", of: plan, digest: { "\($0.utf8.count)" }).files
    }
  }

  @Test func compilersWords() {
    let (plan, _) = makeBook(CompilerMessagesTests.text)
    let messages = CompilerMessages(of: plan)
    let original = """
      chapters/01.md:7:68: error: cannot convert value of type '[Plain]' to closure result type 'any Codable & Sendable'
      chapters/01.md:18:9: error: cannot find 'volmues' in scope
      chapters/01.md:24:37: error: cannot find type 'Plian' in scope
      """
    let pieces = [":", "error: ", "'", "\n", "99999999999999999999", "-1", "0"]
    Trials.run(200, seed: 12, [original], pieces: pieces) { _ = messages.diagnostics(in: $0) }
  }

  @Test func bookDescriptions() {
    let original = ##"""
      let book = BookDescription(name: "a", dataSets: [BookDataSet("mnist", files: [.init("x")]), BookDataSet("b")],
        recordModules: ["Records", "More"], /* c */ title: #"A "title" \#(1)"#)
      extension Int { @discardableResult public static func f<T>(_ t: T) -> [T] { [t] } }
      import Records
      let (a, b): (Int, Int) = (1, 2), c = { $0 + 1 }(3), r = #/a(b)/#
      """##
    let pieces = [
      "[", "]", "(", ")", "\"", "#", "\\(", "BookDataSet(", "recordModules:", ",", "\n", "/*", "*/", "/", "{",
      "}",
    ]
    Trials.run(500, seed: 16, [original], pieces: pieces) { text in
      let (read, _) = BookDeclarations.read(
        ChapterSource(path: "chapters/Book.swift", text: text), modules: ["Records"])
      let plain = Chapter(text: "``` {.swift .result #r type=\"Int\"}\na\n```\n", path: "chapters/01.md")
      _ = BookPlan.make(
        chapters: [plain], sources: [ChapterSource(path: "chapters/A.swift", text: text)], declarations: read)
    }
  }

  @Test func sourcesInC() {
    let original = """
      #define F(x) \\
        ((x) + 1) // c
      #include <a.h>
      static const char *s = "a\\"b" L'c' R"x(raw)x"; /* d */ double e = 1.5e-3f;
      """
    let pieces = ["\"", "'", "R\"(", ")\"", "\\\n", "#define", "/*", "*/", "//", "\n", "1e+", "0x"]
    Trials.run(500, seed: 17, [original], pieces: pieces) { text in
      let tokens = CTokens(text)
      // What is no token changes nothing.
      #expect(CTokens(text + "\n/* more */").tokens.starts(with: tokens.tokens.dropLast(2)))
    }
  }
}
