import CellKit
import Plotting

extension DrawnFigure {
  /// What a figure cell returns, with the plotting types behind closures. Drawing waits until asked.
  /// - Throws: `PlotError`.
  public init(_ content: any FigureContent) throws {
    let figure = Figure(content)
    self.init(width: figure.width, height: figure.height, csv: try figure.csv()) { appearance, text in
      let (keyword, recipe) = PNGRecipe.parts(of: text)
      return try figure.png(
        appearance: appearance == .dark ? .dark : .light, recipe: recipe, keyword: keyword)
    }
  }
}
