import ChapterSyntax
import Support
import Testing

private let chapter = """
  # Polytopes

  ``` {.swift .setup}
  import LinearAlgebra; struct P: Codable { var x: Int }
  ```

  ``` {.swift .result #all-ps type="[P]"}
  let count = scale.pick(quick: 1, paper: mnist.name.count)
  return (0..<count).map(P.init)
  ```

  ``` {.swift}
  let shown = allPs
  ```

  ``` {.swift .figure #fig-ps
    alt="Points"}
  Plot { allPs }
  ```
  : Points, `allPs.count`{.swift format="%d"} of them.

  ``` {.swift .claim #C1 source="ours"}
  Judgement()
  ```
  """

@Suite struct TangledChapterTests {
  private func files(_ text: String, digest: @escaping (String) -> String = { _ in "D" }) -> TangledChapter {
    let (plan, diagnostics) = makeBook(text)
    #expect(diagnostics == [])
    return TangledChapter("01", of: plan, digest: digest)
  }

  @Test func setupKeepsDeclarationsAndDropsImports() {
    #expect(
      files(chapter).setup.text == """
        // Generated from chapters/01.md when the package is built. Edit the chapter instead.
        import CellKit
        import Foundation

        #sourceLocation(file: "chapters/01.md", line: 4)
                            ; struct P: Codable { var x: Int }
        #sourceLocation()

        """)
  }

  /// A chapter that imports records sees them in declarations and in figures, and these are outdated by an edit of them.
  @Test func recordsAreSeenEverywhere() throws {
    let text = chapter.replacing("import LinearAlgebra;", with: "import LinearAlgebra; import Records;")
    let tangled = files(text)
    let header = "import CellKit\nimport Foundation\nimport Records\n"
    #expect(tangled.setup.text.contains(header) && !tangled.setup.text.contains("import LinearAlgebra"))
    #expect(tangled.presentation.text.contains("import Plotting\nimport Records\n"))
    let figure = try #require(makeBook(text).plan.cells.first { $0.cell.id == "fig-ps" })
    #expect(figure.modules == ["CellPlotting", "Plotting", "Records"])
  }

  /// `cell`, which computes shards, is a parameter of the cells that say it.
  @Test func cellsThatComputeShards() {
    let text =
      "# C\n\n``` {.swift .result #nets type=\"[Int]\"}\ntry cell.values(of: runs, on: images)\n```\n"
    let results = files(text).results.text
    #expect(results.contains("private func cell_nets(_ cell: RunningCell) throws -> [Int] {"))
    #expect(results.contains("cell_nets(inputs.cell)"))
  }

  @Test func resultsSeeTheModulesOfTheSetupCell() {
    #expect(
      files(chapter).results.text == """
        // Generated from chapters/01.md when the package is built. Edit the chapter instead.
        import CellKit
        import Foundation
        import LinearAlgebra

        #sourceLocation(file: "chapters/01.md", line: 7)
        private func cell_allPs(_ mnist: DataSet, _ scale: Scale) throws -> [P] {
        #sourceLocation(file: "chapters/01.md", line: 8)
        let count = scale.pick(quick: 1, paper: mnist.name.count)
        return (0..<count).map(P.init)
        }
        #sourceLocation()
        #sourceLocation(file: "chapters/01.md", line: 7)
        private let body_allPs = CompiledCell.Body.result { inputs in try cell_allPs(inputs.dataSet("mnist"), inputs.scale) }
        #sourceLocation()
        private let compiled_allPs = CompiledCell(
          id: "all-ps",
          codeDigest: "D",
          reads: [],
          dataSets: ["mnist"],
          modules: ["LinearAlgebra"],
          readsScale: true,
          readsSeed: false,
          body: body_allPs)

        #sourceLocation(file: "chapters/01.md", line: 12)
        private func cell__01Swift1(_ allPs: [P]) throws {
        #sourceLocation(file: "chapters/01.md", line: 13)
        let shown = allPs
        _ = shown
        }
        #sourceLocation()

        let results_01: [CompiledCell] = [
          compiled_allPs,
        ]

        """)
  }

  @Test func presentationSeesPlottingOnly() {
    #expect(
      files(chapter).presentation.text == """
        // Generated from chapters/01.md when the package is built. Edit the chapter instead.
        import CellKit
        import CellPlotting
        import Foundation
        import Plotting

        #sourceLocation(file: "chapters/01.md", line: 16)
        private func cell_figPs(_ allPs: [P]) throws -> any FigureContent {
        #sourceLocation(file: "chapters/01.md", line: 18)
        Plot { allPs }
        }
        #sourceLocation()
        #sourceLocation(file: "chapters/01.md", line: 16)
        private let body_figPs = CompiledCell.Body.figure { inputs in try DrawnFigure(cell_figPs(inputs.value("all-ps", as: ([P]).self))) }
        #sourceLocation()
        private let compiled_figPs = CompiledCell(
          id: "fig-ps",
          codeDigest: "D",
          reads: ["all-ps"],
          dataSets: [],
          modules: ["CellPlotting", "Plotting"],
          readsScale: false,
          readsSeed: false,
          body: body_figPs)

        #sourceLocation(file: "chapters/01.md", line: 20)
        private func cell__01Inline1(_ allPs: [P]) throws -> some InlineValue {
        #sourceLocation(file: "chapters/01.md", line: 20)
                   allPs.count
        }
        #sourceLocation()
        #sourceLocation(file: "chapters/01.md", line: 20)
        private let body__01Inline1 = CompiledCell.Body.inline { inputs in try inlineText(cell__01Inline1(inputs.value("all-ps", as: ([P]).self)), format: "%d") }
        #sourceLocation()
        private let compiled__01Inline1 = CompiledCell(
          id: "01-inline-1",
          codeDigest: "D",
          reads: ["all-ps"],
          dataSets: [],
          modules: ["CellPlotting", "Plotting"],
          readsScale: false,
          readsSeed: false,
          body: body__01Inline1)

        #sourceLocation(file: "chapters/01.md", line: 22)
        private func cell_C1() throws -> Judgement {
        #sourceLocation(file: "chapters/01.md", line: 23)
        Judgement()
        }
        #sourceLocation()
        #sourceLocation(file: "chapters/01.md", line: 22)
        private let body_C1 = CompiledCell.Body.claim { _ in try cell_C1() }
        #sourceLocation()
        private let compiled_C1 = CompiledCell(
          id: "C1",
          codeDigest: "D",
          reads: [],
          dataSets: [],
          modules: ["CellPlotting", "Plotting"],
          readsScale: false,
          readsSeed: false,
          body: body_C1)

        let presentation_01: [CompiledCell] = [
          compiled_figPs,
          compiled__01Inline1,
          compiled_C1,
        ]

        """)
  }

  @Test func theDigestIsThatOfTheCanonicalText() throws {
    let book = makeBook(chapter)
    let text = try planned("C1", in: book).canonicalText
    let tangled = files(chapter) { $0 == text ? "found" : "other" }
    #expect(tangled.presentation.text.contains("id: \"C1\",\n  codeDigest: \"found\""))
  }

  @Test func proseThatKeepsTheLinesChangesNothing() {
    let edited = chapter.replacingOnce("# Polytopes", with: "# Other words").replacingOnce(
      "Points, ", with: "Dots,   ")
    #expect(files(edited).files == files(chapter).files)
  }

  /// Records cross from results to what shows them; nothing else of the book does.
  @Test func recordsAreImportedWhereTheChapterImportsThem() throws {
    let declarations = BookDeclarations(modules: ["Models", "Records"], recordModules: ["Records"])
    let text = chapter.replacing("import LinearAlgebra;", with: "import Models; import Records;")
    let other = text.replacing("import Records;", with: "").replacing("all-ps", with: "no-ps")
      .replacing("fig-ps", with: "fig-no").replacing("C1", with: "C2")
    let chapters = [
      Chapter(text: text, path: "chapters/01.md"), Chapter(text: other, path: "chapters/02.md"),
    ]
    let plan = BookPlan.make(chapters: chapters, declarations: declarations).plan
    func imports(_ name: String) -> [[String]] {
      TangledChapter(name, of: plan, digest: { _ in "" }).files.map { file in
        file.text.split(separator: "\n").filter { $0.hasPrefix("import ") }.map { String($0.dropFirst(7)) }
      }
    }
    let presentation = ["CellKit", "CellPlotting", "Foundation", "Plotting"]
    #expect(
      imports("01") == [
        ["CellKit", "Foundation", "Records"], ["CellKit", "Foundation", "Models", "Records"],
        presentation + ["Records"],
      ])
    #expect(
      imports("02") == [["CellKit", "Foundation"], ["CellKit", "Foundation", "Models"], presentation])
    let figure = try #require(plan.cells.first { $0.cell.id == "fig-ps" })
    #expect(figure.modules == ["CellPlotting", "Plotting", "Records"])
  }

  @Test func hostileNamesAreEscaped() {
    let text = "``` {.swift .table #t caption=\"c\"}\nx\n```\n"
    let plan = BookPlan.make(chapters: [Chapter(text: text, path: "chapters/a\"\\(b).md")]).plan
    let file = TangledChapter("a\"\\(b)", of: plan, digest: { _ in "" }).presentation.text
    #expect(file.contains(#"#sourceLocation(file: "chapters/a\"\\(b).md", line: 2)"#))
  }
}

@Suite struct TangledIndexTests {
  @Test func joinsChapters() {
    let plan = makeBook("a", "b").plan
    let digest = String(repeating: "0", count: 64)
    let modules = [
      TangledIndex.Module(name: "B", dependencies: ["A"]),
      TangledIndex.Module(name: "A-c", sources: [("Sources/A/a\"b.swift", digest)]),
    ]
    let index = TangledIndex(
      of: plan, modules: modules, compiler: "Swift 6.3.1",
      declarations: BookDeclarations(
        dataSets: ["photographs"], modules: ["R", "CellKit", "B"], recordModules: ["R"]))
    #expect(
      index.text == """
        // Generated from the chapters when the package is built.
        import CellKit

        /// The chapters as they were compiled.
        public enum Chapters {
          public static let book = tangledBook
          public static let dataSets: [String] = ["photographs"]
          public static let modules: [String] = ["B", "R"]
          public static let recordModules: [String] = ["R"]
        }

        /// Found by the program's linker, not by an import, after which every edit of a result would compile the program again.
        @_silgen_name("book_compiled_chapters")
        public func compiledChapters() -> (book: CompiledBook, dataSets: [String], modules: [String], recordModules: [String]) {
          (Chapters.book, Chapters.dataSets, Chapters.modules, Chapters.recordModules)
        }

        private let tangledBook = CompiledBook(
          chapters: [
            CompiledChapter(name: "01", cells: results_01),
            CompiledChapter(name: "02", cells: results_02),
          ],
          modules: [
            module_A_c,
            module_B,
          ],
          compiler: compiler)

        private let module_A_c = CompiledModule(
          name: "A-c",
          dependencies: [],
          sources: sources(
            \"""
            \(digest) Sources/A/a\\"b.swift
            \"""))

        private let module_B = CompiledModule(
          name: "B",
          dependencies: ["A"],
          sources: sources(
            \"""
            \"""))

        private func sources(_ text: String) -> [CompiledModule.Source] {
          text.split(separator: "\\n").map { line in
            CompiledModule.Source(path: String(line.dropFirst(65)), digest: String(line.prefix(64)))
          }
        }

        private let compiler = "Swift 6.3.1"

        """)
  }

  @Test func asksTheCompilerItselfWhereItIsUnknown() {
    let index = TangledIndex(of: makeBook().plan, modules: [], compiler: nil)
    #expect(index.text.contains("#if compiler(>=7.12)\n"))
    #expect(index.text.contains("#elseif compiler(>=6.3)\n  private let compiler = \"Swift 6.3\"\n"))
  }
}

extension String {
  fileprivate func replacingOnce(_ text: String, with other: String) -> String {
    guard let range = firstRange(of: text) else { return self }
    return self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
