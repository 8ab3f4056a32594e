/// A number that can be plotted.
public protocol PlotNumber: Sendable {
  /// The number in double precision; one that is not finite makes drawing throw.
  var plotValue: Double { get }
}

extension Double: PlotNumber {
  /// Itself.
  public var plotValue: Double { self }
}

extension Float: PlotNumber {
  /// The same number.
  public var plotValue: Double { Double(self) }
}

extension Int: PlotNumber {
  /// The same number; rounded beyond `2^53`.
  public var plotValue: Double { Double(self) }
}

extension Array where Element: PlotNumber {
  var plotValues: [Double] { map(\.plotValue) }
}
