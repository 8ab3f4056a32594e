import Foundation
import Plotting
import Testing

/// Pairs of labels whose boxes have more than a pixel in common, in each direction.
func overlaps(in labels: [PlacedLabel]) -> [String] {
  labels.indices.flatMap { first in
    labels[(first + 1)...].filter { areJoined(labels[first].corners, $0.corners) }.map {
      "\(labels[first].text) | \($0.text)"
    }
  }
}

/// Two rectangles are apart exactly if some side of one of them separates them.
private func areJoined(_ a: [CGPoint], _ b: [CGPoint]) -> Bool {
  for (box, start) in [(a, 0), (a, 1), (b, 0), (b, 1)] {
    let (dx, dy) = (box[start + 1].x - box[start].x, box[start + 1].y - box[start].y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 0 else { return false }
    let (first, second) = (
      a.map { ($0.x * dx + $0.y * dy) / length }, b.map { ($0.x * dx + $0.y * dy) / length }
    )
    let common = min(first.max() ?? 0, second.max() ?? 0) - max(first.min() ?? 0, second.min() ?? 0)
    if common <= 1 { return false }
  }
  return true
}

@Suite struct LabelOverlapTests {
  @Test func overlapsAreSeen() {
    func label(_ x: Double, _ y: Double, angle: Double = 0) -> PlacedLabel {
      let corners = [(0.0, 0.0), (20, 0), (20, 10), (0, 10)]
      return PlacedLabel(
        text: "box",
        corners: corners.map { u, v in
          CGPoint(x: x + u * cos(angle) - v * sin(angle), y: y + u * sin(angle) + v * cos(angle))
        })
    }
    #expect(overlaps(in: [label(0, 0), label(21, 0), label(0, 11)]) == [])
    #expect(overlaps(in: [label(0, 0), label(18, 8)]).count == 1)
    // Slanted boxes side by side, whose upright boxes meet.
    #expect(overlaps(in: [label(0, 0, angle: -0.6), label(25, 0, angle: -0.6)]) == [])
    #expect(overlaps(in: [label(0, 0, angle: -0.6), label(12, 0, angle: -0.6)]).count == 1)
  }

  private static let names = (0..<9).map { "a category with a long name \($0)" }

  static let hard: [(String, any FigureContent)] = [
    ("many categories", Plot { Bars(x: Array(0..<9), y: Array(1...9)) }.xAxis(scale: .categorical(names))),
    (
      "a wide label beside a factor",
      Plot { Line(x: [0, 4e7], y: [0, 1e-9]) }
        .xAxis("a label of the axis that is nearly as wide as the whole of its panel").yAxis("small")
    ),
    ("an offset", Plot("Title") { Line(x: [1e6, 1e6 + 1e-4], y: [-3e9, -3e9 + 1]) }.xAxis("x").yAxis("y")),
    (
      "ticks that were asked for",
      Plot { Line(x: [0, 100], y: [0, 1]) }.xAxis("x", ticks: [0, 1, 2, 3, 50, 98, 99, 100])
    ),
    (
      "direct labels of lines that end together",
      Plot {
        for (index, end) in [1.0, 1.01, 1.02, 1.03].enumerated() {
          Line(x: [0, 1], y: [0, end], label: "line \(index)")
        }
      }.legend(.direct)
    ),
    (
      "direct labels in the middle",
      Plot {
        for (index, end) in [1.0, 1.01, 1.02].enumerated() {
          Line(x: [0, 1], y: [0, end], label: "line \(index)")
        }
        Line(x: [0, 3], y: [0, 1])
      }.legend(.direct)
    ),
    (
      "narrow panels",
      Grid(columns: 3, sharedAxes: .y) {
        for index in 0..<3 {
          Plot("Panel number \(index) of three") {
            Line(x: [1e-3, 1e5], y: [1e-12, 1], label: "a series")
            Rule(y: 1e-3, label: "limit")
          }
          .xAxis("time in seconds", scale: .log).yAxis("error", scale: .log)
        }
      }.sharedLegend().size(width: 560, height: 260)
    ),
  ]

  @Test(arguments: hard.indices) func labelsStandApart(index: Int) throws {
    let (name, content) = Self.hard[index]
    for scale in [1, 0.8] {
      let width = Double(content.figure.width) * scale
      let labels = try Figure(content).labels(in: FigureOutput(.png, width: width))
      #expect(labels.count >= 4)
      #expect(overlaps(in: labels) == [], "\(name) at \(width)")
    }
  }
}
