extension Painter {
  /// Faint lines at the ticks of numeric axes.
  func drawGrid(_ placed: PlacedPanel) {
    let (frame, rect) = (placed.frame, placed.frame.rect)
    if !isCategorical(placed.panel.xMap) {
      for tick in placed.x.ticks.major {
        let x = frame.x(tick.value)
        canvas.stroke(
          [Point(x: x, y: rect.y), Point(x: x, y: rect.maxY)], theme.grid, width: Measure.gridWidth)
      }
    }
    if !isCategorical(placed.panel.yMap) {
      for tick in placed.y.ticks.major {
        let y = frame.y(tick.value)
        canvas.stroke(
          [Point(x: rect.x, y: y), Point(x: rect.maxX, y: y)], theme.grid, width: Measure.gridWidth)
      }
    }
  }

  private func isCategorical(_ map: AxisMap) -> Bool {
    if case .categorical = map.scale { true } else { false }
  }

  func drawAxes(_ placed: PlacedPanel) {
    let rect = placed.frame.rect
    let corner = [
      Point(x: rect.x, y: rect.y), Point(x: rect.x, y: rect.maxY), Point(x: rect.maxX, y: rect.maxY),
    ]
    canvas.stroke(corner, theme.axis, width: Measure.axisWidth)
    drawHorizontalAxis(placed)
    drawVerticalAxis(placed)
  }

  private func drawHorizontalAxis(_ placed: PlacedPanel) {
    let (frame, rect, axis) = (placed.frame, placed.frame.rect, placed.x)
    for tick in axis.ticks.major { xTick(frame.x(tick.value), rect.maxY, Measure.tickLength) }
    for value in axis.ticks.minor { xTick(frame.x(value), rect.maxY, Measure.minorTickLength) }
    guard placed.showsXLabels else { return }
    let top = rect.maxY + Measure.tickLength + 4
    let ascent = axis.labels.map(\.text.ascent).max() ?? 0
    for label in axis.labels {
      let x = frame.x(label.value)
      if axis.isSlanted {
        canvas.draw(
          label.text, at: Point(x: x + 4, y: top + 3), Anchor(.right, .middle), theme.ink,
          angle: SetAxis.slant)
      } else {
        canvas.draw(label.text, at: Point(x: x, y: top + ascent), Anchor(.center, .baseline), theme.ink)
      }
    }
    let below = rect.maxY + placed.room.labelsBelow + 5
    if let title = axis.title {
      let place = Point(x: rect.midX, y: below + title.ascent)
      canvas.draw(title, at: place, Anchor(.center, .baseline), theme.ink)
    }
    if let factor = axis.factor {
      canvas.draw(factor, at: Point(x: rect.maxX, y: below), Anchor(.right, .top), theme.ink)
    }
  }

  private func xTick(_ x: Double, _ y: Double, _ length: Double) {
    canvas.stroke([Point(x: x, y: y), Point(x: x, y: y + length)], theme.axis, width: Measure.axisWidth)
  }

  private func drawVerticalAxis(_ placed: PlacedPanel) {
    let (frame, rect, axis) = (placed.frame, placed.frame.rect, placed.y)
    for tick in axis.ticks.major { yTick(rect.x, frame.y(tick.value), Measure.tickLength) }
    for value in axis.ticks.minor { yTick(rect.x, frame.y(value), Measure.minorTickLength) }
    guard placed.showsYLabels else { return }
    let right = rect.x - Measure.tickLength - 4
    for label in axis.labels {
      let place = Point(x: right, y: frame.y(label.value) + 0.34 * Measure.tickLabelSize)
      canvas.draw(label.text, at: place, Anchor(.right, .baseline), theme.ink)
    }
    if let factor = axis.factor {
      canvas.draw(factor, at: Point(x: rect.x, y: rect.y - 9), Anchor(.left, .baseline), theme.ink)
    }
    if let title = axis.title {
      let place = Point(x: rect.x - placed.room.labelsBeside - 6 - title.descent, y: rect.midY)
      canvas.draw(title, at: place, Anchor(.center, .baseline), theme.ink, angle: -.pi / 2)
    }
  }

  private func yTick(_ x: Double, _ y: Double, _ length: Double) {
    canvas.stroke([Point(x: x - length, y: y), Point(x: x, y: y)], theme.axis, width: Measure.axisWidth)
  }
}
