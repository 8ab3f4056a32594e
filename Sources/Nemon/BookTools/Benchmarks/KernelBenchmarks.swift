import CKernels
import LinearAlgebra

/// The fastest kernels' name on this processor.
var kernelLevelInUse: String { title(of: kernel_best_level()) }

func title(of level: kernel_level) -> String {
  switch level {
  case kernel_avx512: "AVX-512"
  case kernel_avx2: "AVX2"
  default: "plain"
  }
}

extension Benchmark {
  /// What one register block can do at most: products of small matrices that stay in the first cache, on all threads.
  /// Its rate is the peak that the other benchmarks' shares refer to.
  static func peak(threads: Int) -> Benchmark {
    let (rows, columns, depth, repeats) = (48, 64, 64, 4_000)
    let team = WorkerTeam(threads: threads)
    guard let kernels = kernel_set_at(kernel_best_level()) else { preconditionFailure("no kernels") }
    let x = [Float](repeating: 0.5, count: rows * depth)
    let m = [Float](repeating: 0.25, count: depth * columns)
    let times = (0..<7).map { _ in
      wallTime {
        team.run(tasks: threads) { _ in
          var z = [Float](repeating: 0, count: rows * columns)
          for _ in 0..<repeats {
            kernels.pointee.product(
              Int32(rows), Int32(columns), Int32(depth), x, depth, 1, m, columns, nil, 0, &z, columns)
          }
        }
      }
    }
    return Benchmark(
      name: "peak_product_seconds",
      what: "\(repeats) products \(rows) x \(depth) x \(columns) on each thread",
      seconds: Array(times.dropFirst()),
      operations: 2 * Double(rows * columns * depth * repeats * threads), threads: threads)
  }
}
