/// One drawing for each of several values, which a page shows one at a time behind a slider; everywhere else they stand
/// below each other. Panels at the same place of each frame have the same axes.
///
///     Frames(lambdas, name: Notation.lambda) { lambda in
///       Plot { Curve(runs[lambda], x: \.radius, y: \.accuracy) }
///     }
public struct Frames: FigureContent {
  private let frames: [Figure]
  private let names: [String]

  /// A frame for each of `values`, under its name, which is a label; all frames have as many panels and the size of the first.
  public init<Values: Collection>(
    _ values: Values, name: (Values.Element) -> String, _ content: (Values.Element) -> any FigureContent
  ) {
    names = values.map(name)
    frames = values.map { content($0).figure }
  }

  /// The frames from above in the order of the values.
  public var figure: Figure {
    guard let first = frames.first else {
      return Figure(panels: [], columns: 1, width: 640, height: 400, shared: .none)
    }
    var figure = first
    figure.panels = frames.flatMap(\.panels)
    figure.height = first.height * frames.count
    figure.frames = zip(names, frames).map { Figure.Frame(name: $0, panels: $1.panels.count) }
    return figure
  }
}
