/// A number that can be plotted.
public protocol PlotNumber: PlotChannel, Sendable {
  /// The number in double precision; one that is not finite makes drawing throw.
  var plotValue: Double { get }
}

extension Double: PlotNumber {
  public var plotValue: Double { self }
}

extension Float: PlotNumber {
  public var plotValue: Double { Double(self) }
}

extension Int: PlotNumber {
  /// Rounded beyond `2^53`.
  public var plotValue: Double { Double(self) }
}

extension Array where Element: PlotNumber {
  var plotValues: [Double] { map(\.plotValue) }
}

/// What an element of a collection gives to a mark along one axis: a number, several in order, or none.
public protocol PlotChannel {
  /// In order; nil where there is none.
  var plotNumbers: [Double?] { get }
  /// Whether it is one number by its type, which stands for all of another channel's.
  var isSingle: Bool { get }
}

extension PlotNumber {
  public var plotNumbers: [Double?] { [plotValue] }
  public var isSingle: Bool { true }
}

extension Array: PlotChannel where Element: PlotChannel {
  /// Those of all elements.
  public var plotNumbers: [Double?] { flatMap(\.plotNumbers) }
  public var isSingle: Bool { false }
}

extension Optional: PlotChannel where Wrapped: PlotChannel {
  /// One that is not there, for nil.
  public var plotNumbers: [Double?] { self?.plotNumbers ?? [nil] }
  /// That of the value; true for nil.
  public var isSingle: Bool { self?.isSingle ?? true }
}
