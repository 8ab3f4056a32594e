/// Points that are drawn alike, with a name.
public struct PlotSeries: Sendable {
  let label: String?
  let style: SeriesStyle
  /// Whether its points stay as they are, also where several have one `x`.
  private var isPath = false
  private(set) var xs: [Double] = []
  /// As many as `xs`; if not, drawing throws.
  private(set) var ys: [Double] = []

  init(label: String?, style: SeriesStyle) {
    self.label = label
    self.style = style
  }

  /// Points in their order.
  init(x: some PlotChannel, y: some PlotChannel, label: String?, style: SeriesStyle) {
    self.init(label: label, style: style)
    isPath = true
    add(x: x, y: y)
  }

  /// Adds points. A single number on one side stands for all on the other; a point that lacks a number is left out.
  mutating func add(x: some PlotChannel, y: some PlotChannel) {
    var (xs, ys) = (x.plotNumbers, y.plotNumbers)
    if x.isSingle { xs = Array(repeating: xs[0], count: ys.count) }
    if y.isSingle { ys = Array(repeating: ys[0], count: xs.count) }
    let isWhole = xs.count != ys.count
    self.xs += xs.indices.compactMap { isWhole || ys[$0] != nil ? xs[$0] : nil }
    self.ys += ys.indices.compactMap { isWhole || xs[$0] != nil ? ys[$0] : nil }
  }

  /// The values at each `x`, in the order in which these first appear.
  var columns: [(x: Double, ys: [Double])] {
    var columns: [(x: Double, ys: [Double])] = []
    var places: [Double: Int] = [:]
    for (x, y) in zip(xs, ys) {
      if let place = places[x] {
        columns[place].ys.append(y)
      } else {
        places[x] = columns.count
        columns.append((x, [y]))
      }
    }
    return columns
  }

  /// The mean of the values at each `x`.
  var means: PlotSeries {
    if isPath { return self }
    var means = self
    let columns = columns
    means.xs = columns.map(\.x)
    means.ys = columns.map { $0.ys.reduce(0, +) / Double($0.ys.count) }
    return means
  }

  /// The least and the largest of the values at each `x`.
  var extremes: (xs: [Double], lower: [Double], upper: [Double]) {
    let columns = columns
    func ends(_ choose: (Double, Double) -> Double) -> [Double] {
      columns.map { $0.ys.contains(where: \.isNaN) ? .nan : $0.ys.dropFirst().reduce($0.ys[0], choose) }
    }
    return (columns.map(\.x), ends(min), ends(max))
  }

  var isEmpty: Bool { xs.isEmpty && ys.isEmpty }

  /// The marks of the series, or one that says why there are none: its channels differ in length.
  func elements(_ marks: (PlotSeries) -> [any DrawnMark]) -> [MarkElement] {
    (xs.count == ys.count ? marks(self) : [DrawnLine(series: self)]).map { MarkElement($0) }
  }
}

/// A mark that takes a collection and channels, and may draw it in groups.
///
///     Spread(runs, x: \.epoch, y: \.loss, by: \.lambda) { "$\\lambda = \($0)$" }
///
/// A channel gives a number of an element, or several in order, such as the epochs of a run. Where one channel gives
/// a single number, it stands for all of the other's; points that lack a number are left out, and so is a series
/// without points.
public protocol SeriesMark: Mark {
  /// The mark of series that have been put together.
  init(_ series: [PlotSeries])
}

extension SeriesMark {
  /// One series of numbers, in their order.
  public init(
    x: some PlotChannel, y: some PlotChannel, label: String? = nil, style: SeriesStyle = .automatic
  ) {
    self.init([PlotSeries(x: x, y: y, label: label, style: style)])
  }

  /// The whole collection as one series.
  public init<Data: Sequence>(
    _ data: Data, x: (Data.Element) -> some PlotChannel, y: (Data.Element) -> some PlotChannel,
    label: String? = nil, style: SeriesStyle = .automatic
  ) {
    var series = PlotSeries(label: label, style: style)
    for element in data { series.add(x: x(element), y: y(element)) }
    self.init(series.isEmpty ? [] : [series])
  }

  /// The collection in groups of one `key`, each with a name and a style of its own: `style` is the first group's, the
  /// others follow it as the next series. Groups in `order` come first, also where they have no element.
  public init<Data: Sequence, Key: Hashable>(
    _ data: Data, x: (Data.Element) -> some PlotChannel, y: (Data.Element) -> some PlotChannel,
    by key: (Data.Element) -> Key, order: [Key] = [], style: SeriesStyle = .automatic,
    label: (Key) -> String = { "\($0)" }
  ) {
    var count = -1
    self.init(
      data, x: x, y: y, by: key, order: order,
      style: { _ in
        count += 1
        return style.following(by: count)
      }, label: label)
  }

  /// The collection in groups of one `key`, as above, each with the style that its key has everywhere.
  public init<Data: Sequence, Key: Hashable>(
    _ data: Data, x: (Data.Element) -> some PlotChannel, y: (Data.Element) -> some PlotChannel,
    by key: (Data.Element) -> Key, order: [Key] = [], style: (Key) -> SeriesStyle,
    label: (Key) -> String = { "\($0)" }
  ) {
    var places: [Key: Int] = [:]
    var series: [PlotSeries] = []
    func place(of key: Key) -> Int {
      if let place = places[key] { return place }
      places[key] = series.count
      series.append(PlotSeries(label: label(key), style: style(key)))
      return series.count - 1
    }
    for key in order { _ = place(of: key) }
    for element in data { series[place(of: key(element))].add(x: x(element), y: y(element)) }
    self.init(series.filter { !$0.isEmpty })
  }
}
