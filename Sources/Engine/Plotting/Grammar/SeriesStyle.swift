/// How a mark looks. Series differ in colour, marker and dash at once, so that they can be told apart in gray.
public struct SeriesStyle: Sendable, Equatable {
  enum Hue: Sendable, Equatable {
    /// By the mark's label: each new label is the next series.
    case automatic
    case series(Int)
    case shade(Int, share: Double)
    case ink, muted
  }

  var hue: Hue
  var dash: Dash?
  var marker: Marker?
  var width: Double?
  var markerRadius: Double?

  /// The next series for each new label; marks with the same label look the same.
  public static let automatic = SeriesStyle(hue: .automatic)
  /// The colour of text.
  public static let ink = SeriesStyle(hue: .ink)
  /// A quiet gray.
  public static let muted = SeriesStyle(hue: .muted)

  /// Series `index`, from 0: its colour, dash and marker. Marks of one series belong together in the legend.
  public static func series(_ index: Int) -> SeriesStyle { SeriesStyle(hue: .series(max(0, index))) }

  /// A shade of the colour of series `index`, for values in order: from faint at `share` 0 to strong at 1, one hue
  /// throughout, with the dash and the marker of the first series.
  public static func shade(_ share: Double, of index: Int = 0) -> SeriesStyle {
    SeriesStyle(hue: .shade(max(0, index), share: share.isNaN ? 0 : min(max(share, 0), 1)))
  }

  /// The style with another dash.
  public func dash(_ dash: Dash) -> SeriesStyle { with { $0.dash = dash } }

  /// The style with another marker.
  public func marker(_ marker: Marker) -> SeriesStyle { with { $0.marker = marker } }

  /// The style with markers of another radius, in CSS pixels.
  public func markerRadius(_ radius: Double) -> SeriesStyle { with { $0.markerRadius = radius } }

  /// The style with another width of its lines, in CSS pixels.
  public func width(_ width: Double) -> SeriesStyle { with { $0.width = width } }

  /// The style of the group that is so many groups after one with this style.
  func following(by count: Int) -> SeriesStyle {
    with {
      switch hue {
      case .automatic: $0.hue = .series(count)
      case .series(let index): $0.hue = .series(index + count)
      case .shade, .ink, .muted: break
      }
    }
  }

  private func with(_ change: (inout SeriesStyle) -> Void) -> SeriesStyle {
    var style = self
    change(&style)
    return style
  }
}

/// The rhythm of a line.
public enum Dash: Sendable, Equatable, CaseIterable {
  case solid, dashed, dashDotted, dotted, longDashed

  /// Lengths of strokes and gaps for a line of one pixel.
  var lengths: [Double] {
    switch self {
    case .solid: []
    case .dashed: [4, 2.2]
    case .dashDotted: [5, 2, 1.2, 2]
    case .dotted: [1.2, 1.8]
    case .longDashed: [8, 2.5]
    }
  }
}

/// The shape of a point.
public enum Marker: Sendable, Equatable, CaseIterable {
  case circle, square, triangle, diamond, invertedTriangle, plus, cross
  /// A small disc, for many points.
  case dot
}

/// A style that has been settled for drawing, but for the theme's colours.
struct SeriesLook: Equatable {
  var hue: SeriesStyle.Hue
  var dash: Dash
  var marker: Marker
  var width: Double
  var markerRadius: Double

  private static let dashes: [Dash] = [.solid, .dashed, .dashDotted, .longDashed, .dotted]
  private static let markers: [Marker] = [
    .circle, .square, .triangle, .diamond, .invertedTriangle, .plus, .cross,
  ]

  init(_ style: SeriesStyle, series: Int) {
    hue = style.hue == .automatic ? .series(series) : style.hue
    let index: Int = if case .series(let number) = hue { number } else { 0 }
    dash = style.dash ?? Self.dashes[index % Self.dashes.count]
    marker = style.marker ?? Self.markers[index % Self.markers.count]
    markerRadius = min(max(style.markerRadius ?? Measure.markerRadius, 0.5), 40)
    width = min(max(style.width ?? Measure.lineWidth, 0.2), 40)
  }

  func color(in theme: Theme) -> Color {
    switch hue {
    case .automatic: theme.series[0]
    case .series(let index): theme.series[index % theme.series.count]
    case .shade(let index, let share): theme.shade(share, of: theme.series[index % theme.series.count])
    case .ink: theme.ink
    case .muted: theme.muted
    }
  }

  var dashLengths: [Double] { dash.lengths.map { $0 * width } }
}
