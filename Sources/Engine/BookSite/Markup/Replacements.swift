/// Texts to replace, in one pass over the bytes: the searches of the standard library cost more than
/// everything else in a rendering that has nothing to do.
struct Replacements: Sendable {
  private struct Pair: Sendable {
    var old: [UInt8]
    var new: [UInt8]
  }

  private let pairs: [Pair]
  private let beginsOne: [Bool]

  /// - Parameter pairs: at each place the first that fits is taken.
  init(_ pairs: KeyValuePairs<String, String>) { self.init(pairs.map { ($0.key, $0.value) }) }

  init(_ pairs: [(String, String)]) {
    self.pairs = pairs.map { Pair(old: Array($0.0.utf8), new: Array($0.1.utf8)) }
    var begins = Array(repeating: false, count: 256)
    for pair in self.pairs { if let first = pair.old.first { begins[Int(first)] = true } }
    beginsOne = begins
  }

  func callAsFunction(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var replaced: [UInt8] = []
    replaced.reserveCapacity(bytes.count + bytes.count / 8)
    var position = 0
    while position < bytes.count {
      if beginsOne[Int(bytes[position])],
        let pair = pairs.first(where: { bytes[position...].starts(with: $0.old) })
      {
        replaced += pair.new
        position += pair.old.count
      } else {
        replaced.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: replaced, as: UTF8.self)
  }
}
