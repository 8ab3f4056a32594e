import Foundation

/// What the system lets this process have. What runs out of either in the system's libraries ends the process in a trap,
/// or waits for ever.
package enum ProcessLimits {
  /// Files, pipes and connections at a time: what a build needs at least, and what it asks the system for.
  package static let leastFiles = 128
  private static let wantedFiles: rlim_t = 8192
  /// Addresses, in bytes. With 400 MB a build on two cores now passed and now trapped, with 600 it passed; threads and
  /// libraries take the most, so a machine of many cores needs more.
  package static let leastAddresses = 600 << 20

  /// Raises the limit of open files as far as the system lets this process.
  /// - Returns: what is too little, as a sentence that says how to see it; nil: nothing.
  package static func shortage() -> String? {
    let files = limit(RLIMIT_NOFILE, raisedTo: wantedFiles)
    guard files >= leastFiles else {
      return "this process may open \(files) files at a time, and needs \(leastFiles): see `ulimit -n`"
    }
    let addresses = limit(RLIMIT_AS)
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

  /// The limit, raised to `wanted` where it is lower and the system allows it.
  private static func limit(_ kind: Kind, raisedTo wanted: rlim_t = 0) -> Int {
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
