import BookEvaluation
import BookStore
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import Support
import Testing

@Suite struct FigureTests {
  static let book = TestBook([
    TestCell(id: "mean", code: "m", readsScale: true, body: .result { $0.scale.pick(quick: 1, paper: 2) }),
    TestCell(
      id: "fig-mean", kind: .figure, code: "f", reads: ["mean"], modules: ["Plotting"],
      body: .figure { .stub("\(try $0.value("mean", as: Int.self))") }),
  ])

  private func names(_ folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  @Test func paperFiguresAreWrittenOnceAndOnlyWhereBytesDiffer() throws {
    let project = try TemporaryProject()
    let folder = FigureFolder(project.paths.figures)
    let all = ["fig-mean-dark.png", "fig-mean.csv", "fig-mean.png"]
    #expect(try folder.update(from: Self.book.evaluate(in: project)).sorted() == all)
    #expect(names(project.paths.figures) == all)
    #expect(try folder.update(from: Self.book.evaluate(in: project)) == [])
    try Data("edited".utf8).write(to: project.paths.figures.appending(path: "fig-mean.csv"))
    #expect(try folder.update(from: Self.book.evaluate(in: project)) == ["fig-mean.csv"])
  }

  @Test func quickFiguresStayOutOfTheFolder() throws {
    let project = try TemporaryProject()
    let evaluation = try Self.book.evaluate(in: project, scale: .quick)
    #expect(evaluation["fig-mean"]?.value?.figure != nil)
    #expect(try FigureFolder(project.paths.figures).update(from: evaluation) == [])
    #expect(names(project.paths.figures) == [])
  }

  @Test func theRecipeNamesEverythingThatTheFigureDependsOn() throws {
    let project = try TemporaryProject()
    let evaluation = try Self.book.evaluate(in: project, scale: .quick)
    let png = try #require(try evaluation["fig-mean"]?.value?.figure?.light.load())
    let text = try #require(String(decoding: png, as: UTF8.self).split(separator: " ").last)
    // What the drawing was given: the recipe, and the book's name as its keyword.
    let parts = text.split(separator: "\0")
    #expect(parts.first == "book")
    let recipe = try #require(parts.last.flatMap { FigureRecipe(text: String($0)) })
    #expect(recipe.figure == "fig-mean" && recipe.scale == .quick && recipe.seed == nil)
    #expect(recipe.results == ["mean": evaluation["mean"]?.value?.json?.digest])
    // SHA-256 of `plotting-1 -O`, by sha256sum.
    #expect(recipe.sources == "06ea67206ea99eac4e03c3a6086550062c45f810892338ddfabd3aa28f52b2b9")
  }

  @Test func oneFigureIsDrawnFromStoredResultsOnly() throws {
    let project = try TemporaryProject()
    let book = Self.book.book(in: project.paths)
    #expect(throws: FigureDrawingError.needsResults(figure: "fig-mean", results: ["mean"])) {
      try book.draw("fig-mean", scale: .paper, store: nil)
    }
    let built = try Self.book.evaluate(in: project)
    let drawing = try book.draw("fig-mean", scale: .paper, store: Store.reader(for: project.paths))
    #expect(drawing.figure.width == 40 && drawing.figure.height == 30)
    #expect(try drawing.figure.light.load() == built["fig-mean"]?.value?.figure?.light.load())
    #expect(throws: FigureDrawingError.unknownFigure(id: "fig-meen", known: ["fig-mean"])) {
      try book.draw("fig-meen", scale: .paper, store: nil)
    }
    var edited = Self.book
    edited["mean"].code = "m2"
    #expect(throws: FigureDrawingError.needsResults(figure: "fig-mean", results: ["mean"])) {
      try edited.book(in: project.paths).draw(
        "fig-mean", scale: .paper, store: Store.reader(for: project.paths))
    }
  }
}
