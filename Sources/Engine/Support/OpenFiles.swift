import Foundation

/// How many files, pipes and connections this process may have open at a time. What runs out of them in the system's
/// libraries ends the process in a trap.
package enum OpenFiles {
  /// What a build needs at least.
  package static let least = 128
  /// What it asks the system for.
  private static let wanted: rlim_t = 8192

  /// Raises the limit as far as the system lets this process.
  /// - Returns: the limit.
  package static func raiseLimit() -> Int {
    #if canImport(Darwin)
      let kind = RLIMIT_NOFILE
    #else
      let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif
    var limit = rlimit()
    guard getrlimit(kind, &limit) == 0 else { return least }
    if limit.rlim_cur < wanted {
      let former = limit.rlim_cur
      limit.rlim_cur = max(former, min(wanted, limit.rlim_max))
      if setrlimit(kind, &limit) != 0 { limit.rlim_cur = former }
    }
    return Int(clamping: limit.rlim_cur)
  }
}
