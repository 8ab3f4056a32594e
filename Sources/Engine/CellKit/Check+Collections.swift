// Checks of a whole collection: the element that speaks most against what is said decides, and is the witness.
// An element without a value is no case; an element may stand for several `cases`.

extension Check {
  /// No value of `elements` is above `bound` by more than the absolute `tolerance`.
  public init<Elements: Sequence>(
    _ name: String, in elements: Elements, largest value: (Elements.Element) -> Double?,
    atMost bound: Double, tolerance: Double = 0, cases: (Elements.Element) -> Int = { _ in 1 },
    witness: ((Elements.Element) -> String)? = nil
  ) {
    let worst = Extreme(of: elements, value, cases, >)
    self = .inequality(
      name, worst: worst.value, atMost: bound, tolerance: tolerance, count: worst.count,
      witness: worst.text(witness))
  }

  /// No value of `elements` is below `bound` by more than the absolute `tolerance`.
  public init<Elements: Sequence>(
    _ name: String, in elements: Elements, smallest value: (Elements.Element) -> Double?,
    atLeast bound: Double, tolerance: Double = 0, cases: (Elements.Element) -> Int = { _ in 1 },
    witness: ((Elements.Element) -> String)? = nil
  ) {
    let worst = Extreme(of: elements, value, cases, <)
    self = .inequality(
      name, worst: worst.value, atLeast: bound, tolerance: tolerance, count: worst.count,
      witness: worst.text(witness))
  }

  /// Two computations of the same thing differ by at most `tolerance` for each of `elements`.
  /// - Parameter difference: its size counts; absolute, or relative: say so in `name`.
  public init<Elements: Sequence>(
    _ name: String, in elements: Elements, difference: (Elements.Element) -> Double?,
    within tolerance: Double, cases: (Elements.Element) -> Int = { _ in 1 },
    witness: ((Elements.Element) -> String)? = nil
  ) {
    let worst = Extreme(of: elements, { difference($0).map(abs) }, cases, >)
    self = .identity(
      name, largestDifference: worst.value, tolerance: tolerance, count: worst.count,
      witness: worst.text(witness))
  }

  /// The largest value of `elements` lies in `expected`, ends included.
  public init<Elements: Sequence>(
    _ name: String, in elements: Elements, largest value: (Elements.Element) -> Double?,
    inside expected: ClosedRange<Double>, witness: ((Elements.Element) -> String)? = nil
  ) {
    let largest = Extreme(of: elements, value, { _ in 1 }, >)
    self = .number(
      name, observed: largest.value, expected: expected, count: largest.count, witness: largest.text(witness))
  }

  /// Each of `elements` has the property: the observed number is how many do not.
  public init<Elements: Sequence>(
    _ name: String, in elements: Elements, all property: (Elements.Element) -> Bool, witness: String? = nil
  ) {
    let answers = elements.map(property)
    self = .noViolation(name, violations: answers.count { !$0 }, of: answers.count, witness: witness)
  }

  /// The probability behind `successes` of `count` independent cases is at least `bound`, by Wilson's interval.
  public init(
    _ name: String, share successes: Int, of count: Int, atLeast bound: Double, witness: String? = nil
  ) {
    self = .estimate(
      name, observed: count == 0 ? nil : Double(successes) / Double(count),
      interval: count == 0 ? nil : Proportion.wilson(successes: successes, of: count), atLeast: bound,
      count: count, witness: witness)
  }
}

/// The element with the largest or the smallest value; NaN comes before any other.
private struct Extreme<Element> {
  private(set) var element: Element?
  private(set) var value: Double?
  private(set) var count = 0

  init(
    of elements: some Sequence<Element>, _ value: (Element) -> Double?, _ cases: (Element) -> Int,
    _ exceeds: (Double, Double) -> Bool
  ) {
    for element in elements {
      guard let next = value(element) else { continue }
      count += cases(element)
      if let found = self.value, found.isNaN || !(next.isNaN || exceeds(next, found)) { continue }
      (self.value, self.element) = (next, element)
    }
  }

  func text(_ witness: ((Element) -> String)?) -> String? {
    witness.flatMap { witness in element.map(witness) }
  }
}
