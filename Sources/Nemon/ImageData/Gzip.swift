import CZlib

/// Unpacks gzip files, by zlib.
package enum Gzip {
  /// - Parameter limit: no more than this many bytes are ever unpacked.
  package static func unpack(_ path: String, limit: Int) throws(DatasetError) -> [UInt8] {
    // Deflate at its worst stores blocks of 16 KiB or more with five bytes each; names and comments come on top.
    let packed = try BoundedFile.read(path, limit: limit + limit / 1000 + 4096)
    return try unpack(packed, limit: limit, path: path)
  }

  /// - Parameter path: for errors only.
  package static func unpack(_ packed: [UInt8], limit: Int, path: String) throws(DatasetError) -> [UInt8] {
    var outcome = Inflation()
    // One byte more than allowed tells a file that is too long from one that just fits.
    let unpacked = [UInt8](unsafeUninitializedCapacity: limit + 1) { room, count in
      outcome = inflateAll(packed, into: room)
      count = outcome.written
    }
    if unpacked.count > limit { throw .unpackedTooLarge(path: path, limit: limit) }
    switch outcome.code {
    case Z_STREAM_END where outcome.unread == 0: return unpacked
    case Z_STREAM_END: throw .bytesAfterGzip(path: path, count: outcome.unread)
    case Z_OK, Z_BUF_ERROR: throw .truncatedGzip(path: path)
    default: throw .damagedGzip(path: path, code: Int(outcome.code))
    }
  }

  private struct Inflation {
    var code = Z_OK
    var written = 0
    var unread = 0
  }

  private static func inflateAll(
    _ packed: [UInt8], into room: UnsafeMutableBufferPointer<UInt8>
  ) -> Inflation {
    var stream = z_stream()
    let gzipOnly = MAX_WBITS + 16
    let begun = inflateInit2_(&stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard begun == Z_OK else { return Inflation(code: begun) }
    defer { inflateEnd(&stream) }
    return packed.withUnsafeBufferPointer { input in
      // zlib counts in 32 bits; the limits of all data sets are far below.
      guard let available = UInt32(exactly: input.count), let space = UInt32(exactly: room.count) else {
        return Inflation(code: Z_DATA_ERROR)
      }
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = available
      stream.next_out = room.baseAddress
      stream.avail_out = space
      let code = inflate(&stream, Z_FINISH)
      return Inflation(
        code: code, written: room.count - Int(stream.avail_out), unread: Int(stream.avail_in))
    }
  }
}
