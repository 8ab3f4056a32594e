import Foundation
import LinearAlgebra
import Oracles
import Testing

@Suite struct MatrixTests {
  /// Oracle: by hand.
  @Test func raggedRowsAreRejected() {
    #expect(throws: MatrixError.ragged(row: 1, expected: 2, found: 3)) {
      try Matrix<Double>([[1, 2], [3, 4, 5]])
    }
  }

  /// Oracle: by hand.
  @Test func entriesAreStoredByRows() throws {
    var A = try Matrix<Double>([[1, 2, 3], [4, 5, 6]])
    #expect(A.elements == [1, 2, 3, 4, 5, 6])
    #expect(A.shape == Shape(rows: 2, columns: 3) && A.shape.description == "2 x 3")
    #expect(A[1, 0] == 4 && A[row: 1] == [4, 5, 6] && A[column: 2] == [3, 6])
    A[row: 0] = [7, 8, 9]
    A[column: 1] = [0, 0]
    A[1, 2] = -1
    #expect(A.rowVectors == [[7, 0, 9], [4, 0, -1]])
    #expect(A.transposed.rowVectors == [[7, 4], [0, 0], [9, -1]])
    #expect(A.rows(in: 1..<2).rowVectors == [[4, 0, -1]])
    #expect(A.rowSums == [16, 3] && A.columnSums == [11, 0, 8])
  }

  /// Oracle: the definition of the product as a triple sum. Sums of 7 products of size 1: 1e-14 is 10 roundings.
  @Test(arguments: [(1, 1, 1), (2, 5, 3), (7, 3, 4), (4, 1, 6)])
  func productsFollowTheDefinition(m: Int, n: Int, k: Int) {
    var generator = RandomGenerator(seed: 3)
    let a = generator.normalMatrix(rows: m, columns: k)
    let b = generator.normalMatrix(rows: k, columns: n)
    let expected = Matrix<Double>(rows: m, columns: n) { i, j in
      (0..<k).reduce(0) { $0 + a[i, $1] * b[$1, j] }
    }
    for product in [a * b, a.transposed.transposedTimes(b), a.timesTransposed(b.transposed)] {
      #expect(product.shape == expected.shape)
      #expect(isClose(product.elements, expected.elements, 1e-14))
    }
    #expect(isClose(a * b[column: 0], expected[column: 0], 1e-14))
    let single = Matrix<Float>(a) * Matrix<Float>(b)
    // Float has 24 bits: at most 7 roundings of sums of size 10.
    #expect(isClose(Matrix<Double>(single).elements, expected.elements, 1e-5))
  }

  /// Oracle: the empty sum.
  @Test func emptyProductsAreZero() {
    let product = Matrix<Double>(rows: 2, columns: 0) * Matrix<Double>(rows: 0, columns: 3)
    #expect(product == Matrix(rows: 2, columns: 3))
    #expect((Matrix<Double>(rows: 0, columns: 4) * Matrix.identity(4)).shape == Shape(rows: 0, columns: 4))
  }

  /// Oracle: the matrix before.
  @Test func codingKeepsEveryBit() throws {
    let A = try Matrix([[0.1, -1e-300], [1.0 / 3, 1e300]])
    let data = try JSONEncoder().encode(A)
    #expect(try JSONDecoder().decode(Matrix<Double>.self, from: data) == A)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Matrix<Double>.self, from: Data("[[1, 2], [3]]".utf8))
    }
  }

  /// Oracle: the solution is chosen first. The condition number is below 1e3, hence 1e-12.
  @Test func linearSystems() throws {
    var generator = RandomGenerator(seed: 5)
    let a = generator.normalMatrix(rows: 6, columns: 6)
    let x = generator.normalMatrix(rows: 6, columns: 3)
    #expect(isClose(try a.solve(a * x).elements, x.elements, 1e-12))
    #expect(isClose(try (a.inverse() * a).elements, Matrix.identity(6).elements, 1e-12))
    #expect(throws: SingularMatrix(pivot: 1)) { try Matrix([[1.0, 2], [2, 4]]).solve([1, 1]) }
  }

  /// Oracle: the process ends.
  @Test func misuseStopsWithBothShapes() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>.identity(2) * Matrix<Double>.identity(3)
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 3).matrixMeasure(in: .infinity)
    }
  }
}
