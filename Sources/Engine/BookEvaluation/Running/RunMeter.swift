import BookStore
import Foundation

/// Measures one run of a cell.
struct RunMeter {
  private let start = ContinuousClock.now
  private let processorAtStart = Self.usage().processor

  /// - Parameter earlier: the time of earlier runs that this one made use of.
  func trace(seed: UInt64?, earlier: Double?, environment: RunEnvironment) -> Trace {
    let usage = Self.usage()
    let elapsed = (ContinuousClock.now - start).components
    return Trace(
      wallSeconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18,
      keptSeconds: earlier, cpuSeconds: usage.processor - processorAtStart, peakMemory: usage.memory,
      seed: seed, processor: environment.processor, kernelLevel: environment.kernelLevel,
      libraries: environment.libraries, commit: environment.commit, finishedAt: Self.now)
  }

  /// To 1/1024 s, which `Date` and the store's column both hold exactly.
  private static var now: Date {
    Date(timeIntervalSince1970: (Date().timeIntervalSince1970 * 1024).rounded() / 1024)
  }

  private static func usage() -> (processor: Double, memory: Int) {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      // Linux counts memory in KiB.
      let unit = 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      let unit = 1
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), Int(usage.ru_maxrss) * unit)
  }
}
