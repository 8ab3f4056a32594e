import Foundation

/// The format of safetensors files: eight bytes with the length of the header (little-endian), the header in JSON, then the
/// tensors' bytes without gaps.
/// - Source: the format's description in the `safetensors` package, from which no code is taken.
package enum Safetensors {
  /// Bytes of a header, at most: a network of this book has a dozen tensors.
  package static let longestHeader = 1 << 20

  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  /// One member of the header: a tensor, or the metadata, which are not read.
  private struct Member: Codable {
    var entry: Entry?
    var texts: [String: String] = [:]

    init(entry: Entry? = nil, texts: [String: String] = [:]) { (self.entry, self.texts) = (entry, texts) }

    init(from decoder: any Decoder) throws {
      guard decoder.codingPath.last?.stringValue != "__metadata__" else { return }
      entry = try Entry(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
      if let entry { try entry.encode(to: encoder) } else { try texts.encode(to: encoder) }
    }
  }

  /// Nothing is allocated for tensors before the whole header is checked.
  package static func read(_ data: Data) throws(SafetensorsError) -> NamedTensors {
    let start = [UInt8](data.prefix(8))
    guard start.count == 8 else { throw .headerLength(0, file: data.count) }
    let length = start.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= longestHeader, length <= data.count - 8 else {
      throw .headerLength(length, file: data.count)
    }
    let begin = data.startIndex + 8 + Int(length)
    guard
      let header = try? JSONDecoder().decode(
        [String: Member].self, from: data[data.startIndex + 8..<begin])
    else { throw .header }
    let entries = header.compactMap { name, member in member.entry.map { (name: name, entry: $0) } }
      .sorted { ($0.entry.data_offsets, $0.name) < ($1.entry.data_offsets, $1.name) }
    let size = data.count - 8 - Int(length)
    var end = 0
    for (name, entry) in entries {
      guard let width = widths[entry.dtype] else { throw .dtype(entry.dtype, tensor: name) }
      let offsets = entry.data_offsets
      guard offsets.count == 2, offsets[0] == end, offsets[1] >= end, offsets[1] <= size else {
        throw .offsets(tensor: name)
      }
      guard bytes(of: entry.shape, width) == offsets[1] - offsets[0] else {
        throw .shape(entry.shape, tensor: name)
      }
      end = offsets[1]
    }
    guard end == size else { throw .trailing(bytes: size - end) }
    var found = NamedTensors([:])
    for (name, entry) in entries {
      let part = data[begin + entry.data_offsets[0]..<begin + entry.data_offsets[1]]
      found.tensors[name] = .init(shape: entry.shape, values: values(part, entry.dtype))
    }
    return found
  }

  private static let widths = ["F64": 8, "F32": 4, "F16": 2, "BF16": 2]

  /// Nil where a side is negative or the product too large.
  private static func bytes(of shape: [Int], _ width: Int) -> Int? {
    shape.reduce(width) { product, side in
      guard let product, side >= 0 else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: side)
      return overflow ? nil : next
    }
  }

  private static func values(_ bytes: Data, _ dtype: String) -> [Double] {
    switch dtype {
    case "F64": bytes.numbers(UInt64.self) { Double(bitPattern: $0) }
    case "F32": bytes.numbers(UInt32.self) { Double(Float(bitPattern: $0)) }
    case "BF16": bytes.numbers(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    default: bytes.numbers(UInt16.self) { Double(half: $0) }
    }
  }

  /// The file, tensors in order of their names, as F32 where that is exact and as F64 elsewhere.
  /// - Parameter metadata: texts that stand beside the tensors.
  package static func data(_ tensors: NamedTensors, metadata: [String: String] = [:]) -> Data {
    var header: [String: Member] = metadata.isEmpty ? [:] : ["__metadata__": Member(texts: metadata)]
    var body = Data()
    for (name, tensor) in tensors.tensors.sorted(by: { $0.key < $1.key }) {
      let begin = body.count
      let isSingle = tensor.values.allSatisfy { Double(Float($0)) == $0 }
      for value in tensor.values {
        if isSingle {
          withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { body.append(contentsOf: $0) }
        } else {
          withUnsafeBytes(of: value.bitPattern.littleEndian) { body.append(contentsOf: $0) }
        }
      }
      header[name] = Member(
        entry: Entry(dtype: isSingle ? "F32" : "F64", shape: tensor.shape, data_offsets: [begin, body.count]))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var text = (try? encoder.encode(header)) ?? Data("{}".utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + body
  }
}

private func < (a: ([Int], String), b: ([Int], String)) -> Bool {
  a.0 == b.0 ? a.1 < b.1 : a.0.lexicographicallyPrecedes(b.0)
}
