/// The elements of a collection that share a key.
public struct Group<Key, Element>: RandomAccessCollection {
  /// What they share.
  public let key: Key
  private let elements: [Element]

  init(_ key: Key, _ elements: [Element]) {
    self.key = key
    self.elements = elements
  }

  /// As of an array.
  public var startIndex: Int { elements.startIndex }
  /// As of an array.
  public var endIndex: Int { elements.endIndex }
  /// The element at `index`.
  public subscript(index: Int) -> Element { elements[index] }
}

extension Group: Sendable where Key: Sendable, Element: Sendable {}

extension Sequence {
  /// The elements in groups, in the order in which the keys first appear.
  public func grouped<Key: Hashable>(by key: (Element) -> Key) -> [Group<Key, Element>] {
    var keys: [Key] = []
    var members: [Key: [Element]] = [:]
    for element in self {
      let key = key(element)
      if members[key] == nil { keys.append(key) }
      members[key, default: []].append(element)
    }
    return keys.map { Group($0, members[$0] ?? []) }
  }

  /// The different values, in the order in which they first appear.
  public func distinct<Value: Hashable>(_ value: (Element) -> Value) -> [Value] {
    grouped(by: value).map(\.key)
  }

  /// The sum over all elements.
  public func sum<Value: AdditiveArithmetic>(_ value: (Element) -> Value) -> Value {
    reduce(.zero) { $0 + value($1) }
  }

  /// The arithmetic mean; nil for none, and where a value is not finite.
  public func mean(_ value: (Element) -> Double) -> Double? { SampleSummary(map(value))?.mean }

  /// The share of the elements that have the property; nil for none.
  public func share(where property: (Element) -> Bool) -> Double? {
    let answers = map(property)
    return answers.isEmpty ? nil : Double(answers.count { $0 }) / Double(answers.count)
  }
}

extension Sequence where Element: Comparable {
  /// The middle one in order, of an even number the upper of the two in the middle; nil for none.
  public var median: Element? {
    let sorted = sorted()
    return sorted.isEmpty ? nil : sorted[sorted.count / 2]
  }
}
