import ImplicitNetworks
import LinearAlgebra

/// One linear piece of a ReLU model: which units are on, with the diagonal matrix `S` of ones for these.
///
/// On it outputs move by `C S N B du` with `N = (I - A S)^-1`. A unit that flips changes `N` by a matrix of rank one, so
/// that the slope of an output after each of the n flips costs one pass over `N B`.
package struct ActivationPattern {
  let model: ImplicitModel
  package private(set) var isOn: [Bool]
  /// `N`, shape `[n, n]`, and `N B`, shape `[n, r]`.
  private var N, driven: Matrix<Double>

  /// - Throws: ``SingularMatrix`` where the piece has no equilibrium map: not for a well-posed model.
  package init(of model: ImplicitModel, isOn: [Bool]) throws(SingularMatrix) {
    (self.model, self.isOn) = (model, isOn)
    N = try
      (.identity(model.width)
      - Matrix(rows: model.width, columns: model.width) { isOn[$1] ? model.A[$0, $1] : 0 })
      .inverse()
    driven = N * model.B
  }

  /// The row `c S N B` of an output: its gradient on the piece.
  package func gradient(of output: Int) -> [Double] {
    let row = Matrix(rows: 1, columns: model.width) { isOn[$1] ? model.C[output, $1] : 0 }
    return (row * driven).elements
  }

  /// `N B v`: how the pre-activations move when the inputs move by `v`.
  func preactivationMoves(along v: [Double]) -> [Double] { driven * v }

  /// Flips the unit that makes the slope `|c S N B|_1` of an output largest, again and again, until no flip makes it larger by
  /// a millionth.
  /// - Returns: the slope.
  package mutating func climb(output: Int) -> Double {
    let n = model.width
    var gradient = gradient(of: output)
    var slope = gradient.reduce(0) { $0 + $1.magnitude }
    // `c S N`
    var adjoint = (Matrix(rows: 1, columns: n) { isOn[$1] ? model.C[output, $1] : 0 } * N).elements
    while true {
      let pulled = (Matrix(rows: 1, columns: n, elements: adjoint) * model.A).elements
      var best: (unit: Int, factor: Double, slope: Double)?
      for i in 0..<n {
        let sign: Double = isOn[i] ? -1 : 1
        // How `c S N` moves along row i of `N` when the unit flips, by Sherman and Morrison.
        let factor = sign * (model.C[output, i] + pulled[i]) / (1 - sign * loop(i))
        let found = slopeAfterAdding(factor, timesRow: i, to: gradient)
        if found > best?.slope ?? slope * (1 + 1e-6) { best = (i, factor, found) }
      }
      guard let best else { return slope }
      for j in 0..<gradient.count { gradient[j] += best.factor * driven[best.unit, j] }
      for j in 0..<n { adjoint[j] += best.factor * N[best.unit, j] }
      slope = best.slope
      flip(best.unit)
    }
  }

  /// `(N A)_ii`
  private func loop(_ i: Int) -> Double {
    (0..<model.width).reduce(0) { $0 + N[i, $1] * model.A[$1, i] }
  }

  private func slopeAfterAdding(_ factor: Double, timesRow i: Int, to gradient: [Double]) -> Double {
    let r = gradient.count
    return driven.elements.withUnsafeBufferPointer { row in
      gradient.withUnsafeBufferPointer { gradient in
        var sum = 0.0
        for j in 0..<r { sum += (gradient[j] + factor * row[i * r + j]).magnitude }
        return sum
      }
    }
  }

  /// With the sign s of the flip, `N` becomes `N + s N A e (e' N) / (1 - s (N A)_ii)`.
  private mutating func flip(_ i: Int) {
    let sign: Double = isOn[i] ? -1 : 1
    let scale = sign / (1 - sign * loop(i))
    let column = (N * model.A[column: i]).map { scale * $0 }
    Self.add(column, timesRow: i, to: &N)
    Self.add(column, timesRow: i, to: &driven)
    isOn[i].toggle()
  }

  private static func add(_ column: [Double], timesRow i: Int, to matrix: inout Matrix<Double>) {
    let (row, width) = (matrix[row: i], matrix.columns)
    matrix.withUnsafeMutableElements { elements in
      for (k, factor) in column.enumerated() {
        for j in 0..<width { elements[k * width + j] += factor * row[j] }
      }
    }
  }
}
