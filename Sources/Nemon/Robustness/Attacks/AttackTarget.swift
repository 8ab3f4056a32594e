import Foundation
import ImplicitNetworks
import LinearAlgebra

/// What an attack asks of a network: to read the images that are under way, and in which direction their loss grows.
///
/// The images are rows of one buffer; the target may keep for each row what it last solved.
public protocol AttackTarget<Scalar>: AnyObject {
  associatedtype Scalar: MatrixScalar

  /// The classes that the network reads in the first `rows` images of `moved`, `[rows, stride]`.
  /// - Parameters:
  ///   - precision: what the answer is for.
  ///   - isWarm: whether the images are close to those that the last call read.
  func read(
    _ moved: UnsafePointer<Scalar>, rows: Int, for precision: AttackPrecision, isWarm: Bool
  ) throws -> [Int]

  /// A positive multiple of the gradient, for each image that was read last, of its own cross-entropy: `[rows, stride]`.
  /// - Parameter labels: the true class of each row.
  func differentiate(
    _ labels: [Int], for precision: AttackPrecision, isWarm: Bool, into gradient: UnsafeMutablePointer<Scalar>
  ) throws

  /// Row `last` was moved to the place of `row`, and is gone.
  func fill(_ row: Int, from last: Int)
}

/// How exactly a network is solved: for the steps of a search, or for what decides whether an image was broken.
public enum AttackPrecision: Sendable { case searching, judging }

/// A ``Classifier`` under attack. Both precisions are its own, and it starts every solve anew.
final class ClassifierTarget<C: Classifier>: AttackTarget {
  private let classifier: C
  private let pixels: Int
  private var last = Matrix<C.Scalar>(rows: 0, columns: 0)

  init(_ classifier: C, pixels: Int) { (self.classifier, self.pixels) = (classifier, pixels) }

  func read(
    _ moved: UnsafePointer<C.Scalar>, rows: Int, for precision: AttackPrecision, isWarm: Bool
  ) throws -> [Int] {
    last = Matrix(
      rows: rows, columns: pixels, elements: Array(UnsafeBufferPointer(start: moved, count: rows * pixels)))
    return try classifier.logits(of: last).rowVectors.map(\.predictedClass)
  }

  func differentiate(
    _ labels: [Int], for precision: AttackPrecision, isWarm: Bool,
    into gradient: UnsafeMutablePointer<C.Scalar>
  ) throws {
    let found = try classifier.inputGradient(at: last) { logits in
      try CrossEntropy.check(labels, samples: logits.rows, classes: logits.columns)
      return Self.slopes(logits, labels)
    }
    gradient.update(from: found.elements, count: found.elements.count)
  }

  /// A multiple of each row's softmax less 1 for the label, which is minus the sum of the rest: the difference to 1
  /// would round to 0 for a sure prediction.
  private static func slopes(_ logits: Matrix<C.Scalar>, _ labels: [Int]) -> Matrix<C.Scalar> {
    var slopes = logits
    for (row, label) in labels.enumerated() {
      let others = (0..<logits.columns).filter { $0 != label }
      let most = others.map { logits[row, $0] }.max() ?? 0
      slopes[row, label] = 0
      for k in others {
        slopes[row, k] = C.Scalar(exp(Double(logits[row, k] - most)))
        slopes[row, label] -= slopes[row, k]
      }
    }
    return slopes
  }

  func fill(_ row: Int, from lastRow: Int) {
    let kept = (0..<lastRow).map { $0 == row ? lastRow : $0 }
    last = Matrix(rows: kept.count, columns: pixels) { last[kept[$0], $1] }
  }
}
