import Foundation
import LinearAlgebra

/// A set of n x n matrices each of whose rows lies, independently, in a set of known volume.
public protocol RowPolytope: Sendable {
  /// `n`
  var dimension: Int { get }
  /// The volume, in R^n, of the set for one row.
  var rowVolume: Double { get }
  /// The same of the box that ``randomBoxRow(_:from:)`` draws from; it contains every row's set.
  var boxVolume: Double { get }
  /// Whether `row` lies in row i's set, the boundary included; without a tolerance.
  func containsRow(_ row: [Double], at i: Int) -> Bool
  /// Row `i` of a matrix uniform in the set.
  func randomRow(_ i: Int, from generator: inout RandomGenerator) -> [Double]
  /// A point uniform in row `i`'s box.
  func randomBoxRow(_ i: Int, from generator: inout RandomGenerator) -> [Double]
}

extension RowPolytope {
  /// The volume in R^(n x n): `rowVolume^n`.
  public var volume: Double { pow(rowVolume, Double(dimension)) }

  /// Whether every row of `A` lies in its set; false for a matrix of another shape.
  public func contains(_ A: Matrix<Double>) -> Bool {
    A.shape == Shape(rows: dimension, columns: dimension)
      && (0..<dimension).allSatisfy { containsRow(A[row: $0], at: $0) }
  }

  /// A matrix uniform in the set, by an exact sampler (no rejection).
  /// - Parameter generator: drawn from, row by row.
  public func randomMatrix(from generator: inout RandomGenerator) -> Matrix<Double> {
    assembled { randomRow($0, from: &generator) }
  }

  func randomBoxMatrix(from generator: inout RandomGenerator) -> Matrix<Double> {
    assembled { randomBoxRow($0, from: &generator) }
  }

  private func assembled(_ row: (Int) -> [Double]) -> Matrix<Double> {
    var result = Matrix<Double>(rows: dimension, columns: dimension)
    for i in 0..<dimension { result[row: i] = row(i) }
    return result
  }
}

/// `{A : ||A||_inf <= gamma}`: every row in the l1 ball, volume `(2 gamma)^n / n!`.
/// - Source: claim C1; chapter 3, equation of the volumes.
public struct NormBall: RowPolytope, Hashable, Codable {
  /// `n`, at least 1.
  public let dimension: Int
  /// The norm's bound, which is the radius of the l1 ball; for a negative one the set is empty.
  public let gamma: Double

  /// - Parameters:
  ///   - dimension: `n`, at least 1.
  ///   - gamma: the norm's bound.
  /// - Precondition: `dimension >= 1`.
  public init(dimension: Int, gamma: Double) {
    require(dimension >= 1, "matrices of dimension \(dimension)")
    self.dimension = dimension
    self.gamma = gamma
  }

  /// `(2 gamma)^n / n!`; 0 for `gamma <= 0`.
  public var rowVolume: Double { l1BallVolume(dimension: dimension, radius: gamma) }
  /// `(2 gamma)^n`; 0 for `gamma <= 0`.
  public var boxVolume: Double { gamma > 0 ? pow(2 * gamma, Double(dimension)) : 0 }

  /// Whether `sum_j |row_j| <= gamma`, for any `row` of the matrix: `i` does not matter.
  public func containsRow(_ row: [Double], at i: Int) -> Bool {
    row.reduce(0) { $0 + $1.magnitude } <= gamma
  }

  /// A point uniform in the l1 ball, by an exact sampler that draws from `generator`: `i` does not matter.
  public func randomRow(_ i: Int, from generator: inout RandomGenerator) -> [Double] {
    randomPointOfL1Ball(dimension: dimension, radius: gamma, from: &generator)
  }

  /// A point uniform in `[-gamma, gamma]^n`, drawn from `generator`: `i` does not matter.
  public func randomBoxRow(_ i: Int, from generator: inout RandomGenerator) -> [Double] {
    (0..<dimension).map { _ in generator.uniform(-gamma, gamma) }
  }
}

/// `{A : mu_inf(A) <= gamma, a_ii >= -cut}`: with `s = gamma - a_ii` in `[0, gamma + cut]`, the rest of row i lies in the
/// l1 ball of radius `s`; volume of a row `2^(n-1) (gamma + cut)^n / n!`.
///
/// Without the cut the set is unbounded. Empty for `gamma + cut < 0`.
/// - Source: claim C1; chapter 3, equation of the volumes.
public struct MeasurePolytope: RowPolytope, Hashable, Codable {
  /// `n`, at least 1.
  public let dimension: Int
  /// The measure's bound; may be negative.
  public let gamma: Double
  /// Diagonal entries are at least `-cut`.
  public let cut: Double

  /// - Parameters:
  ///   - dimension: `n`, at least 1.
  ///   - gamma: the measure's bound.
  ///   - cut: minus the least diagonal entry; above `-gamma` for a set of positive volume.
  /// - Precondition: `dimension >= 1`.
  public init(dimension: Int, gamma: Double, cut: Double) {
    require(dimension >= 1, "matrices of dimension \(dimension)")
    self.dimension = dimension
    self.gamma = gamma
    self.cut = cut
  }

  private var width: Double { max(0, gamma + cut) }

  /// `2^(n-1) (gamma + cut)^n / n!`; 0 for `gamma + cut <= 0`.
  public var rowVolume: Double { l1BallVolume(dimension: dimension, radius: width) / 2 }
  /// `2^(n-1) (gamma + cut)^n`: the diagonal entry in `[-cut, gamma]`, the others in `±(gamma + cut)`.
  public var boxVolume: Double { pow(2 * width, Double(dimension)) / 2 }

  /// Whether `row`, as row `i`, has `row_i + sum_{j != i} |row_j| <= gamma` and `row_i >= -cut`.
  public func containsRow(_ row: [Double], at i: Int) -> Bool {
    let others = row.indices.reduce(0) { $1 == i ? $0 : $0 + row[$1].magnitude }
    return row[i] + others <= gamma && row[i] >= -cut
  }

  /// Row `i` of a matrix uniform in the set: `s = gamma - a_ii` has density proportional to `s^(n-1)`, the
  /// volume of the ball that it leaves for the rest of the row.
  /// - Parameters:
  ///   - i: the place of the diagonal entry.
  ///   - generator: drawn from, `s` first.
  /// - Precondition: the set is not empty.
  public func randomRow(_ i: Int, from generator: inout RandomGenerator) -> [Double] {
    let s = width * pow(generator.uniform(), 1 / Double(dimension))
    var row = randomPointOfL1Ball(dimension: dimension - 1, radius: s, from: &generator)
    row.insert(gamma - s, at: i)
    return row
  }

  /// A point uniform in the box, drawn from `generator`: entry `i` in `[-cut, gamma]`, the others in
  /// `±(gamma + cut)`.
  /// - Precondition: the set is not empty.
  public func randomBoxRow(_ i: Int, from generator: inout RandomGenerator) -> [Double] {
    (0..<dimension).map {
      $0 == i ? generator.uniform(-cut, gamma) : generator.uniform(-width, width)
    }
  }
}

/// `(2 radius)^n / n!`
private func l1BallVolume(dimension n: Int, radius: Double) -> Double {
  guard radius > 0 else { return 0 }
  return (1...n).reduce(1) { $0 * 2 * radius / Double($1) }
}

/// Uniform in the l1 ball: with n + 1 exponentials `e`, the point `radius * e_i / sum(e)` is uniform in the simplex
/// `x >= 0, sum x <= radius`; independent signs spread it over the ball.
private func randomPointOfL1Ball(
  dimension: Int, radius: Double, from generator: inout RandomGenerator
) -> [Double] {
  let exponentials = (0...dimension).map { _ in generator.exponential() }
  let scale = radius / exponentials.reduce(0, +)
  return exponentials.dropLast().map { scale * (generator.next() >> 63 == 0 ? $0 : -$0) }
}
