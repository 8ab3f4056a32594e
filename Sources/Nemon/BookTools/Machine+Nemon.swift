import COpenBLAS
import ExecutableBook
import Foundation

extension Machine {
  /// What this book's code tells of the machine: its kernels, OpenBLAS and its kernels, and how fast small products are.
  public static let nemon = Machine(
    kernels: { kernelLevelInUse },
    libraries: { ["COpenBLAS": openBLAS] },
    gigaflops: {
      let peak = Benchmark.peak(threads: ProcessInfo.processInfo.activeProcessorCount)
      return (peak.operations ?? 0) / peak.median / 1e9
    })

  /// Its products round as the kernels do that it chose, by the processor or by OPENBLAS_CORETYPE.
  private static var openBLAS: String {
    let version = String(cString: openblas_get_config()).split(separator: " ").prefix(2).joined(
      separator: " ")
    return version + ", \(String(cString: openblas_get_corename())) kernels"
  }
}
