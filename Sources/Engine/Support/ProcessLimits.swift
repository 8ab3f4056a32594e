import Foundation

/// What the system lets this process have. What runs out of either in the system's libraries ends the process in a trap,
/// or waits for ever.
package enum ProcessLimits {
  /// Files, pipes and connections at a time: what a build needs at least, and what it asks the system for.
  package static let leastFiles = 128
  private static let wantedFiles: rlim_t = 8192
  /// Addresses, in bytes. A build of a small book passes with two thirds of them; threads and libraries take the most.
  package static let leastAddresses = 600 << 20

  /// Raises the limit of open files as far as the system lets this process.
  /// - Returns: what is too little, as a sentence that says how to see it; nil: nothing.
  package static func shortage() -> String? {
    let files = raise(RLIMIT_NOFILE, to: wantedFiles)
    guard files >= leastFiles else {
      return "this process may open \(files) files at a time, and needs \(leastFiles): see `ulimit -n`"
    }
    let addresses = raise(RLIMIT_AS, to: 0)
    guard addresses >= leastAddresses else {
      return
        "this process may use \(addresses >> 20) MB of addresses, and needs \(leastAddresses >> 20): see `ulimit -v`"
    }
    return nil
  }

  #if canImport(Darwin)
    private typealias Kind = Int32
  #else
    private typealias Kind = __rlimit_resource
  #endif

  /// - Returns: the limit, raised to `wanted` where it is lower and the system allows it.
  private static func raise(_ kind: Kind, to wanted: rlim_t) -> Int {
    #if !canImport(Darwin)
      let kind = __rlimit_resource_t(kind.rawValue)
    #endif
    var limit = rlimit()
    guard getrlimit(kind, &limit) == 0 else { return .max }
    if limit.rlim_cur < wanted {
      let former = limit.rlim_cur
      limit.rlim_cur = max(former, min(wanted, limit.rlim_max))
      if setrlimit(kind, &limit) != 0 { limit.rlim_cur = former }
    }
    return Int(clamping: limit.rlim_cur)
  }
}
