/// A number that can be plotted.
public protocol PlotNumber: Sendable {
  var plotValue: Double { get }
}

extension Double: PlotNumber {
  public var plotValue: Double { self }
}

extension Float: PlotNumber {
  public var plotValue: Double { Double(self) }
}

extension Int: PlotNumber {
  public var plotValue: Double { Double(self) }
}

extension Array where Element: PlotNumber {
  var plotValues: [Double] { map(\.plotValue) }
}
