/// Why a PNG file could not be written or read.
public enum PNGError: Error, Equatable, Sendable {
  /// The file does not begin with the eight bytes of a PNG file.
  case notPNG
  /// The file ends inside the chunk that starts at `offset`, or before its end chunk.
  case truncated(offset: Int)
  /// The file claims a chunk of `length` bytes, more than a PNG file of ours ever has.
  case chunkTooLong(type: String, length: UInt32)
  /// The chunk at `offset` does not match its checksum.
  case checksumMismatch(type: String, offset: Int)
  /// A chunk is not where the format asks for it: the header first, the end last.
  case misplacedChunk(type: String)
  /// The file has `count` bytes after its end chunk.
  case trailingBytes(count: Int)
  /// No recipe is in the file.
  case noRecipe
  /// The file has more than one recipe.
  case severalRecipes
  /// The recipe's chunk is there, but is compressed, has no terminators or is not UTF-8.
  case malformedRecipe
  /// A recipe contains a zero byte, which ends text in a PNG file.
  case zeroInRecipe
  /// libpng's own words on what is wrong.
  case libpng(String)
}

extension PNGError: CustomStringConvertible {
  /// The sentence for the reader, without a full stop.
  public var description: String {
    switch self {
    case .notPNG: "not a PNG file"
    case .truncated(let offset): "the PNG file is cut off in the chunk at byte \(offset)"
    case .chunkTooLong(let type, let length): "the PNG chunk \(type) claims \(length) bytes"
    case .checksumMismatch(let type, let offset):
      "the PNG chunk \(type) at byte \(offset) does not match its checksum"
    case .misplacedChunk(let type): "the PNG chunk \(type) is not where it belongs"
    case .trailingBytes(let count): "the PNG file has \(count) bytes after its end"
    case .noRecipe: "the PNG file has no recipe"
    case .severalRecipes: "the PNG file has several recipes"
    case .malformedRecipe: "the recipe in the PNG file is malformed"
    case .zeroInRecipe: "the recipe contains a zero byte"
    case .libpng(let words): "libpng: \(words)"
    }
  }
}
