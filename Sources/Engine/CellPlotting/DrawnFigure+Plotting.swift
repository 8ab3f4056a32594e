import CellKit
import Plotting

extension DrawnFigure {
  /// What a figure cell returns, with the plotting types behind closures. Drawing waits until asked; it
  /// takes the form of `FigureOutput.requested`, or else that of the page.
  /// - Throws: `PlotError`.
  public init(_ content: any FigureContent) throws {
    let figure = Figure(content)
    self.init(width: figure.width, height: figure.height, csv: try figure.csv()) { appearance, text in
      let (keyword, recipe) = PNGRecipe.parts(of: text)
      return try figure.drawn(
        as: FigureOutput.requested ?? FigureOutput(.png), appearance: appearance == .dark ? .dark : .light,
        recipe: recipe, keyword: keyword)
    }
  }
}
