import Foundation

/// A label as it stands in a drawing.
package struct PlacedLabel: Sendable {
  /// Its characters in the order in which they are drawn.
  package var text: String
  /// The corners of its box, one after the other, in CSS pixels from the figure's top left corner.
  package var corners: [CGPoint]

  package init(text: String, corners: [CGPoint]) {
    self.text = text
    self.corners = corners
  }

  init(_ layout: TextLayout, at point: Point, _ anchor: Anchor, angle: Double) {
    text = layout.pieces.map { if case .glyphs(let text, _, _, _) = $0 { text } else { "" } }.joined()
    let origin = anchor.origin(of: layout)
    let (left, right) = (origin.x, origin.x + layout.width)
    let (top, bottom) = (origin.y - layout.ascent, origin.y + layout.descent)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)].map { x, y in
      CGPoint(x: point.x + x * cos(angle) - y * sin(angle), y: point.y + x * sin(angle) + y * cos(angle))
    }
  }

  /// The smallest upright rectangle around the label.
  package var box: CGRect {
    corners.reduce(CGRect.null) { $0.union(CGRect(origin: $1, size: .zero)) }
  }
}
