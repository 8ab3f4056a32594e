import ChapterSyntax
import Support
import Testing

/// A chapter as text: a line a cell, with every range.
private func tree(_ text: String) -> String {
  let chapter = Chapter(text: text, path: "chapters/01.md")
  let cells = chapter.cells.map { cell in
    let attributes = cell.attributes.map { " \($0.name)=\($0.value)@\(short($0.location))" }.joined()
    let caption = cell.caption.map { " caption:\($0.debugDescription)" } ?? ""
    return "\(cell.kind.rawValue) \(cell.id) \(short(cell.location)) lines \(cell.lines.lowerBound)-"
      + "\(cell.lines.upperBound)\(attributes)\(caption) body@\(short(cell.bodyLocation)) \(cell.body.debugDescription)"
  }
  return cells.joined(separator: "\n")
}

private func short(_ location: Place) -> String { "\(location.line):\(location.column)" }

@Suite struct ParseTreeTests {
  @Test func cellsOfEveryKindWithTheirRanges() {
    let text = """
      ---
      title: "Polytopes"
      ---

      # Heading

      ``` {.swift .setup}
      struct P: Codable {}
      ```

      Some `prose` and a value: `ps.count`{.swift}.

      ``` {.swift .result #polytope-volumes type="[P]" cost=hours}
      // a comment
      return [P()]
      ```

      ~~~~ {.swift .figure #fig-ps
        alt="two
        lines"}
      Plot { ps }
      ~~~
      ~~~~
      : A *caption*
      on two lines, `ps.count`{.swift format="%d"} of them.

      ``` {.swift .table #tab caption='it'}
      ```
      """
    #expect(
      tree(text) == """
        setup 01-setup-1 7:1 lines 7-9 body@8:1 "struct P: Codable {}\\n"
        inline 01-inline-1 11:27 lines 11-11 body@11:28 "ps.count"
        result polytope-volumes 13:1 lines 13-16 type=[P]@13:39 cost=hours@13:50 body@14:1 \
        "// a comment\\nreturn [P()]\\n"
        figure fig-ps 18:1 lines 18-25 alt=two lines@19:3 \
        caption:"A *caption*\\non two lines, `ps.count`{.swift format=\\"%d\\"} of them." body@21:1 \
        "Plot { ps }\\n~~~\\n"
        inline 01-inline-2 25:15 lines 25-25 format=%d@25:33 body@25:16 "ps.count"
        table tab 27:1 lines 27-28 caption=it@27:25 caption:"it" body@28:1 ""
        """)
  }

  @Test func captionsAfterTheFence() {
    #expect(captions("``` {.swift .table #t}\nx\n```\n: below\n") == ["below"])
    #expect(
      captions("``` {.swift .table #t}\nx\n```\n\n: after a blank line\n\nText\n") == ["after a blank line"])
    #expect(captions("``` {.swift .table #t}\nx\n```\n\n\n: after two\n") == [nil])
    #expect(captions("``` {.swift .table #t}\nx\n```\n:not one\n") == [nil])
    #expect(captions("``` {.swift .table #t caption=\"of it\"}\nx\n```\n") == ["of it"])
  }

  private func captions(_ text: String) -> [String?] {
    Chapter(text: text, path: "chapters/01.md").cells.map(\.caption)
  }

  @Test(arguments: [
    ("```swift\nlet x = 1\n```\n", "a language without braces"),
    ("``` {.python .result #a}\nx\n```\n", "another language"),
    ("    ``` {.swift .result #a}\n    x\n    ```\n", "indented code"),
    ("<!-- ``` {.swift .result #a}\nx\n```\n-->\n", "a comment"),
    ("<!--\n\n``` {.swift .result #a}\nx\n```\n\n`y`{.swift}\n-->\n", "a comment with blank lines"),
    ("a <!-- `x`{.swift} --> b\n", "a comment in a sentence"),
    ("````\n``` {.swift .result #a}\nx\n```\n````\n", "inside another block"),
    ("`` `x`{.swift} ``\n", "inside another code span"),
    ("\\`x`{.swift}\n", "an escaped backtick"),
    ("`x` {.swift}\n", "attributes apart from the code"),
    ("---\ntitle: \"`x`{.swift}\"\n---\n", "the header"),
    ("`x\n\ny`{.swift}\n", "code across a blank line"),
  ])
  func passesOver(_ text: String, what: String) {
    #expect(tree(text) == "", "\(what)")
  }

  @Test(arguments: [
    ("   ``` {.swift .result #a}\n   x\n   ```\n", "   x\n"),
    ("``` {.swift .result #a}\nx\n  `````\n", "x\n"),
    ("````` {.swift .result #a}\n```\n`````\n", "```\n"),
    ("~~~ {.swift .result #a}\n```\n~~~\n", "```\n"),
    ("``` {.swift .result #a}\nx\n``` y\n```\n", "x\n``` y\n"),
    ("``` {.swift .result #a}\r\nx\r\n```\r\n", "x\r\n"),
    ("``` {.swift .result #a}\n```\n", ""),
    ("text\n``` {.swift .result #a}\nx\n```\n", "x\n"),
    ("<!-- a\nb --> \n\n``` {.swift .result #a}\nx\n```\n", "x\n"),
    ("a < b <!-- no end\n\n``` {.swift .result #a}\nx\n```\n", "x\n"),
    ("``` {#a .result .swift -}\nx\n```\n", "x\n"),
  ])
  func bodyOfOneCell(_ text: String, body: String) throws {
    let cells = Chapter(text: text, path: "chapters/01.md").cells
    try #require(cells.count == 1)
    #expect(cells[0].kind == .result)
    #expect(cells[0].id == "a")
    #expect(cells[0].body == body)
  }

  @Test(arguments: [
    (#"a="b""#, "b"), (#"a='b "c"'"#, #"b "c""#), (#"a="b \"c\"""#, #"b "c""#), (#"a=b"#, "b"),
    (#"a="""#, ""),
    (#"a="x &lt; y &#x3c; &amp;z; &""#, "x < y < &z; &"), (#"a="\alpha""#, #"\alpha"#),
    (#"a=[Int]"#, "[Int]"),
    (#"a="é}""#, "é}"),
  ])
  func attributeValues(_ written: String, value: String) throws {
    let cells = Chapter(text: "``` {.swift \(written)}\nx\n```\n", path: "chapters/01.md").cells
    #expect(cells.first?["a"] == value)
  }

  @Test func columnsCountScalars() throws {
    let cells = Chapter(text: "é🎈 `` x`y ``{.swift}\n", path: "chapters/01.md").cells
    let cell = try #require(cells.first)
    #expect(cell.location == place(1, 4))
    #expect(cell.bodyLocation == place(1, 7))
    #expect(cell.body == "x`y")
  }

  @Test(arguments: [
    ("---\ntitle: Plain\n---\n# H\n", "Plain"), ("---\ntitle: \"A \\\"b\\\"\"\n...\n", "A \"b\""),
    ("---\ntitle: 'It''s'\n---\n", "It's"), ("---\ntitle: >\n  Two\n  lines\nx: y\n---\n", "Two lines"),
    ("text\n\n## A title ## {#id .c}\n\n# Later\n", "A title"), ("Under\n=====\n", "Under"), ("text\n", "01"),
    ("", "01"),
    ("---\nno end\n", "01"), ("\u{FEFF}# With mark\r\n", "With mark"),
  ])
  func title(_ text: String, title: String) {
    #expect(Chapter(text: text, path: "chapters/01.md").title == title)
  }
}
