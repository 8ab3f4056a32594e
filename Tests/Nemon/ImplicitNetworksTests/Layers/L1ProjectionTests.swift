import LinearAlgebra
import Oracles
import Testing

@Suite struct L1ProjectionTests {
  /// Oracle: NumPy.
  @Test func referenceProjection() throws {
    let reference = try ReferenceValues.load().row_projection
    let projected = try Matrix(
      reference.A.rowVectors.map { $0.projectedOntoL1Ball(radius: reference.radius) })
    #expect(isClose(projected, reference.projected))
    #expect(projected.norm(in: .infinity) <= reference.radius * (1 + 1e-15))
  }

  /// Oracle: the condition for a closest point x of p in a convex set: (p - x).(q - x) <= 0 for all q in it; its extreme
  /// points suffice. 1e-12 covers the rounding.
  @Test func theProjectionIsTheClosestPoint() {
    var generator = RandomGenerator(seed: 100)
    for _ in 0..<50 {
      let p = generator.normals(8)
      let x = p.projectedOntoL1Ball(radius: 1.5)
      let difference = zip(p, x).map { $0 - $1 }
      let reached = zip(difference, x).reduce(0) { $0 + $1.0 * $1.1 }
      for i in 0..<8 { #expect(1.5 * abs(difference[i]) <= reached + 1e-12) }
    }
  }

  /// Oracle: by hand.
  @Test func specialPoints() {
    #expect([0.5, -0.25].projectedOntoL1Ball(radius: 1) == [0.5, -0.25])
    #expect([3.0, -4].projectedOntoL1Ball(radius: 0) == [0, 0])
    #expect([2.0, 2, -2].projectedOntoL1Ball(radius: 3) == [1, 1, -1])
    #expect([Float]().projectedOntoL1Ball(radius: 1).isEmpty)
  }
}
