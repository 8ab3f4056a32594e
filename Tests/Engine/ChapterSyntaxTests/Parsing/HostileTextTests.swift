import ChapterSyntax
import Support
import Testing

/// No text may trap, and a megabyte of anything is read in one go: a parser of quadratic time would need
/// hours for these.
@Suite(.timeLimit(.minutes(2))) struct HostileTextTests {
  private static let cell = "``` {.swift .result #a type=\"Int\"}\n"

  @Test(arguments: [
    "`", "` ", "```\n", "``` {.swift .result #a}\n", "~~~ {.swift}\n", "<!--", "`x`{.swift} ",
    "`x`{.swift a=\"", "`x`{",
    "{", "- ", "\n", "\\", "é`x`{.swift}", ": a\n", "# ", "[^1]: ",
  ])
  func megabytesOfOneThing(_ piece: String) {
    let text = String(repeating: piece, count: 300_000 / piece.utf8.count)
    let chapter = Chapter(text: text, path: "chapters/01.md")
    #expect(chapter.text == text)
    #expect(BookPlan.make(chapters: [chapter]).plan.cells.count == chapter.cells.count)
  }

  @Test(arguments: [
    "(", "\"\\(", "#", "#\"", "(/", "#/", "/*", "seed:a,", "(\\/", "\"\"\"", "`", "\u{1F}", ".",
  ])
  func megabytesOfOneThingInACell(_ piece: String) {
    let text = Self.cell + String(repeating: piece, count: 300_000 / piece.utf8.count) + "\n```\n"
    let (plan, _) = makeBook(text)
    #expect(plan.cells.count == 1)
  }

  @Test func runsOfBackticksOfEveryLength() {
    let text = (1..<900).map { String(repeating: "`", count: $0) }.joined(separator: " ")
    #expect(Chapter(text: text, path: "chapters/01.md").cells.isEmpty)
  }

  @Test func aLongChainOfResults() {
    let text = (0..<3_000).map { result("r-\($0)", "r\($0 + 1)") }.joined()
    let (plan, diagnostics) = makeBook(text)
    #expect(diagnostics == [])
    #expect(plan.cells.first?.cell.id == "r-2999")
    #expect(plan.cells.last?.cell.id == "r-0")
  }

  /// Chapters with bytes and pieces cut, doubled and swapped: whatever comes out, its places lie in the text.
  @Test func mutatedChapters() {
    let seed: UInt64 = 2_106_031_94
    var random = SeededGenerator(seed: seed)
    let original = Array(
      """
      ---
      title: T
      ---
      # H

      ``` {.swift .setup}
      import LinearAlgebra
      struct P: Codable { var x: Int }
      ```

      ``` {.swift .result #ps type="[P]"}
      [P(x: seed), P(x: "\\(1, "\\(2)")".count)] /* c */
      ```

      ~~~ {.swift .figure #fig-ps alt="a
        b"}
      Plot { ps.map(\\.x) }
      ~~~
      : Caption `ps.count`{.swift format="%d"}.

      - item `` a ` b ``{.swift} <!-- c -->

      """.unicodeScalars)
    let pieces = [
      "`", "```", "~~~", "{", "}", "\"", "'", "<!--", "-->", "\n", "\r\n", "\t", "/*", "\\", "#", "\u{0}",
      "é",
    ]
    for round in 0..<1_500 {
      var scalars = original
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let at = Int.random(in: 0...scalars.count, using: &random)
        let end = min(scalars.count, at + Int.random(in: 0...8, using: &random))
        let piece = pieces.randomElement(using: &random) ?? ""
        scalars.replaceSubrange(
          at..<end, with: Bool.random(using: &random) ? Array(piece.unicodeScalars) : [])
      }
      let text = String(String.UnicodeScalarView(scalars))
      let (plan, diagnostics) = makeBook(text)
      let lines = text.utf8.count { $0 == 0x0A } + 1
      let places = diagnostics.map(\.location) + plan.cells.map(\.cell.bodyLocation)
      #expect(
        places.allSatisfy { (1...lines + 1).contains($0.line) && $0.column >= 1 },
        "seed \(seed), round \(round)")
      #expect(plan.cells.allSatisfy { text.utf8.count >= $0.cell.body.utf8.count })
      for chapter in plan.chapters {
        let files = TangledChapter(chapter.name, of: plan, digest: { "\($0.utf8.count)" }).files
        #expect(files.count == 3)
      }
    }
  }
}
