import Foundation

/// Seeded trials: few in continuous integration, as many as `BOOK_TRIALS` says by hand.
public enum Trials {
  /// - Parameter few: where the environment does not say how many.
  public static func count(_ few: Int) -> Int {
    ProcessInfo.processInfo.environment["BOOK_TRIALS"].flatMap { Int($0) } ?? few
  }

  /// Gives `parse` as many mutated inputs as there are trials. By hand it says how many that were, in which time.
  public static func run(
    _ few: Int, of parser: String = #function, seed: UInt64, _ originals: [Data], pieces: [String],
    parse: (Data) throws -> Void
  ) rethrows {
    var inputs = MutatedInputs(seed: seed, originals, pieces: pieces)
    let (count, start) = (count(few), ContinuousClock.now)
    for _ in 0..<count { try parse(inputs.next()) }
    if count != few {
      print("trials: \(parser) \(count) inputs in \((ContinuousClock.now - start) / .seconds(1)) s")
    }
  }

  /// The same with texts; bytes that are no UTF-8 become U+FFFD.
  public static func run(
    _ few: Int, of parser: String = #function, seed: UInt64, _ originals: [String], pieces: [String],
    parse: (String) throws -> Void
  ) rethrows {
    try run(few, of: parser, seed: seed, originals.map { Data($0.utf8) }, pieces: pieces) {
      try parse(String(decoding: $0, as: UTF8.self))
    }
  }
}

/// Texts and files with bytes and pieces cut, doubled, swapped and put in; the same ones for the same seed.
public struct MutatedInputs {
  private let originals: [[UInt8]]
  private let pieces: [[UInt8]]
  private var state: UInt64

  /// - Parameter pieces: what is put in besides single bytes, such as the signs of a language.
  public init(seed: UInt64, _ originals: [Data], pieces: [String]) {
    self.originals = originals.map { Array($0) }
    self.pieces = pieces.map { Array($0.utf8) }
    state = seed
  }

  /// SplitMix64.
  private mutating func random(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(max(1, limit)))
  }

  public mutating func next() -> Data {
    var bytes = originals[random(originals.count)]
    // Now and then something without an end.
    if random(64) == 0, !pieces.isEmpty {
      let piece = pieces[random(pieces.count)]
      let repeated = Array(repeatElement(piece, count: 1 << random(11)).joined())
      bytes.insert(contentsOf: repeated, at: random(bytes.count + 1))
    }
    for _ in 0...random(6) {
      let at = random(bytes.count + 1)
      let end = min(bytes.count, at + random(9))
      switch random(5) {
      case 0: bytes.removeSubrange(at..<end)
      case 1: bytes.replaceSubrange(at..<end, with: [UInt8(random(256))])
      case 2 where !pieces.isEmpty: bytes.replaceSubrange(at..<end, with: pieces[random(pieces.count)])
      case 3:
        let from = random(bytes.count + 1)
        bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + random(40))], at: at)
      default: if at < bytes.count { bytes[at] ^= UInt8(1 << random(8)) }
      }
    }
    return Data(bytes)
  }
}
