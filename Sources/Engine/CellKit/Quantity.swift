/// A measured number as evidence. Unlike a bare `Double` it can be stored where JSON has no words: NaN
/// and the infinities are written as text, so that the evidence of a failed check survives.
public struct Quantity: Codable, Sendable, Equatable, ExpressibleByFloatLiteral {
  /// May be infinite or NaN.
  public var value: Double

  /// Any number, NaN too.
  public init(_ value: Double) { self.value = value }

  /// Lets the literal `value` stand where a quantity is expected.
  public init(floatLiteral value: Double) { self.value = value }

  /// Two quantities `a` and `b` are equal when they are the same number, or both NaN.
  public static func == (a: Quantity, b: Quantity) -> Bool {
    a.value == b.value || (a.value.isNaN && b.value.isNaN)
  }

  /// Reads a number, or one of the words `infinity`, `-infinity` and `nan`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      value = number
      return
    }
    switch try container.decode(String.self) {
    case "infinity": value = .infinity
    case "-infinity": value = -.infinity
    case "nan": value = .nan
    default:
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a number")
    }
  }

  /// Writes a finite number as one, any other as the word that stands for it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite {
      try container.encode(value)
    } else {
      try container.encode(value.isNaN ? "nan" : value > 0 ? "infinity" : "-infinity")
    }
  }
}

/// An interval that a number lies in with some confidence.
public struct Interval: Codable, Sendable, Equatable {
  /// The lower end, part of the interval.
  public var lower: Double
  /// The upper end, part of the interval; not below the lower one.
  public var upper: Double
  /// Such as 0.95; 1 where the interval is certain.
  public var confidence: Double

  /// - Precondition: `lower <= upper`, and `confidence` in (0, 1].
  public init(_ lower: Double, _ upper: Double, confidence: Double) {
    precondition(lower <= upper && confidence > 0 && confidence <= 1)
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
  }

  /// Whether `value` lies between the ends, or at one of them; false for NaN.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

/// What a check requires of the observed number: a target, or bounds, or both.
public struct Expectation: Codable, Sendable, Equatable {
  /// The number that is expected, up to the check's tolerance; nil for bounds alone.
  public var target: Double?
  /// The least allowed number, itself allowed; nil for no bound.
  public var lower: Double?
  /// The largest allowed number, itself allowed; nil for no bound.
  public var upper: Double?

  /// Bounds alone, a target alone, or both.
  public init(target: Double? = nil, lower: Double? = nil, upper: Double? = nil) {
    self.target = target
    self.lower = lower
    self.upper = upper
  }

  /// Whether `value` satisfies the bounds. False for NaN, and where there is no bound at all.
  public func admits(_ value: Double) -> Bool {
    guard lower != nil || upper != nil, !value.isNaN else { return false }
    return (lower.map { value >= $0 } ?? true) && (upper.map { value <= $0 } ?? true)
  }
}
