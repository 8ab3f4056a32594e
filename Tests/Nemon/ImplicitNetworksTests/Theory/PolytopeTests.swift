import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing

@Suite struct PolytopeTests {
  /// Oracle: NumPy's closed forms, n = 1...6; the ratio is 2^(n (n - 1)).
  @Test func referenceVolumes() throws {
    for reference in try ReferenceValues.load().polytope {
      let ball = NormBall(dimension: reference.n, gamma: 1)
      let polytope = MeasurePolytope(dimension: reference.n, gamma: 1, cut: 1)
      #expect(abs(ball.volume / reference.norm_ball_volume - 1) < 1e-12)
      #expect(abs(polytope.volume / reference.measure_polytope_volume - 1) < 1e-12)
      #expect(abs(polytope.volume / ball.volume / reference.ratio - 1) < 1e-12)
    }
  }

  /// Oracle: by hand. One row for n = 1 is an interval; for n = 2, gamma = 1/2, cut = 1 a triangle of base 3, height 3/2.
  @Test func otherLevelsAndCuts() {
    #expect(MeasurePolytope(dimension: 1, gamma: 0.5, cut: 2).volume == 2.5)
    #expect(MeasurePolytope(dimension: 2, gamma: 0.5, cut: 1).rowVolume == 2.25)
    #expect(MeasurePolytope(dimension: 3, gamma: -2, cut: 1).volume == 0)
    #expect(NormBall(dimension: 2, gamma: 3).rowVolume == 18)
    #expect(NormBall(dimension: 2, gamma: -1).volume == 0)
  }

  /// Oracle: hits among points of a row's box. Intervals of five deviations fail once in a million times.
  @Test(arguments: 1...6) func volumesByHitOrMiss(dimension: Int) {
    var generator = RandomGenerator(seed: 90)
    func check(_ set: some RowPolytope) {
      var hits = 0
      for _ in 0..<40_000 where set.containsRow(set.randomBoxRow(0, from: &generator), at: 0) { hits += 1 }
      let share = SampledShare(hits: hits, samples: 40_000).interval(deviations: 5)
      let expected = set.rowVolume / set.boxVolume
      #expect(share.lowerBound <= expected && expected <= share.upperBound * (1 + 1e-12))
    }
    check(NormBall(dimension: dimension, gamma: 0.8))
    check(MeasurePolytope(dimension: dimension, gamma: 0.8, cut: 1.5))
  }

  /// C1: the samplers stay in their sets (up to rounding), and every matrix of the ball lies in the polytope.
  /// Oracle: the norm and the measure of each sample.
  @Test(arguments: 1...5) func samplersStayInTheirSets(dimension: Int) throws {
    var generator = RandomGenerator(seed: 91)
    let ball = NormBall(dimension: dimension, gamma: 1)
    let wider = MeasurePolytope(dimension: dimension, gamma: 1 + 1e-12, cut: 1 + 1e-12)
    let polytope = MeasurePolytope(dimension: dimension, gamma: 0.3, cut: 2)
    for _ in 0..<200 {
      let inBall = ball.randomMatrix(from: &generator)
      #expect(inBall.norm(in: .infinity) <= 1 + 1e-14)
      #expect(wider.contains(inBall))
      let inPolytope = polytope.randomMatrix(from: &generator)
      #expect(inPolytope.matrixMeasure(in: .infinity) <= 0.3 + 1e-14)
      #expect(inPolytope.diagonal.allSatisfy { $0 >= -2 - 1e-14 })
    }
    #expect(!ball.contains(Matrix.identity(dimension + 1)))
  }

  /// Uniformity. Oracle: hit-or-miss samples of the box conditioned on the set; mean and mean square of an entry on and
  /// one off the diagonal agree within five standard errors (entries are below 2.3 in size).
  @Test func samplersAreUniform() {
    var generator = RandomGenerator(seed: 92)
    let polytope = MeasurePolytope(dimension: 3, gamma: 0.3, cut: 2)
    let exact = (0..<20_000).map { _ in polytope.randomRow(1, from: &generator) }
    var rejected: [[Double]] = []
    while rejected.count < 20_000 {
      let row = polytope.randomBoxRow(1, from: &generator)
      if polytope.containsRow(row, at: 1) { rejected.append(row) }
    }
    func mean(_ rows: [[Double]], _ value: ([Double]) -> Double) -> Double {
      rows.reduce(0) { $0 + value($1) } / Double(rows.count)
    }
    let values: [([Double]) -> Double] = [
      { $0[1] }, { $0[0] }, { $0[1] * $0[1] }, { $0[0] * $0[0] }, { abs($0[0] * $0[2]) },
    ]
    for value in values {
      let center = mean(exact, value)
      let variance = mean(exact) { (value($0) - center) * (value($0) - center) }
      #expect(abs(center - mean(rejected, value)) < 5 * (2 * variance / 20_000).squareRoot())
    }
  }

  /// Oracle: for n = 1 both sets are the same interval. For n = 2 and gamma = cut = 1 the share of the box with
  /// mu_2 <= 1, by integration: with s, t uniform on [0, 2] and z the mean of two numbers uniform on [-2, 2], it is
  /// P(z^2 <= s t); E[ 1 - (1 - sqrt(st)/2)^2 ] = 2 (2/3)^2 - 1/4 = 23/36, as E sqrt(s/2) = 2/3 and E st/4 = 1/4.
  @Test func comparisonWithTheMonotoneSet() {
    let one = MonotoneComparison(
      polytope: MeasurePolytope(dimension: 1, gamma: 1, cut: 1), samples: 1_000, seed: 1)
    #expect(one.polytopeInMonotoneSet.value == 1 && one.monotoneSetInPolytope.value == 1)
    let two = MonotoneComparison(
      polytope: MeasurePolytope(dimension: 2, gamma: 1, cut: 1), samples: 100_000, seed: 1)
    #expect(two.monotoneSetInBox.interval(deviations: 5).contains(23.0 / 36))
    #expect(two.boxVolume == 64 && two.polytope.volume == 16)
    // The same share from samples of the box alone.
    var generator = RandomGenerator(seed: 2)
    var (monotone, inPolytope) = (0, 0)
    for _ in 0..<100_000 {
      let rows = (0..<2).flatMap { two.polytope.randomBoxRow($0, from: &generator) }
      let A = Matrix(rows: 2, columns: 2, elements: rows)
      guard A.hasEuclideanMeasure(atMost: 1) else { continue }
      monotone += 1
      if two.polytope.contains(A) { inPolytope += 1 }
    }
    let direct = SampledShare(hits: inPolytope, samples: monotone).interval(deviations: 5)
    let share = two.monotoneSetInPolytope
    #expect(direct.contains(share.value) && share.lower < share.value && share.value < share.upper)
    #expect(abs(two.monotoneVolume.value - 64 * 23.0 / 36) < 0.5)
  }

  /// Oracle: eigenvalues, away from the boundary.
  @Test(arguments: [1, 2, 4, 6]) func euclideanMeasureByFactorisation(dimension: Int) {
    var generator = RandomGenerator(seed: 93)
    for _ in 0..<200 {
      let A = generator.normalMatrix(rows: dimension, columns: dimension)
      let measure = A.matrixMeasure(in: .two)
      #expect(A.hasEuclideanMeasure(atMost: measure + 1e-9) && !A.hasEuclideanMeasure(atMost: measure - 1e-9))
    }
  }

  /// Oracle: Wilson's interval for 1 of 10 (0.0179, 0.4042) and 0 of 10 (0, 0.2775), from tables.
  @Test func wilsonIntervals() {
    let one = SampledShare(hits: 1, samples: 10).interval()
    #expect(abs(one.lowerBound - 0.0179) < 1e-4 && abs(one.upperBound - 0.4042) < 1e-4)
    let none = SampledShare(hits: 0, samples: 10).interval()
    #expect(none.lowerBound == 0 && abs(none.upperBound - 0.2775) < 1e-4)
  }

  /// C1 with best weights. Oracle: a triangular matrix, whose levels are its diagonal's.
  @Test func constraintSets() throws {
    let A = try Matrix([[-2.0, 100], [0, 0.5]])
    #expect(ConstraintSet.measureInBestWeights.level(of: A) == 0.5)
    #expect(ConstraintSet.normInBestWeights.level(of: A) == 2)
    #expect(ConstraintSet.measure(in: .infinity).level(of: A) == 98)
    #expect(ConstraintSet.norm(in: .infinity).level(of: A) == 102)
    #expect(ConstraintSet.measureInBestWeights.contains(A, gamma: 0.6))
    #expect(!ConstraintSet.normInBestWeights.contains(A, gamma: 0.6))
    let broken = try Matrix([[Double.nan]])
    #expect(!ConstraintSet.measure(in: .two).contains(broken, gamma: .infinity))
  }
}
