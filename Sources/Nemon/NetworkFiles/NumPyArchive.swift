import CZlib
import Foundation

/// Arrays by their names, as `numpy.savez` and `numpy.savez_compressed` write them: a zip archive with one `.npy` file each.
/// - Source: PKWARE's description of zip files, of which the parts that NumPy uses are read: members stored or deflated,
///   sizes of less than 4 GB.
package enum NumPyArchive {
  private struct Member {
    var name: String
    var method: Int
    var packed: Int
    var unpacked: Int
    var checksum: UInt32
    /// Of its local header.
    var offset: Int
  }

  /// - Parameter limit: bytes of all members, unpacked, at most.
  /// - Throws: ``NumPyError``.
  package static func read(_ data: Data, limit: Int = 1 << 28) throws(NumPyError) -> NamedTensors {
    let bytes = [UInt8](data)
    let members = try members(of: bytes)
    guard members.reduce(0, { $0 + $1.unpacked }) <= limit else { throw .tooLarge(limit: limit) }
    var found = NamedTensors([:])
    for member in members where member.name.hasSuffix(".npy") {
      let name = String(member.name.dropLast(4))
      guard found.tensors[name] == nil else { throw .member(member.name) }
      found.tensors[name] = try NumPyArray.read(contents(of: member, in: bytes))
    }
    return found
  }

  private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
    bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private static func has(_ signature: [UInt8], _ bytes: [UInt8], _ at: Int, header: Int) -> Bool {
    at >= 0 && at <= bytes.count - header && Array(bytes[at..<at + 4]) == [0x50, 0x4b] + signature
  }

  /// The list at the archive's end, which names sizes also where members' own headers leave them out.
  private static func members(of bytes: [UInt8]) throws(NumPyError) -> [Member] {
    guard bytes.count >= 4, bytes[0] == 0x50, bytes[1] == 0x4b else { throw .magic }
    // The end record has 22 bytes and a comment of 65 535 at most.
    let ends = stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 65_535), by: -1)
    guard let end = ends.first(where: { has([5, 6], bytes, $0, header: 22) }) else { throw .header }
    var (at, members) = (number(bytes, end + 16, 4), [Member]())
    for _ in 0..<number(bytes, end + 10, 2) {
      guard has([1, 2], bytes, at, header: 46) else { throw .header }
      let nameLength = number(bytes, at + 28, 2)
      let next = at + 46 + nameLength + number(bytes, at + 30, 2) + number(bytes, at + 32, 2)
      guard next <= bytes.count else { throw .header }
      let name = String(decoding: bytes[at + 46..<at + 46 + nameLength], as: UTF8.self)
      let isEncrypted = number(bytes, at + 8, 2) & 1 == 1
      guard !isEncrypted else { throw .member(name) }
      members.append(
        Member(
          name: name, method: number(bytes, at + 10, 2), packed: number(bytes, at + 20, 4),
          unpacked: number(bytes, at + 24, 4), checksum: UInt32(number(bytes, at + 16, 4)),
          offset: number(bytes, at + 42, 4)))
      at = next
    }
    return members
  }

  private static func contents(of member: Member, in bytes: [UInt8]) throws(NumPyError) -> Data {
    guard has([3, 4], bytes, member.offset, header: 30) else { throw .member(member.name) }
    let begin =
      member.offset + 30 + number(bytes, member.offset + 26, 2) + number(bytes, member.offset + 28, 2)
    guard begin <= bytes.count, member.packed <= bytes.count - begin else { throw .member(member.name) }
    let packed = bytes[begin..<begin + member.packed]
    let unpacked: [UInt8]? =
      switch member.method {
      case 0: member.packed == member.unpacked ? Array(packed) : nil
      case 8: inflated(Array(packed), to: member.unpacked)
      default: nil
      }
    guard let unpacked,
      UInt32(truncatingIfNeeded: crc32(0, unpacked, UInt32(unpacked.count))) == member.checksum
    else { throw .member(member.name) }
    return Data(unpacked)
  }

  /// Deflated bytes, if they make exactly `count`.
  private static func inflated(_ packed: [UInt8], to count: Int) -> [UInt8]? {
    var isWhole = false
    let out = [UInt8](unsafeUninitializedCapacity: max(count, 1)) { room, written in
      var stream = z_stream()
      guard
        inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
      else { return }
      defer { inflateEnd(&stream) }
      packed.withUnsafeBufferPointer { input in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        (stream.avail_in, stream.avail_out) = (UInt32(input.count), UInt32(count))
        stream.next_out = room.baseAddress
        isWhole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0 && stream.avail_in == 0
      }
      written = count - Int(stream.avail_out)
    }
    return isWhole ? out : nil
  }
}

extension NamedTensors {
  /// A safetensors file or an archive of NumPy's, told apart by how it begins.
  /// - Throws: ``SafetensorsError``, ``NumPyError``.
  package init(file data: Data) throws {
    self = try data.prefix(2) == Data("PK".utf8) ? NumPyArchive.read(data) : Safetensors.read(data)
  }
}
