/// Cutting shapes to a rectangle before Cairo sees them: its coordinates end at some eight million pixels.
enum Clipping {
  /// The parts of the line through the points that lie inside the rectangle (Liang and Barsky's method).
  static func polyline(_ points: [Point], to r: Rect) -> [[Point]] {
    var runs: [[Point]] = []
    for (a, b) in zip(points, points.dropFirst()) {
      guard let (start, end) = segment(a, b, r) else { continue }
      if let last = runs.last?.last, last == start {
        runs[runs.count - 1].append(end)
      } else {
        runs.append([start, end])
      }
    }
    return runs
  }

  /// A line of far more points than pixels, thinned: of neighbours in one half pixel column only the first, the
  /// highest, the lowest and the last stay, which look the same. Shorter lines are left as they are.
  static func thinned(_ points: [Point], toWidth width: Double) -> [Point] {
    if Double(points.count) <= 8 * width { return points }
    var kept: [Point] = []
    var start = points.startIndex
    while start < points.endIndex {
      let column = (2 * points[start].x).rounded(.down)
      let end = points[start...].firstIndex { (2 * $0.x).rounded(.down) != column } ?? points.endIndex
      let run = start..<end
      let lowest = run.min { points[$0].y < points[$1].y } ?? start
      let highest = run.max { points[$0].y < points[$1].y } ?? start
      let chosen = [start, min(lowest, highest), max(lowest, highest), end - 1]
      for (index, place) in chosen.enumerated() where index == 0 || place != chosen[index - 1] {
        kept.append(points[place])
      }
      start = end
    }
    return kept
  }

  private static func segment(_ a: Point, _ b: Point, _ r: Rect) -> (Point, Point)? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    var (enter, leave) = (0.0, 1.0)
    for (step, room) in [(-dx, a.x - r.x), (dx, r.maxX - a.x), (-dy, a.y - r.y), (dy, r.maxY - a.y)] {
      if step == 0 {
        if room < 0 { return nil }
      } else if step < 0 {
        enter = max(enter, room / step)
      } else {
        leave = min(leave, room / step)
      }
    }
    if enter > leave { return nil }
    let start = enter == 0 ? a : Point(x: a.x + enter * dx, y: a.y + enter * dy)
    let end = leave == 1 ? b : Point(x: a.x + leave * dx, y: a.y + leave * dy)
    return (start, end)
  }

  /// The part of a polygon inside the rectangle (Sutherland and Hodgman's method).
  static func polygon(_ points: [Point], to r: Rect) -> [Point] {
    let sides: [(Point) -> Double] = [{ $0.x - r.x }, { r.maxX - $0.x }, { $0.y - r.y }, { r.maxY - $0.y }]
    return sides.reduce(points) { corners, room in
      zip(corners, corners.dropFirst() + corners.prefix(1)).flatMap { a, b -> [Point] in
        let (from, to) = (room(a), room(b))
        if from >= 0 && to >= 0 { return [b] }
        if from < 0 && to < 0 { return [] }
        let t = from / (from - to)
        let crossing = Point(x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y))
        return to >= 0 ? [crossing, b] : [crossing]
      }
    }
  }
}
