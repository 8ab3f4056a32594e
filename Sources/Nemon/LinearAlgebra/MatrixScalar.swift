import COpenBLAS

/// A number type for which OpenBLAS has a matrix product: `Double` for theory, `Float` for training.
public protocol MatrixScalar: BinaryFloatingPoint, Codable, Sendable {
  /// `c = op(a) op(b)`, row-major, `op(a)` of shape `[m, k]`, `op(b)` of shape `[k, n]`.
  /// - Parameters:
  ///   - a: `m * k` entries.
  ///   - transposeA: whether `op(a)` is the transpose of what is stored, then of shape `[k, m]`.
  ///   - b: `k * n` entries.
  ///   - transposeB: whether `op(b)` is the transpose of what is stored, then of shape `[n, k]`.
  ///   - c: room for `m * n` entries, which are overwritten.
  ///   - m: rows of the product.
  ///   - n: columns of the product.
  ///   - k: terms of each sum, at least 1 as `m` and `n` are.
  static func multiply(
    _ a: UnsafePointer<Self>, transposed transposeA: Bool, _ b: UnsafePointer<Self>,
    transposed transposeB: Bool, into c: UnsafeMutablePointer<Self>, m: Int, n: Int, k: Int)
}

/// OpenBLAS keeps to the calling thread, so that sums are taken in one order whatever the machine's load;
/// parallel work is split above it.
let singleThreaded: Void = openblas_set_num_threads(1)

private func flag(_ transposed: Bool) -> CBLAS_TRANSPOSE { transposed ? CblasTrans : CblasNoTrans }

extension Double: MatrixScalar {
  /// `c = op(a) op(b)` by OpenBLAS's `dgemm`, on the calling thread; see ``MatrixScalar``. Neither
  /// `transposeA` nor `transposeB` copies anything; `m`, `n` and `k` are the sizes of the product and of its
  /// sums.
  public static func multiply(
    _ a: UnsafePointer<Double>, transposed transposeA: Bool, _ b: UnsafePointer<Double>,
    transposed transposeB: Bool, into c: UnsafeMutablePointer<Double>, m: Int, n: Int, k: Int
  ) {
    _ = singleThreaded
    cblas_dgemm(
      CblasRowMajor, flag(transposeA), flag(transposeB), CInt(m), CInt(n), CInt(k), 1,
      a, CInt(transposeA ? m : k), b, CInt(transposeB ? k : n), 0, c, CInt(n))
  }
}

extension Float: MatrixScalar {
  /// `c = op(a) op(b)` by OpenBLAS's `sgemm`, on the calling thread; see ``MatrixScalar``. Neither
  /// `transposeA` nor `transposeB` copies anything; `m`, `n` and `k` are the sizes of the product and of its
  /// sums.
  public static func multiply(
    _ a: UnsafePointer<Float>, transposed transposeA: Bool, _ b: UnsafePointer<Float>,
    transposed transposeB: Bool, into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
  ) {
    _ = singleThreaded
    cblas_sgemm(
      CblasRowMajor, flag(transposeA), flag(transposeB), CInt(m), CInt(n), CInt(k), 1,
      a, CInt(transposeA ? m : k), b, CInt(transposeB ? k : n), 0, c, CInt(n))
  }
}
