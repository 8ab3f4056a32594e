import CellKit
import Foundation
import Synchronization

extension CellProgress {
  /// A cell may report as often as it likes; ten times a second is passed on.
  static func sparing(_ report: @escaping @Sendable (Double, String) -> Void) -> CellProgress {
    let last = LastReport()
    return CellProgress { fraction, what in
      if last.isOlderThan(.milliseconds(100)) { report(fraction, what) }
    }
  }
}

/// When something was last passed on.
private final class LastReport: Sendable {
  private let time = Mutex<ContinuousClock.Instant?>(nil)

  /// True, and counts from now, if the last time this was true is longer ago than `interval`.
  func isOlderThan(_ interval: Duration) -> Bool {
    let now = ContinuousClock.now
    return time.withLock { last in
      if let last, now - last < interval { return false }
      last = now
      return true
    }
  }
}
