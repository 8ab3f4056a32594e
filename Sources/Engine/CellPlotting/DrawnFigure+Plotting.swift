import CellKit
import Plotting

extension DrawnFigure {
  /// What a figure cell returns, with the plotting types behind closures. Drawing waits until asked; it
  /// takes the form of `FigureOutput.requested`, or else that of the page. Behind the data, and a zero byte, stands where
  /// they are in the picture, as JSON.
  /// - Throws: `PlotError`.
  public init(_ content: any FigureContent) throws {
    let figure = Figure(content)
    // In another form the drawing stands alone.
    var data = try figure.csv()
    if FigureOutput.requested == nil {
      let places = try figure.places()
      if !places.isEmpty { data += try "\0" + places.json }
    }
    self.init(width: figure.width, height: figure.height, csv: data) { appearance, text in
      let (keyword, recipe) = PNGRecipe.parts(of: text)
      return try figure.drawn(
        as: FigureOutput.requested ?? FigureOutput(.png), appearance: appearance == .dark ? .dark : .light,
        recipe: recipe, keyword: keyword)
    }
  }
}
