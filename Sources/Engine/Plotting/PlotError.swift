/// Why a figure could not be drawn. Every case names the mark or the label that is to blame.
public enum PlotError: Error, Equatable, Sendable {
  /// A panel, or a grid, has nothing in it.
  case nothingToDraw
  /// A mark has no data.
  case noData(mark: String)
  /// Two of a mark's arrays differ in length.
  case lengthMismatch(mark: String, column: String, count: Int, expected: Int)
  /// A value is NaN or infinite.
  case notFinite(mark: String, column: String, index: Int)
  /// A value on a logarithmic axis is zero or negative.
  case notPositive(mark: String, column: String, index: Int, value: Double)
  /// A range that was asked for is empty, not finite, or not positive on a logarithmic axis.
  case invalidRange(axis: String, lower: Double, upper: Double)
  /// A categorical axis has no categories, or a mark more values than the axis has categories.
  case categories(mark: String, count: Int, expected: Int)
  /// An image's pixels do not fill its width and height.
  case pixelCount(mark: String, count: Int, expected: Int)
  /// A figure is smaller than its labels need, or larger than 4096 pixels.
  case unsuitableSize(width: Int, height: Int)
  /// A label does not fit into the figure.
  case labelOutside(String, width: Int, height: Int)
  /// An image of so many pixels is too small or too large to be made.
  case pixels(width: Double, height: Double)
  /// Two frames of a figure have different numbers of panels.
  case unevenFrames(String, Int, String, Int)
  /// A label uses a command that is not known.
  case unknownCommand(String, label: String)
  /// A label's mathematics has no end, an unmatched brace or a missing argument.
  case malformedMathematics(label: String, reason: String)
  /// The fonts have no glyph for a character.
  case missingGlyph(Character, label: String)
  /// The fonts of the figures are not installed.
  case missingFont(family: String)
  /// Cairo's own words on what went wrong.
  case cairo(String)
  /// The image could not be encoded.
  case encoding(PNGError)
}

extension PlotError: CustomStringConvertible {
  /// The beginning of a label that is longer than a line.
  private static func shown(_ label: String) -> String {
    label.count <= 80 ? label : label.prefix(79) + "…"
  }

  /// The sentence for the reader, without a full stop.
  public var description: String {
    switch self {
    case .nothingToDraw: "the figure has nothing to draw"
    case .noData(let mark): "\(mark) has no data"
    case .lengthMismatch(let mark, let column, let count, let expected):
      "\(mark) has \(count) values for \(column), but \(expected) are needed"
    case .notFinite(let mark, let column, let index):
      "\(mark) has a value that is not finite: \(column)[\(index)]"
    case .notPositive(let mark, let column, let index, let value):
      "\(mark) has \(column)[\(index)] = \(value), which a logarithmic scale cannot show"
    case .invalidRange(let axis, let lower, let upper):
      "\(axis) cannot range from \(lower) to \(upper)"
    case .categories(let mark, let count, let expected):
      "\(mark) has \(count) values, but its axis has \(expected) categories"
    case .pixelCount(let mark, let count, let expected):
      "\(mark) has \(count) pixel values, but its size asks for \(expected)"
    case .unsuitableSize(let width, let height):
      "\(width) by \(height) pixels do not suit the figure"
    case .labelOutside(let label, let width, let height):
      "the label '\(Self.shown(label))' does not fit into \(width) by \(height) pixels: shorten it or enlarge the figure"
    case .pixels(let width, let height):
      "no image of \(width) by \(height) pixels can be made: ask for another resolution or size"
    case .unevenFrames(let name, let count, let other, let otherCount):
      "the frame '\(name)' has \(count) panels, and '\(other)' has \(otherCount): all need as many"
    case .unknownCommand(let command, let label):
      "the label '\(Self.shown(label))' uses \(command), which is not known"
    case .malformedMathematics(let label, let reason): "the label '\(Self.shown(label))' has \(reason)"
    case .missingGlyph(let character, let label):
      "the fonts cannot show '\(character)' of the label '\(Self.shown(label))'"
    case .missingFont(let family):
      "the font \(family) is not installed (Debian: apt install fonts-stix)"
    case .cairo(let words): "cairo: \(words)"
    case .encoding(let error): "\(error)"
    }
  }
}
