/// All panels of a figure, and the legend that they share.
struct PlacedFigure {
  var panels: [PlacedPanel]
  var legend: Legend?
  /// The left middle of each entry of the legend.
  var legendPlaces: [Point] = []
}

/// A panel with everything at its place.
struct PlacedPanel {
  var panel: ResolvedPanel
  var frame: PlotFrame
  /// That of the panel's row and column, so that titles and axis labels are aligned.
  var room: Room
  var x: SetAxis
  var y: SetAxis
  var showsXLabels: Bool
  var showsYLabels: Bool
  var letter: TextLayout?
  var title: TextLayout?
  var legend: Legend
  var legendPlace: PlacedLegend

  enum PlacedLegend {
    case none
    case box(Rect)
    /// Above the panel, from its top left corner on.
    case rows([Point])
    /// At the right ends of lines.
    case direct
  }
}
