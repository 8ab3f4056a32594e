/// A small gray image of an ``ImageGrid``.
public struct Picture: Sendable, Equatable {
  var width: Int
  var height: Int
  var values: [Double]
  var caption: String?
  var isMarked = false

  /// An image of `width * height` values from 0 (black) to 1 (white), rows from the top; others are clamped.
  public init(width: Int, height: Int, gray: [some PlotNumber], caption: String? = nil) {
    self.width = width
    self.height = height
    values = gray.plotValues
    self.caption = caption
  }

  /// The picture, marked where `holds`: with a frame and its caption in a strong colour.
  public func marked(_ holds: Bool) -> Picture {
    var picture = self
    picture.isMarked = holds
    return picture
  }

  var colors: [Color] {
    values.map { value in
      let level = min(max(value, 0), 1)
      return Color(red: level, green: level, blue: level)
    }
  }
}

/// Images in rows, such as digits and their perturbed versions. Fills its plot, without axes.
public struct ImageGrid: DrawnMark {
  let kind = "ImageGrid"
  let label: String? = nil
  let style = SeriesStyle.automatic
  let keyPart: KeyPart? = nil
  let images: [Picture]
  let columnCount: Int
  let rowLabels: [String]

  /// Images row by row, so many `columns` each, with none or one label left of each row.
  public init(_ images: [Picture], columns: Int, rowLabels: [String] = []) {
    self.images = images
    columnCount = max(1, columns)
    self.rowLabels = rowLabels
  }

  private var rowCount: Int { (images.count + columnCount - 1) / columnCount }

  var columns: [MarkColumn] {
    [MarkColumn(name: "image", role: .free, values: images.indices.map(Double.init))]
  }

  func checkShape() throws(PlotError) {
    for (index, image) in images.enumerated() {
      let expected = max(image.width, 0) * max(image.height, 0)
      guard image.values.count == expected, expected > 0 else {
        throw .pixelCount(mark: "image \(index) of ImageGrid", count: image.values.count, expected: expected)
      }
      for (pixel, value) in image.values.enumerated() where !value.isFinite {
        throw .notFinite(mark: "image \(index) of ImageGrid", column: "pixel", index: pixel)
      }
    }
    if !rowLabels.isEmpty, rowLabels.count != rowCount {
      throw .lengthMismatch(mark: name, column: "labels", count: rowLabels.count, expected: rowCount)
    }
  }

  func draw(in context: MarkContext) throws(PlotError) {
    let layout = try ImageGridLayout(self, rows: rowCount, context)
    for (index, image) in images.enumerated() {
      let cell = layout.cell(index / columnCount, index % columnCount)
      let side = min(cell.width / Double(image.width), cell.height / Double(image.height))
      let area = cell.centered(width: side * Double(image.width), height: side * Double(image.height))
      context.canvas.drawImage(image.colors, columns: image.width, rows: image.height, in: area)
      let alarm = context.theme.series[1]
      if image.isMarked {
        context.canvas.strokeRect(area.insetBy(-1), alarm, width: 2)
      } else {
        context.canvas.strokeRect(area.insetBy(-0.25), context.theme.grid, width: 0.5)
      }
      guard let caption = image.caption else { continue }
      let text = try context.typesetter.layout(caption, size: ImageGridLayout.captionSize)
      let place = Point(x: area.midX, y: area.maxY + 3)
      context.canvas.draw(
        text, at: place, Anchor(.center, .top), image.isMarked ? alarm : context.theme.muted)
    }
    try layout.drawLabels(of: self, context)
  }

  func rows() -> [DataRow] {
    images.enumerated().map { index, image in
      let bytes = image.values.map { value in
        let level = String(Int((min(max(value, 0), 1) * 255).rounded()), radix: 16)
        return level.count == 1 ? "0" + level : level
      }
      return [
        "x": .number(Double(index % columnCount)), "y": .number(Double(index / columnCount)),
        "pixels": .text(bytes.joined()), "text": .text(image.caption ?? ""),
      ]
    }
  }
}

/// Where the images of a grid and their labels go.
private struct ImageGridLayout {
  static let captionSize = Measure.captionSize
  private var left: Double
  /// Of each row, and one more.
  private var tops: [Double]
  private var side: (width: Double, height: Double)
  private var pitch: Double

  init(_ grid: ImageGrid, rows: Int, _ context: MarkContext) throws(PlotError) {
    let rect = context.frame.rect
    var labelWidth = 0.0
    for label in grid.rowLabels {
      labelWidth = max(labelWidth, try context.typesetter.layout(label, size: Measure.legendSize).width + 10)
    }
    let gap = 5.0
    let columns = Double(grid.columnCount)
    let proportion = grid.images.map { Double($0.height) / Double($0.width) }.max() ?? 1
    let captions = (0..<rows).map { row in
      let start = row * grid.columnCount
      let images = grid.images[start..<min(start + grid.columnCount, grid.images.count)]
      return images.contains { $0.caption != nil } ? Self.captionSize * 1.5 : 0
    }
    let spent = captions.reduce(0, +) + gap * Double(rows - 1)
    let fromWidth = (rect.width - labelWidth - gap * (columns - 1)) / columns
    let width = min(fromWidth, (rect.height - spent) / Double(rows) / proportion)
    guard width >= 4 else { throw .unsuitableSize(width: Int(rect.width), height: Int(rect.height)) }
    side = (width, width * proportion)
    let used = labelWidth + (width + gap) * columns - gap
    left = rect.x + (rect.width - used) / 2 + labelWidth
    tops = [rect.y]
    for caption in captions { tops.append((tops.last ?? 0) + side.height + caption + gap) }
    pitch = width + gap
  }

  func cell(_ row: Int, _ column: Int) -> Rect {
    Rect(x: left + Double(column) * pitch, y: tops[row], width: side.width, height: side.height)
  }

  func drawLabels(of grid: ImageGrid, _ context: MarkContext) throws(PlotError) {
    for (row, label) in grid.rowLabels.enumerated() {
      let text = try context.typesetter.layout(label, size: Measure.legendSize)
      let place = Point(x: cell(row, 0).x - 8, y: cell(row, 0).midY)
      context.canvas.draw(text, at: place, Anchor(.right, .middle), context.theme.ink)
    }
  }
}
