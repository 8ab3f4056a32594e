import CZlib
import Foundation

/// Bytes as a gzip file, by zlib.
enum PackedBytes {
  /// Nil where zlib cannot: without memory, or for bytes whose count takes more than 32 bits.
  static func pack(_ bytes: Data) -> Data? {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    guard
      deflateInit2_(
        &stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY,
        ZLIB_VERSION, size) == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    let room = Int(deflateBound(&stream, UInt(bytes.count)))
    return run(&stream, over: bytes, into: room) { deflate(&$0, Z_FINISH) }
  }

  /// - Parameter count: of the bytes that were packed.
  /// - Returns: nil unless these bytes are a gzip file of so many.
  static func unpack(_ packed: Data, count: Int) -> Data? {
    // Deflate packs no more than 1032 bytes in one; and no value is a gigabyte.
    guard 0...min(1032 * packed.count, 1 << 30) ~= count else { return nil }
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, MAX_WBITS + 16, ZLIB_VERSION, size) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    // A byte more than there may be tells a file that is too long.
    let bytes = run(&stream, over: packed, into: count + 1) { inflate(&$0, Z_FINISH) }
    return bytes?.count == count && stream.avail_in == 0 ? bytes : nil
  }

  /// What `step` makes of `input` at once; nil unless it comes to the stream's end within `room`.
  private static func run(
    _ stream: inout z_stream, over input: Data, into room: Int, _ step: (inout z_stream) -> Int32
  ) -> Data? {
    // zlib counts in 32 bits.
    guard let available = UInt32(exactly: input.count), let space = UInt32(exactly: room) else { return nil }
    var output = Data(count: room)
    var input = input
    let code = input.withUnsafeMutableBytes { from in
      output.withUnsafeMutableBytes { to in
        (stream.next_in, stream.avail_in) = (from.bindMemory(to: UInt8.self).baseAddress, available)
        (stream.next_out, stream.avail_out) = (to.bindMemory(to: UInt8.self).baseAddress, space)
        return step(&stream)
      }
    }
    guard code == Z_STREAM_END else { return nil }
    return output.prefix(room - Int(stream.avail_out))
  }
}
