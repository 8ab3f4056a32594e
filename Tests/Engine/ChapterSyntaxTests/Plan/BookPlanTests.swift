import ChapterSyntax
import Support
import Testing

/// A result cell.
func result(_ id: String, type: String = "Int", _ body: String) -> String {
  "``` {.swift .result #\(id) type=\"\(type)\"}\n\(body)\n```\n\n"
}

@Suite struct BookPlanTests {
  @Test(arguments: [
    ("polytopeVolumes.count", ["polytope-volumes"]),
    ("x.polytopeVolumes", []),
    ("x\n  .polytopeVolumes", []),
    ("f(polytopeVolumes: 1)", []),
    ("f(1, polytopeVolumes: b)", ["b"]),
    ("f(a ? polytopeVolumes : b)", ["a", "b", "polytope-volumes"]),
    ("f(1, a ? b : polytopeVolumes)", ["a", "b", "polytope-volumes"]),
    ("[polytopeVolumes: 1, b: 2]", ["b", "polytope-volumes"]),
    ("\"\\(polytopeVolumes) b\"", ["polytope-volumes"]),
    ("\"\\(1, b: a)\"", ["a"]),
    ("0...b", ["b"]),
    ("// polytopeVolumes\n/* b */ 1", []),
    ("\"polytopeVolumes\"", []),
    ("`b` + 1", ["b"]),
    ("let reader = 1; return reader", []),
    (#"a.map(\.b)"#, ["a"]),
    (".b", []),
  ])
  func readsWhatItsTokensName(_ body: String, reads: [String]) throws {
    let book = makeBook(
      result("polytope-volumes", "1") + result("a", "1") + result("b", "1") + result("reader", body))
    #expect(try planned("reader", in: book).reads == reads)
    #expect(book.diagnostics == [])
  }

  @Test func scopeNames() throws {
    let body = "f(seed: 1, scale.pick(quick: mnist, paper: cifar10)); progress(0)"
    let cell = try planned("a", in: makeBook(result("a", body)))
    #expect(cell.dataSets == ["cifar10", "mnist"])
    #expect(cell.readsScale)
    #expect(!cell.readsSeed)
    #expect(cell.readsProgress)
  }

  @Test func orderPutsResultsBeforeTheirReadersAndIsOtherwiseThatOfTheText() {
    let book = makeBook(
      result("d", "b + c") + result("a", "1") + "`d`{.swift}\n\n", result("c", "b") + result("b", "1"))
    #expect(book.plan.cells.map(\.cell.id) == ["b", "c", "d", "a", "01-inline-1"])
    #expect(book.diagnostics == [])
  }

  @Test func modulesComeFromTheChaptersSetupCells() throws {
    let setup =
      "``` {.swift .setup}\nimport Training\nimport struct LinearAlgebra.Matrix; import Foundation\n```\n\n"
    let book = makeBook(setup + result("a", "1") + "`a`{.swift}\n", result("b", "1"))
    #expect(book.diagnostics == [])
    #expect(try planned("a", in: book).modules == ["LinearAlgebra", "Training"])
    #expect(try planned("b", in: book).modules == [])
    #expect(try planned("01-inline-1", in: book).modules == ["CellPlotting", "Plotting"])
  }

  // MARK: Canonical text

  @Test func canonicalTextJoinsTokensTypesAndSetup() throws {
    let setup =
      "``` {.swift .setup}\nimport Training\nstruct P { var q: Q }\n```\n\n``` {.swift .setup}\nstruct R {}\n```\n\n"
    let book = makeBook(
      setup + result("a", type: "[P]", "f( x ) // c"),
      "``` {.swift .setup}\nstruct Q {}\n```\n\n`a`{.swift format=\"%d\"}\n")
    #expect(
      shown(try planned("a", in: book).canonicalText)
        == "f·(·x·)|type=[·P·]|setup=struct·P·{·var·q·:·Q·}|setup=struct·Q·{·}"
        + "|generated=private·func·cell_a·(·)·throws·->·[·P·]·{·private·let·body_a·=·CompiledCell·.·Body·.·result·{·_·in·try"
        + "·cell_a·(·)·}")
    #expect(
      shown(try planned("02-inline-1", in: book).canonicalText)
        == "a|format=%d|reads=[·P·]|setup=struct·P·{·var·q·:·Q·}|setup=struct·Q·{·}"
        + "|generated=private·func·cell__02Inline1·(·_·a·:·[·P·]·)·throws·->·some·InlineValue·{·private·let·body__02Inline1·="
        + "·CompiledCell·.·Body·.·inline·{·inputs·in·try·inlineText·(·cell__02Inline1·(·inputs·.·value·(·\"a\"·,·as·:·(·[·P·]·)·."
        + "·self·)·)·,·format·:·\"%d\"·)·}")
  }

  private func shown(_ text: String) -> String {
    String(text.map { $0 == "\u{1F}" ? "·" : $0 == "\u{1D}" ? "|" : $0 })
  }

  @Test(arguments: [
    ("struct P {}", "P()", true), ("struct P {}", "Q()", false), ("func f() {}", "f()", true),
    ("let (a, b) = (1, 2)", "b", true), ("enum E { case a }", "a", false),
    ("extension Double { var half: Double { self / 2 } }", "x.half", true),
    ("extension Double { var half: Double { self / 2 } }", "x", false),
    ("extension Array { subscript(safe i: Int) -> Int { 0 } }", "x[safe: 1]", true),
    ("infix operator <+>", "a <+> b", true),
    ("struct P { func inner() {} }", "inner()", false),
    // Every name that a declaration binds.
    ("let low = 0.25, high = 0.75", "high", true), ("let low = 0.25, high = 0.75", "low", true),
    ("let low = 0.25, high = 0.75", "mid", false), ("let low = 0.25,\n  high = 0.75", "high", true),
    ("let\n  high = 0.75", "high", true), ("let low: Double = f(a, b), high: Double = 1", "high", true),
    ("let low = Dictionary<Int, Int>(), high = 1", "high", true),
    ("let ((a, b), (c, _)) = ((1, 2), (3, 4))", "c", true), ("var (a, b): (Int, Int) = p, c = 2", "c", true),
    ("let low = 0.25; let high = 0.75", "high", true),
    ("let f = { (x: Int) in x }\nlet high = 1", "high", true),
    ("var x: Int { 1 }\nvar high = 1", "high", true), ("public private(set) var high = 1", "high", true),
    ("@MainActor let high = 1", "high", true), ("@A(b: 1) func f() {}", "f()", true),
    ("func f<T>(_ x: T, _ y: () -> Int = { 1 }) -> T where T: P { x }\nlet high = 1", "high", true),
    ("let `high` = 1", "high", true), ("final class P {}", "P()", true), ("typealias P = [Int]", "P()", true),
    ("func + (a: [Int], b: [Int]) -> [Int] { a }", "x + y", true),
    ("func + (a: [Int], b: [Int]) -> [Int] { a }", "x - y", false),
    ("prefix func √ (a: Double) -> Double { a }", "√x", true),
    ("extension Double { static func ** (a: Double, b: Int) -> Double { a } }", "x ** 2", true),
    ("extension Double { static let low = 1.0, high = 2.0 }", ".high", true),
    ("extension Double { func a() {}\n func b() {} }", "x.b()", true),
    // What is used without its name counts for every cell, as does what is not understood.
    ("extension Double { func callAsFunction(_ x: Int) -> Int { x } }", "y(1)", true),
    ("extension DefaultStringInterpolation { mutating func appendInterpolation(_ x: Int) {} }", "1", true),
    ("extension Array { subscript(safe i: Int) -> Int { 0 } }", "1", true),
    ("extension Array: P {}", "1", true), ("extension Int { init(_ x: [Int]) { self = 0 } }", "1", true),
    ("func ~= (a: [Int], b: Int) -> Bool { true }", "1", true), ("precedencegroup G {}", "1", true),
    ("infix operator <+>: G", "1", true), ("typealias FloatLiteralType = Float", "1.5", true),
    ("#if DEBUG\nlet high = 1\n#endif", "1", true), ("@attached(member) macro m() = #x", "1", true),
    ("let high = 1 }", "1", true), ("}", "1", true), ("extension", "1", true), ("let (a, b", "1", true),
    // But not where it belongs to a type of the setup cell.
    ("struct P { func callAsFunction() {} }", "1", false),
    ("struct P {}\nextension P: Equatable { subscript(i: Int) -> Int { i } }", "1", false),
    ("struct P {}\nextension P: Equatable { subscript(i: Int) -> Int { i } }", "P()", true),
    ("import Training\nlet high = 1", "1", false),
  ])
  func dependsOnWhatItUsesOfSetupCellsAndSwiftFiles(_ setup: String, _ body: String, uses: Bool) throws {
    let book = makeBook("``` {.swift .setup}\n\(setup)\n```\n\n" + result("a", body))
    let alone = makeBook(result("a", body))
    let isEqual = try planned("a", in: book).canonicalText == planned("a", in: alone).canonicalText
    // Brackets that are not closed are diagnosed, and the cells of such a book do not run.
    #expect(isEqual == !uses)
    let chapter = Chapter(text: result("a", body), path: "chapters/01.md")
    let source = ChapterSource(path: "chapters/Shared.swift", text: setup)
    let beside = BookPlan.make(chapters: [chapter], sources: [source])
    #expect((try planned("a", in: beside).canonicalText == planned("a", in: alone).canonicalText) == !uses)
  }

  /// A measurement that was taken beside other cells is not the one that is asked for now.
  @Test func runningAloneCounts() throws {
    let beside = makeBook("``` {.swift .result #a type=\"Int\"}\n1\n```\n")
    let alone = makeBook("``` {.swift .result #a type=\"Int\" runs=\"alone\"}\n1\n```\n")
    #expect(try planned("a", in: beside).canonicalText != planned("a", in: alone).canonicalText)
  }

  @Test func anEditOfAReadersTypeCounts() throws {
    let integer = makeBook(result("a", type: "Int", "1") + result("b", "a / 2"))
    let floating = makeBook(result("a", type: "Double", "1") + result("b", "a / 2"))
    #expect(try planned("b", in: integer).canonicalText != planned("b", in: floating).canonicalText)
  }

  @Test func proseDoesNotCount() throws {
    let first = makeBook("Text\n\n" + result("a", "x + y"))
    let second = makeBook("Other\n\ntext\n\n" + result("a", "// why\nx\n  + y"))
    #expect(try planned("a", in: first).canonicalText == planned("a", in: second).canonicalText)
  }
}
