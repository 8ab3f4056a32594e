import ChapterSyntax
import Support
import Testing

/// A rule's name, a chapter that breaks it, and all that is said about it.
struct RuleCase: CustomTestStringConvertible, Sendable {
  var text: String
  var expected: [Diagnostic]

  init(_ text: String, _ expected: Diagnostic...) {
    self.text = text
    self.expected = expected
  }

  var testDescription: String { (expected.first?.id ?? "fine") + ": " + text.debugDescription }
}

private let kinds = Diagnostic.Note(
  "the kinds are result, figure, table, claim, setup; without one it is only shown")
private let kebab = Diagnostic.Note(
  "an id has lower-case ASCII letters and digits in words joined by `-`, and begins with a letter")
private let conversions = Diagnostic.Note(
  "a conversion is %d, %i, %u, %x, %f, %e, %g, %s or %@, with flags, width and precision")
private let formatFix = "write a format such as `%.2f`; a percent sign is `%%`"
private let sources = Diagnostic.Note(
  "it begins with abstract, released code, follow-up, ours, summary, then a colon and the place")
private let attributesFix = "write the attributes as `{.swift .kind #id name=\"value\"}`"

@Suite struct RuleTests {
  private static let fences = [
    RuleCase(
      "``` {.swift .resutl #a}\nx\n```\n",
      Diagnostic(
        id: "unknown-kind", message: "unknown kind of cell `resutl`", at: place(1, 13), notes: [kinds],
        fix: "did you mean `.result`?")),
    RuleCase(
      "``` {.swift .xyz}\nx\n```\n",
      Diagnostic(id: "unknown-kind", message: "unknown kind of cell `xyz`", at: place(1, 13), notes: [kinds])),
    RuleCase(
      "``` {.swift .result .table #a}\nx\n```\n",
      Diagnostic(
        id: "unknown-kind", message: "a cell has one kind, not both `result` and `table`", at: place(1, 21),
        fix: "remove one of them")),
    RuleCase(
      "``` {.result #a}\nx\n```\n",
      Diagnostic(
        id: "unknown-kind", message: "a result cell needs the class `.swift`", at: place(1, 6),
        fix: "write `{.swift .result ...}`")),
    RuleCase(
      "`x`{.swift .result}\n",
      Diagnostic(
        id: "unknown-kind", message: "an inline value has no kind `result`", at: place(1, 12),
        fix: "remove `.result`")),
    RuleCase(
      "text\n\n  ````{.swift}\nx\n```\n",
      Diagnostic(
        id: "unterminated-fence", message: "this block has no closing fence", at: place(3, 3),
        fix: "close it by a line of ````")),
    // The prose and the cell behind it are not taken for code.
    RuleCase(
      "``` {.swift .result #a type=\"Int\"}\n1\n\nIt's (text.\n\n" + result("b", "a + 1"),
      Diagnostic(
        id: "unterminated-fence", message: "this block has no closing fence", at: place(1, 1),
        notes: [Diagnostic.Note("another cell begins here", at: place(6, 1))],
        fix: "close it by a line of ```")),
    RuleCase(
      "[a [b [c $[$ `[` \\[ [d [e [f\n- [g\n[a [b [c [d [e [f [g [h\n",
      Diagnostic(
        id: "deep-nesting", message: "more than 6 brackets are open here at a time", at: place(3, 16),
        fix: "close them, or write `\\[` for the sign itself")),
    RuleCase(
      "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n\n"
        + String(repeating: "> ", count: 41) + "x\n",
      Diagnostic(
        id: "deep-nesting", message: "this is nested too deeply", at: place(3, 81),
        fix: "write it in at most 40 levels")),
    RuleCase(
      "``` {.swift a=\"b}\nx\n```\n",
      Diagnostic(
        id: "invalid-attribute", message: "the value has no closing quote", at: place(1, 15),
        fix: attributesFix)),
    RuleCase(
      "``` {.swift} x\nx\n```\n",
      Diagnostic(
        id: "invalid-attribute", message: "nothing may follow the attributes", at: place(1, 14),
        fix: attributesFix)),
    RuleCase(
      "`x`{.swift ?}\n",
      Diagnostic(
        id: "invalid-attribute", message: "`.class`, `#id` or `name=\"value\"` is expected here",
        at: place(1, 12),
        fix: attributesFix)),
    RuleCase(
      "`x`{.swift format=\"%d\" format=\"%f\"}\n",
      Diagnostic(
        id: "invalid-attribute", message: "`format` is written twice", at: place(1, 24),
        notes: [Diagnostic.Note("it is written here first", at: place(1, 12))])),
    RuleCase(
      "``` {.swift .setup #a #b}\n```\n",
      Diagnostic(
        id: "invalid-attribute", message: "a cell has one id, not both `a` and `b`", at: place(1, 23),
        fix: "remove one of them")),
    RuleCase(
      "```swift {.result #a}\nx\n```\n",
      Diagnostic(
        id: "misplaced-cell", message: "a language before the braces does not make a cell", at: place(1, 4),
        fix: "write the language inside: `{.swift ...}`")),
    RuleCase(
      "- item\n\n      ``` {.swift}\n      x\n      ```\n",
      Diagnostic(
        id: "misplaced-cell", message: "a cell inside a list is not run", at: place(3, 7),
        fix: "begin the fence at most three spaces into the line")),
    RuleCase(
      "text\n~~~ {.swift}\nx\n~~~\n",
      Diagnostic(
        id: "misplaced-cell", message: "a fence of tildes begins no block directly after text",
        at: place(2, 1),
        fix: "put a blank line before it")),
  ]

  private static let names = [
    RuleCase(
      "``` {.swift .claim source=\"ours\"}\nx\n```\n",
      Diagnostic(
        id: "missing-id", message: "a claim needs an id", at: place(1, 1),
        fix: "write `{.swift .claim #name-of-it ...}`")),
    RuleCase(
      "``` {.swift .result #PolytopeVolumes_2 type=\"Int\"}\nx\n```\n",
      Diagnostic(
        id: "invalid-id", message: "`PolytopeVolumes_2` is not a valid id", at: place(1, 21), notes: [kebab],
        fix: "write `#polytope-volumes-2`")),
    RuleCase(
      "``` {.swift .setup #2a}\n```\n",
      Diagnostic(id: "invalid-id", message: "`2a` is not a valid id", at: place(1, 20), notes: [kebab])),
    RuleCase(
      result("a", "1") + result("a", "2"),
      Diagnostic(
        id: "duplicate-id", message: "the id `a` is used twice", at: place(5, 21),
        notes: [Diagnostic.Note("the other one is here", at: place(1, 21))],
        fix: "give one of them another id")),
    RuleCase(
      result("a-1", "1") + result("a1", "2"),
      Diagnostic(
        id: "duplicate-id", message: "the ids `a-1` and `a1` are too alike: both are named `a1`",
        at: place(5, 21),
        notes: [Diagnostic.Note("the other one is here", at: place(1, 21))],
        fix: "give one of them another id")),
    RuleCase(
      result("mnist", "1"),
      Diagnostic(
        id: "reserved-name", message: "a result cannot be named `mnist`: that is already a name in scope",
        at: place(1, 21), fix: "give it an id of several words")),
    RuleCase(
      result("return", "1"),
      Diagnostic(
        id: "reserved-name", message: "a result cannot be named `return`: that is a keyword of Swift",
        at: place(1, 21), fix: "give it an id of several words")),
    RuleCase(
      result("public", "1"),
      Diagnostic(
        id: "reserved-name", message: "a result cannot be named `public`: that is a keyword of Swift",
        at: place(1, 21), fix: "give it an id of several words")),
    RuleCase(
      result("max", "1"),
      Diagnostic(
        id: "reserved-name", message: "a result cannot be named `max`: that is a function that cells call",
        at: place(1, 21), fix: "give it an id of several words")),
    RuleCase(
      "x\n\n``` {.swift .figure #f alt=\"a\" caption=\"c\"}\nPlot { mnist.directory }\n```\n",
      Diagnostic(
        id: "misused-name", message: "`mnist` is not in scope in a figure", at: place(4, 8),
        fix: "compute what you need from it in a result cell, and read that here")),
    RuleCase(
      "`progress(1)`{.swift}\n",
      Diagnostic(
        id: "misused-name", message: "`progress` is not in scope in an inline value", at: place(1, 2),
        fix: "use `progress` in result cells only")),
    RuleCase(
      result("a", "b + 1") + result("b", "c") + result("c", "2 * a"),
      Diagnostic(
        id: "cycle", message: "results read each other in a circle: `a` → `b` → `c` → `a`", at: place(1, 21),
        notes: [
          Diagnostic.Note("`a` reads `b` here", at: place(2, 1)),
          Diagnostic.Note("`b` reads `c` here", at: place(6, 1)),
          Diagnostic.Note("`c` reads `a` here", at: place(10, 5)),
        ])),
  ]

  private static let attributes = [
    RuleCase(
      "``` {.swift .result #a}\n1\n```\n",
      Diagnostic(
        id: "missing-type", message: "the result `a` has no type", at: place(1, 1),
        fix: "add `type=\"...\"`, a Codable type such as `[Double]`")),
    RuleCase(
      result("a", type: "Int) {", "1"),
      Diagnostic(id: "invalid-type", message: "`Int) {` is not a Swift type", at: place(1, 30))),
    RuleCase(
      "``` {.swift .figure #f caption=\"c\"}\nx\n```\n",
      Diagnostic(
        id: "missing-alt", message: "the figure `f` has no alternative text", at: place(1, 1),
        fix: "add `alt=\"...\"`: what the figure shows, for readers who cannot see it")),
    RuleCase(
      "``` {.swift .table #t}\nx\n```\n",
      Diagnostic(
        id: "missing-caption", message: "the table `t` has no caption", at: place(1, 1),
        fix: "write a paragraph `: caption` below it")),
    RuleCase(
      "``` {.swift .table #t caption=\"a\"}\nx\n```\n: b\n",
      Diagnostic(
        id: "two-captions", message: "the table `t` has two captions", at: place(1, 23),
        fix: "keep the attribute or the paragraph")),
    RuleCase(
      "``` {.swift .claim #C1 source=\" \"}\nx\n```\n",
      Diagnostic(
        id: "missing-source", message: "the claim `C1` names no source", at: place(1, 24),
        fix: "add `source=\"abstract: ...\"`")),
    RuleCase(
      "``` {.swift .claim #C1 source=\"abstrakt: sentence 2\"}\nx\n```\n",
      Diagnostic(
        id: "unknown-source", message: "a claim's source cannot begin with `abstrakt`", at: place(1, 32),
        notes: [sources], fix: "did you mean `abstract: ...`?")),
    RuleCase(
      "``` {.swift .claim #C1 source=\"section 4\"}\nx\n```\n",
      Diagnostic(
        id: "unknown-source", message: "a claim's source cannot begin with `section 4`", at: place(1, 32),
        notes: [sources])),
    RuleCase(
      "``` {.swift .claim #C1 source=\"released code: \"}\nx\n```\n",
      Diagnostic(
        id: "unknown-source", message: "`released code` does not say where", at: place(1, 32),
        fix: "add the place behind a colon, such as `released code: ...`")),
    RuleCase(
      "``` {.swift .claim #C1 source=\"ours\" kind=\"trend\"}\nx\n```\n",
      Diagnostic(
        id: "unknown-attribute", message: "a claim has no attribute `kind`", at: place(1, 38),
        notes: [Diagnostic.Note("it has name, source, scope, statement, caption")])),
    RuleCase(
      "``` {.swift .result #a type=\"Int\" cost=\"days\"}\n1\n```\n",
      Diagnostic(
        id: "invalid-cost", message: "`days` is no value of `cost`", at: place(1, 41),
        notes: [Diagnostic.Note("the values are hours")])),
    RuleCase("``` {.swift .result #a type=\"Int\" runs=\"alone\"}\n1\n```\n"),
    RuleCase(
      "``` {.swift .result #a type=\"Int\" runs=\"alon\"}\n1\n```\n",
      Diagnostic(
        id: "invalid-runs", message: "`alon` is no value of `runs`", at: place(1, 41),
        notes: [Diagnostic.Note("the values are alone")], fix: "did you mean `alone`?")),
    RuleCase(
      "``` {.swift .result #a type=\"Int\"}\n1\n```\n``` {.swift .result #b type=\"Int\" cost=\"hours\" probe=\"a\"}\na\n```\n"
    ),
    RuleCase(
      "``` {.swift .result #a type=\"Int\"}\n1\n```\n``` {.swift .result #b type=\"Int\" probe=\"a\"}\na\n```\n",
      Diagnostic(
        id: "invalid-probe", message: "only a result that costs hours has a probe", at: place(4, 42),
        fix: "remove `probe`, or add `cost=\"hours\"`")),
    RuleCase(
      "``` {.swift .result #b type=\"Int\" cost=\"hours\" probe=\"a\"}\n1\n```\n",
      Diagnostic(
        id: "invalid-probe", message: "`a` is no result that a plain build runs", at: place(1, 55),
        fix: "name a cheap result that goes through the same code")),
    RuleCase(
      "``` {.swift .result #a tpye=\"Int\" type=\"Int\"}\n1\n```\n",
      Diagnostic(
        id: "unknown-attribute", message: "a result has no attribute `tpye`", at: place(1, 24),
        notes: [Diagnostic.Note("it has type, cost, probe, runs, caption")], fix: "did you mean `type`?")),
    RuleCase(
      "``` {.swift x=y}\n1\n```\n",
      Diagnostic(
        id: "unknown-attribute", message: "a swift cell has no attribute `x`", at: place(1, 13),
        notes: [Diagnostic.Note("it has none")])),
    RuleCase(
      "`1`{.swift format=\"%q\"}\n",
      Diagnostic(
        id: "invalid-format", message: "`%q` is not a conversion", at: place(1, 20), notes: [conversions],
        fix: formatFix)),
    RuleCase(
      "`1`{.swift format=\"100 %%\"}\n",
      Diagnostic(
        id: "invalid-format", message: "the format has no conversions, not one", at: place(1, 20),
        notes: [conversions], fix: formatFix)),
    RuleCase(
      "`1`{.swift format=\"%d of %d\"}\n",
      Diagnostic(
        id: "invalid-format", message: "the format has 2 conversions, not one", at: place(1, 20),
        notes: [conversions], fix: formatFix)),
    RuleCase(
      "`1`{.swift format=\"%.2\"}\n",
      Diagnostic(
        id: "invalid-format", message: "the format ends inside a conversion", at: place(1, 20),
        notes: [conversions],
        fix: formatFix)),
  ]

  private static let code = [
    RuleCase(
      result("a", "let x = 1\nimport Training"),
      Diagnostic(
        id: "forbidden-import", message: "`Training` is imported outside a setup cell", at: place(3, 8),
        fix: "move `import Training` to the chapter's `{.swift .setup}` cell")),
    RuleCase(
      "``` {.swift .setup}\nimport Plotting\n```\n",
      Diagnostic(
        id: "forbidden-import", message: "a setup cell cannot import Plotting", at: place(2, 8),
        notes: [Diagnostic.Note("figures have it already, and results must not depend on it")],
        fix: "remove the import")),
    RuleCase(
      "``` {.swift .setup}\n@preconcurrency import Trainng\n```\n",
      Diagnostic(
        id: "forbidden-import", message: "a chapter cannot import `Trainng`", at: place(2, 24),
        notes: [
          Diagnostic.Note(
            "it can import Attacks, CellKit, Foundation, ImageData, ImplicitNetworks, LinearAlgebra, Records, Robustness, Training"
          )
        ], fix: "did you mean `Training`?")),
    RuleCase(
      "``` {.swift .setup}\npublic import Trainng\n```\n",
      Diagnostic(
        id: "forbidden-import", message: "a chapter cannot import `Trainng`", at: place(2, 15),
        notes: [
          Diagnostic.Note(
            "it can import Attacks, CellKit, Foundation, ImageData, ImplicitNetworks, LinearAlgebra, Records, Robustness, Training"
          )
        ], fix: "did you mean `Training`?")),
    RuleCase(
      result("a", "f(1"),
      Diagnostic(id: "unbalanced-code", message: "this `(` is not closed in this cell", at: place(2, 2))),
    RuleCase(
      result("a", "1 }"),
      Diagnostic(
        id: "unbalanced-code", message: "this `}` closes nothing that is open in this cell", at: place(2, 3))),
    RuleCase(
      result("a", "1 /* x"),
      Diagnostic(id: "unbalanced-code", message: "this string, name or comment has no end", at: place(2, 3))),
    RuleCase(
      result("a", "// nothing"),
      Diagnostic(id: "empty-cell", message: "the result `a` has no code", at: place(1, 1))),
    RuleCase(
      result("long-sum", "let x = longSum\n  return x + 1"),
      Diagnostic(
        id: "reads-itself", message: "the result `long-sum` reads itself", at: place(2, 9),
        notes: [Diagnostic.Note("`longSum` is the name of what this cell computes", at: place(1, 21))],
        fix: "read another result, or give this one another id")),
    RuleCase(
      result("a", "print(1)\n  return 1"),
      Diagnostic(
        id: "printed-output", severity: .warning, message: "what `print` writes is not on the page",
        at: place(2, 1), fix: "return the value, or show it by an inline value or a table")),
  ]

  @Test(arguments: fences + names + attributes + code)
  func saysExactly(_ rule: RuleCase) { #expect(diagnose(rule.text) == rule.expected) }

  @Test(arguments: [
    "", "text", "``` {.swift}\nlet x = 1\n```\n",
    "``` {.swift .claim #C1-b source=\"abstract: sentence 2\" scope=\"a small model\"}\nx\n```\n",
    "``` {.swift .claim #C1 source=\"released code: its notebook\"}\nx\n```\n",
    "``` {.swift .claim #C1 source=\"follow-up: arXiv:2208.03889\"}\nx\n```\n",
    "``` {.swift .claim #C1 source=\"ours\"}\nx\n```\n",
    "``` {.swift .claim #C1 source=\"ours: a remark\"}\nx\n```\n",
    "``` {.swift .claim #C1 source=\"summary: its end\"}\nx\n```\n",
    "`1`{.swift format=\"%+08.2f %%\"}\n", "`1`{.swift format=\"%'d\"}\n",
    result("a", "x.mnist + f(mnist: 1) + seed + scale + progress + mnist"),
    "``` {.swift .figure #f alt=\"a\"}\nx + scale + seed\n```\n\n: c\n",
    result("a", type: "[String: [Set<Int>?]]", "[:]"),
    result("a", "let a = 1\n  return a"), result("a", "a(1) + x.a"),
    result("a", "var (sum, a) = (0, [Int]())\n  a.append(sum)\n  return a"),
    result("a", "[1].map { a in a }[0]"),
    "``` {.swift .setup}\nlet a = 1\n```\n\n" + result("a", "a"), result("a", "x.print(1)"),
    "``` {.swift .result #a type=\"Int\" cost=\"hours\"}\n1\n```\n", "``` {.python .result}\nx\n```\n",
  ])
  func saysNothing(_ text: String) { #expect(diagnose(text) == []) }

  @Test func everythingIsReportedInOrder() {
    let found = diagnose(
      "`1`{.swift format=\"%q\"}\n\n``` {.swift .figure #F_x}\nmnist\n```\n\n``` {.swift .nothing}\n")
    #expect(
      found.map(\.id) == [
        "invalid-format", "missing-alt", "missing-caption", "invalid-id", "misused-name",
        "unterminated-fence",
      ])
  }
}
