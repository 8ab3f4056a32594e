/// In which form, and how large, a figure is drawn.
public struct FigureOutput: Sendable, Equatable {
  /// PNG in pixels; SVG and PDF as outlines, the PDF with its text and fonts.
  public enum Format: String, Sendable, CaseIterable { case png, svg, pdf }

  public var format: Format
  /// In CSS pixels, 96 an inch; nil for the figure's own.
  public var width: Double?
  /// In CSS pixels; nil keeps the proportions.
  public var height: Double?
  /// Of a PNG; the page's figures have 192.
  public var pixelsPerInch: Double

  public init(
    _ format: Format, width: Double? = nil, height: Double? = nil, pixelsPerInch: Double = 192
  ) {
    self.format = format
    self.width = width
    self.height = height
    self.pixelsPerInch = pixelsPerInch
  }

  /// What a figure cell's drawing gives instead of the page's PNG, for the duration of a task.
  @TaskLocal public static var requested: FigureOutput?
}

extension Figure {
  /// Without axis labels of its own a panel may be narrower.
  private var narrowestPanel: Double { shared.includesY ? 130 : 170 }

  /// The figure at the size that is asked for, laid out anew: text keeps its size. Columns of panels that would
  /// become too narrow move below each other.
  func resized(for output: FigureOutput) -> (figure: Figure, size: PageSize) {
    var resized = self
    let (oldWidth, oldHeight) = (Double(width), Double(height))
    let newWidth = output.width ?? oldWidth
    let panelWidth = oldWidth / Double(max(columns, 1))
    let narrowest = min(panelWidth, narrowestPanel)
    func whole(_ length: Double) -> Int { length.isFinite ? Int(min(max(length, 0), 1e6)) : 0 }
    resized.columns = min(max(whole(newWidth / narrowest), 1), max(columns, 1))
    let (oldRows, newRows) = (rows(of: columns), rows(of: resized.columns))
    let rowHeight = oldHeight / oldRows * (newWidth / Double(resized.columns)) / panelWidth
    let newHeight = output.height ?? (output.width == nil ? oldHeight : rowHeight * newRows)
    resized.width = whole(newWidth.rounded())
    resized.height = whole(newHeight.rounded())
    return (resized, PageSize(width: newWidth, height: newHeight))
  }

  private func rows(of columns: Int) -> Double {
    let drawings = max(frames.count, 1)
    return Double(max(1, (panels.count / drawings + columns - 1) / max(columns, 1)) * drawings)
  }
}

/// The size of a drawing in CSS pixels, which need not be whole.
struct PageSize {
  var width: Double
  var height: Double
}
