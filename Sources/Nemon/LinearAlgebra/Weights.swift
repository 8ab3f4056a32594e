import Foundation

/// Weights of a weighted max norm: positive and finite.
///
/// Weights only matter up to a common factor: `|x|` scales with it, matrix norms and measures do not change.
public struct Weights: Hashable, Sendable {
  /// The weights `eta_i`.
  public let values: [Double]

  /// - Parameter values: the weights `eta_i`, one a coordinate.
  /// - Throws: ``WeightsError/notPositive(index:value:)`` for a zero, negative, infinite or NaN weight.
  public init(_ values: [Double]) throws(WeightsError) {
    for (i, value) in values.enumerated() where !(value > 0 && value.isFinite) {
      throw .notPositive(index: i, value: value)
    }
    self.values = values
  }

  /// `count` weights of 1: the plain max norm.
  public static func ones(_ count: Int) -> Weights {
    Weights(unchecked: Array(repeating: 1, count: count))
  }

  /// `exp(logarithms)`.
  /// - Throws: ``WeightsError/notPositive(index:value:)`` where a logarithm is not finite, or its weight is 0 or
  ///   infinite in `Double`.
  public init(logarithms: [Double]) throws(WeightsError) {
    try self.init(logarithms.map(exp))
  }

  init(unchecked values: [Double]) { self.values = values }

  /// The dimension of the vectors that are measured.
  public var count: Int { values.count }
  /// The weight `eta_i`; `i` counts from 0.
  public subscript(i: Int) -> Double { values[i] }

  /// The same weights, scaled to sum to 1.
  public var normalized: Weights {
    let sum = values.reduce(0, +)
    return Weights(unchecked: values.map { $0 / sum })
  }
}

/// What can be wrong with weights.
public enum WeightsError: Error, Equatable {
  /// A weight is zero, negative, infinite or NaN.
  case notPositive(index: Int, value: Double)

  /// Whether `a` and `b` have the same index and value, NaN counted as equal to itself.
  public static func == (a: WeightsError, b: WeightsError) -> Bool {
    switch (a, b) {
    case (.notPositive(let i, let x), .notPositive(let j, let y)):
      i == j && (x == y || x.isNaN && y.isNaN)
    }
  }
}

extension Weights: Codable {
  /// Gives `encoder` the list of weights.
  public func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }

  /// Decodes a list of weights from `decoder`.
  /// - Throws: `DecodingError`, also where one is not positive and finite.
  public init(from decoder: any Decoder) throws {
    let values = try [Double](from: decoder)
    do {
      try self.init(values)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not weights: \(error)"))
    }
  }
}
