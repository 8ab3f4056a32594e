import Foundation

/// The recipe in a figure's PNG file: how to draw it again, as an iTXt chunk.
public enum PNGRecipe {
  /// The keyword of the chunk, where its writer gives no other.
  public static let keyword = "recipe"

  /// The keyword and the recipe of a text that holds both, a zero byte between them; of any other, the usual keyword
  /// and the text.
  public static func parts(of text: String) -> (keyword: String, recipe: String) {
    guard let zero = text.firstIndex(of: "\0") else { return (keyword, text) }
    return (String(text[..<zero]), String(text[text.index(after: zero)...]))
  }

  /// Reads the recipe from a PNG file. Every chunk's place, length and checksum are verified; no
  /// pixel is decoded and nothing is inflated.
  /// - Throws: ``PNGError`` for every file that is not a sound PNG file with one recipe.
  public static func read(from file: Data, keyword: String = keyword) throws(PNGError) -> String {
    var chunks = try PNGChunks(file)
    var recipe: String?
    while let chunk = try chunks.next() {
      guard chunk.type == "iTXt", let text = try text(of: chunk, keyword) else { continue }
      if recipe != nil { throw .severalRecipes }
      recipe = text
    }
    guard let recipe else { throw .noRecipe }
    return recipe
  }

  /// The text of an iTXt chunk with `keyword`, else nil.
  ///
  /// Layout: keyword, 0, compression flag, compression method, language tag, 0, translated keyword, 0, text.
  private static func text(of chunk: PNGChunks.Chunk, _ keyword: String) throws(PNGError) -> String? {
    guard chunk.body.starts(with: Array(keyword.utf8) + [0]) else { return nil }
    let rest = chunk.body.dropFirst(keyword.utf8.count + 1)
    guard rest.count >= 2, rest.prefix(2).allSatisfy({ $0 == 0 }) else { throw .malformedRecipe }
    let fields = rest.dropFirst(2).split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3, let text = String(validating: fields[2], as: UTF8.self) else {
      throw .malformedRecipe
    }
    return text
  }
}

/// The chunks of a PNG file, one after the other, each verified before it is handed out.
struct PNGChunks {
  struct Chunk {
    var type: String
    var body: ArraySlice<UInt8>
  }

  /// More than any chunk of a figure needs.
  static let longestChunk: UInt32 = 1 << 26

  private let bytes: [UInt8]
  private var offset = 8
  private var ended = false

  init(_ file: Data) throws(PNGError) {
    bytes = Array(file)
    guard bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) else { throw .notPNG }
  }

  /// The next chunk, or nil after the end chunk.
  mutating func next() throws(PNGError) -> Chunk? {
    if ended { return nil }
    let start = offset
    guard bytes.count - start >= 12 else { throw .truncated(offset: start) }
    let length = word(at: start)
    let name = bytes[start + 4..<start + 8]
    let type = name.allSatisfy(isLetter) ? String(decoding: name, as: UTF8.self) : "????"
    guard length <= Self.longestChunk else { throw .chunkTooLong(type: type, length: length) }
    guard bytes.count - start - 12 >= Int(length) else { throw .truncated(offset: start) }
    let end = start + 8 + Int(length)
    guard word(at: end) == CRC32.checksum(of: bytes[start + 4..<end]) else {
      throw .checksumMismatch(type: type, offset: start)
    }
    guard (type == "IHDR") == (start == 8) else { throw .misplacedChunk(type: type) }
    offset = end + 4
    if type == "IEND" {
      ended = true
      if offset < bytes.count { throw .trailingBytes(count: bytes.count - offset) }
    }
    return Chunk(type: type, body: bytes[start + 8..<end])
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte)
  }

  private func word(at start: Int) -> UInt32 {
    bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// The checksum of PNG chunks: CRC-32 with the reversed polynomial 0xedb88320.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
  }

  static func checksum(of bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 0xff)] ^ ($0 >> 8) }
  }
}
