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
    if !hidesAxes && placed.panel.heatMap == nil { drawGrid(placed) }
    for item in placed.panel.items { try item.mark.draw(in: context(for: item, placed.frame)) }
    if !hidesAxes { drawAxes(placed) }
    drawColorBar(placed)
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

  private func drawColorBar(_ placed: PlacedPanel) {
    guard let bar = placed.colorBar else { return }
    let rect = placed.frame.rect
    let area = Rect(
      x: rect.maxX + PlacedColorBar.gap, y: rect.y, width: PlacedColorBar.width, height: rect.height)
    let steps = 256
    let colors = (0..<steps).reversed().map { bar.map.colors.color(at: (Double($0) + 0.5) / Double(steps)) }
    canvas.drawImage(colors, columns: 1, rows: steps, in: area)
    canvas.strokeRect(area, theme.axis, width: 0.6)
    for tick in bar.axis.ticks.major {
      let y = area.maxY - area.height * bar.axisMap.share(of: tick.value)
      canvas.stroke(
        [Point(x: area.maxX, y: y), Point(x: area.maxX + 3, y: y)], theme.axis, width: Measure.axisWidth)
    }
    for label in bar.axis.labels {
      let y = area.maxY - area.height * bar.axisMap.share(of: label.value)
      canvas.draw(label.text, at: Point(x: area.maxX + 6, y: y), Anchor(.left, .middle), theme.ink)
    }
    if let factor = bar.axis.factor {
      canvas.draw(factor, at: Point(x: area.x, y: area.y - 9), Anchor(.left, .baseline), theme.ink)
    }
    if let title = bar.axis.title {
      let place = Point(x: area.maxX + 6 + bar.axis.labelWidth + 5 + title.ascent, y: area.midY)
      canvas.draw(title, at: place, Anchor(.center, .baseline), theme.ink, angle: -.pi / 2)
    }
  }
}
