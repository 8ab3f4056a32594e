/// How fast a cell comes along, by the later half of its time: what was kept from earlier runs is done at once, and says nothing of
/// what is left.
package struct Pace {
  /// Seconds since the start, with the share that was done by then; the first one is as late as half the time allows.
  private var marks: [(seconds: Double, fraction: Double)] = []

  package init() {}

  /// - Parameters:
  ///   - fraction: the share that is done, from 0 to 1.
  ///   - seconds: since the start.
  package mutating func note(_ fraction: Double, at seconds: Double) {
    if let last = marks.last, seconds - last.seconds < seconds / 64 { return }
    marks.append((seconds, fraction))
    if let next = marks.lastIndex(where: { $0.seconds <= seconds / 2 }) { marks.removeFirst(next) }
  }

  /// The seconds that are left at this pace; `nil` before there is a pace to speak of.
  package func secondsLeft(after fraction: Double, at seconds: Double) -> Double? {
    guard let first = marks.first, seconds > first.seconds, fraction - first.fraction > 1e-4 else {
      return nil
    }
    return (1 - fraction) * (seconds - first.seconds) / (fraction - first.fraction)
  }
}
