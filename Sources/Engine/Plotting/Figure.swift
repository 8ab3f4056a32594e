import Foundation

/// What a figure cell may return: a ``Plot``, a ``Grid``, ``Frames`` or a ``Figure``.
public protocol FigureContent: Sendable {
  /// The content as a figure, with its size in CSS pixels.
  var figure: Figure { get }
}

/// A figure, ready to be drawn in either appearance or written as data.
public struct Figure: FigureContent {
  /// For which background a figure is drawn. The geometry is the same.
  public enum Appearance: String, Sendable, CaseIterable { case light, dark }

  var panels: [Plot]
  var columns: Int
  /// In CSS pixels; the page's PNG has twice as many.
  public internal(set) var width: Int
  /// In CSS pixels, from 40 to 4096 as the width: else drawing throws.
  public internal(set) var height: Int
  let shared: SharedAxes
  var hasSharedLegend = false
  /// What one steps through, from above, all of one height; empty for one drawing.
  var frames: [Frame] = []

  /// A name, and how many of the panels are its own.
  struct Frame {
    var name: String
    var panels: Int
  }

  public var figure: Figure { self }

  /// Draws the figure. A PNG file is in sRGB and keeps the recipe, without zero bytes, in a chunk of its own
  /// (``PNGRecipe``) under a keyword of 1 to 79 letters, digits and dashes; a PDF keeps it as its subject and an SVG as
  /// its metadata; the PDF holds no date. The same input gives the same bytes.
  /// - Throws: ``PlotError``.
  public func drawn(
    as output: FigureOutput, appearance: Appearance, recipe: String, keyword: String = PNGRecipe.keyword
  ) throws(PlotError) -> Data {
    let (figure, size) = resized(for: output)
    let (width, height) = (figure.width, figure.height)
    guard (40...4096).contains(width), (40...4096).contains(height) else {
      throw .unsuitableSize(width: width, height: height)
    }
    switch output.format {
    case .png:
      let ratio = output.pixelsPerInch / 96
      let (across, down) = (size.width * ratio, size.height * ratio)
      guard across >= 1, down >= 1, max(across, down) <= 32_000, across * down <= 3e8 else {
        throw .pixels(width: across, height: down)
      }
      let canvas = try Canvas(
        width: width, height: height, pixels: (Int(across.rounded()), Int(down.rounded())))
      try figure.paint(on: canvas, appearance)
      let raster = try canvas.raster()
      do {
        return try raster.encoded(recipe: recipe, keyword: keyword, pixelsPerInch: output.pixelsPerInch)
      } catch {
        throw .encoding(error)
      }
    case .svg, .pdf:
      let file = VectorFile()
      let canvas = try Canvas(
        width: width, height: height, size: size, output: output, recipe: recipe, creator: keyword, to: file)
      try figure.paint(on: canvas, appearance)
      try canvas.finish()
      return output.format == .pdf ? file.bytes : file.svg(recipe: recipe)
    }
  }

  private func paint(on canvas: Canvas, _ appearance: Appearance) throws(PlotError) {
    let typesetter = try Typesetter()
    let painter = Painter(canvas: canvas, typesetter: typesetter, theme: .of(appearance))
    let placed = try placedFrames(typesetter)
    canvas.fillBackground(painter.theme.background)
    for frame in placed { try painter.draw(frame) }
    let room = canvas.bounds.insetBy(-1)
    if let label = canvas.labels.first(where: { !$0.corners.allSatisfy { room.contains(Point($0)) } }) {
      throw .labelOutside(label.text, width: width, height: height)
    }
  }

  /// Every label of the drawing.
  package func labels(in output: FigureOutput = FigureOutput(.png)) throws(PlotError) -> [PlacedLabel] {
    let figure = resized(for: output).figure
    let canvas = try Canvas(width: figure.width, height: figure.height, pixels: (figure.width, figure.height))
    try figure.paint(on: canvas, .light)
    return canvas.labels
  }

  /// The drawing, or each frame at its place.
  private func placedFrames(_ typesetter: Typesetter) throws(PlotError) -> [PlacedFigure] {
    let panels = try resolvedPanels()
    let count = max(frames.count, 1)
    var frame = self
    frame.height = height / count
    var placed: [PlacedFigure] = []
    for (index, own) in panels.chunks(of: panels.count / count).enumerated() {
      var layout = try FigureLayout(
        figure: frame, panels: own, top: Double(index * frame.height), typesetter: typesetter)
      placed.append(try layout.placedFigure())
    }
    return placed
  }

  /// Where the values stand in the page's drawing, and what they are.
  package func places() throws(PlotError) -> FigurePlaces {
    try FigurePlaces(frames.map(\.name), try placedFrames(try Typesetter()))
  }

  /// The data of all marks as CSV (RFC 4180): a row a value, or a row an image; see ``Mark``.
  /// - Throws: ``PlotError`` for data that the axes cannot show.
  public func csv() throws(PlotError) -> String {
    var table = DataTable()
    let panels = try resolvedPanels()
    for (index, panel) in panels.enumerated() {
      let frame = frames.isEmpty ? nil : frames[index * frames.count / panels.count].name
      table.append(panel, number: index, frame: frame)
    }
    return table.text
  }

  /// The panels with every mark checked and every axis's range known.
  private func resolvedPanels() throws(PlotError) -> [ResolvedPanel] {
    if panels.isEmpty { throw .nothingToDraw }
    if let first = frames.first, let other = frames.first(where: { $0.panels != first.panels }) {
      throw .unevenFrames(first.name, first.panels, other.name, other.panels)
    }
    var resolved: [ResolvedPanel] = []
    for panel in panels { resolved.append(try ResolvedPanel(panel)) }
    unite(&resolved, \.xMap, isShared: shared.includesX)
    unite(&resolved, \.yMap, isShared: shared.includesY)
    return resolved
  }

  /// Gives panels with the same scale one range: all of them where the axis is shared, else those at one place of each frame.
  private func unite(
    _ panels: inout [ResolvedPanel], _ map: WritableKeyPath<ResolvedPanel, AxisMap>, isShared: Bool
  ) {
    let groups = isShared ? 1 : panels.count / max(frames.count, 1)
    for group in 0..<groups { unite(&panels, map, from: group, by: groups) }
  }

  private func unite(
    _ panels: inout [ResolvedPanel], _ map: WritableKeyPath<ResolvedPanel, AxisMap>, from first: Int,
    by step: Int
  ) {
    let scale = panels[first][keyPath: map].scale
    let alike = stride(from: first, to: panels.count, by: step).filter {
      panels[$0][keyPath: map].scale == scale
    }
    let lower = alike.map { panels[$0][keyPath: map].lower }.min() ?? 0
    let upper = alike.map { panels[$0][keyPath: map].upper }.max() ?? 1
    for index in alike {
      panels[index][keyPath: map].lower = lower
      panels[index][keyPath: map].upper = upper
    }
  }
}

extension Figure {
  /// The figure of `content`, a plot or a grid; nothing is checked before it is drawn or written.
  public init(_ content: any FigureContent) { self = content.figure }
}

extension Array {
  /// The elements in groups of one size, which divides their number.
  fileprivate func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: Swift.max(size, 1)).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
