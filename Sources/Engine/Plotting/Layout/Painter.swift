/// Draws placed panels.
struct Painter {
  let canvas: Canvas
  let typesetter: Typesetter
  let theme: Theme

  func draw(_ placed: PlacedFigure) throws(PlotError) {
    for panel in placed.panels { try draw(panel) }
    if let legend = placed.legend { draw(legend.entries, at: placed.legendPlaces) }
  }

  private func draw(_ placed: PlacedPanel) throws(PlotError) {
    let hidesAxes = placed.panel.hidesAxes
    if !hidesAxes { drawGrid(placed) }
    for item in placed.panel.items { try item.mark.draw(in: context(for: item, placed.frame)) }
    if !hidesAxes { drawAxes(placed) }
    drawTitle(placed)
    drawLegend(placed)
  }

  private func context(for item: ResolvedMark, _ frame: PlotFrame) -> MarkContext {
    MarkContext(
      canvas: canvas, typesetter: typesetter, theme: theme, frame: frame, look: item.look,
      color: item.look.color(in: theme), barGroup: item.barGroup)
  }

  private func drawTitle(_ placed: PlacedPanel) {
    var x = placed.frame.rect.x
    let baseline = placed.frame.rect.y - placed.room.top + 0.75 * Measure.titleSize
    if let letter = placed.letter {
      canvas.draw(letter, at: Point(x: x, y: baseline), Anchor(.left, .baseline), theme.ink)
      x += letter.width + 7
    }
    if let title = placed.title {
      canvas.draw(title, at: Point(x: x, y: baseline), Anchor(.left, .baseline), theme.ink)
    }
  }
}
