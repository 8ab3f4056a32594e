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
    var inputs = MutatedInputs(
      seed: 11, [Data(original.utf8)],
      pieces: [
        "`", "```", "~~~", "{", "}", "{.swift", "\"", "'", "<!--", "-->", "\n", "\r\n", "\t", "/*", "\\", "#",
        "[", "]",
        "$", "$$", "> ", "- ", "=", "é", "\u{0}", "&#x110000;", "&#;", "\"\"\"", "%",
      ])
    for round in 0..<Trials.count(500) {
      let text = String(decoding: inputs.next(), as: UTF8.self)
      let chapter = Chapter(text: text, path: "chapters/01.md")
      let (plan, diagnostics) = BookPlan.make(chapters: [chapter], declarations: .test)
      let lines = text.utf8.count { $0 == 0x0A } + 1
      let places = diagnostics.map(\.location) + plan.cells.map(\.cell.bodyLocation)
      let areInside = places.allSatisfy { (1...lines + 1).contains($0.line) && $0.column >= 1 }
      #expect(areInside, "round \(round): \(text.debugDescription)")
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
    var inputs = MutatedInputs(
      seed: 12, [Data(original.utf8)], pieces: [":", "error: ", "'", "\n", "99999999999999999999", "-1", "0"])
    for _ in 0..<Trials.count(200) {
      _ = messages.diagnostics(in: String(decoding: inputs.next(), as: UTF8.self))
    }
  }
}
