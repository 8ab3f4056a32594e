import Foundation

/// How one value was computed: what a reader needs in order to judge or repeat the run.
package struct Trace: Codable, Sendable, Equatable {
  package var wallSeconds: Double
  /// Wall time of earlier runs that this one made use of: shards that were kept, and checkpoints that it went on from; nil
  /// where there were none.
  package var keptSeconds: Double?
  /// Processor time of the whole process while the cell ran; with `--jobs` above 1 this includes others.
  package var cpuSeconds: Double
  /// The largest resident memory of the process up to the end of the cell, in bytes.
  package var peakMemory: Int
  /// The cell's seed, where the cell reads one.
  package var seed: UInt64?
  /// Such as `AMD EPYC 7763`.
  package var processor: String
  /// The instruction set that the numerical kernels used, such as `AVX2`.
  package var kernelLevel: String
  /// Name and version, such as `OpenBLAS 0.3.21`, sorted.
  package var libraries: [String]
  /// The commit of the project, `+` appended where its files differed from it.
  package var commit: String?
  package var finishedAt: Date

  /// Wall time of the value, with that of earlier runs.
  package var totalSeconds: Double { wallSeconds + (keptSeconds ?? 0) }

  package init(
    wallSeconds: Double, keptSeconds: Double? = nil, cpuSeconds: Double, peakMemory: Int, seed: UInt64?,
    processor: String,
    kernelLevel: String, libraries: [String], commit: String?, finishedAt: Date
  ) {
    (self.wallSeconds, self.keptSeconds) = (wallSeconds, keptSeconds)
    (self.cpuSeconds, self.peakMemory) = (cpuSeconds, peakMemory)
    (self.seed, self.processor, self.kernelLevel) = (seed, processor, kernelLevel)
    (self.libraries, self.commit, self.finishedAt) = (libraries, commit, finishedAt)
  }
}
