import CZlib
import Foundation

/// A ZIP archive whose entries are stored as they are, without times: the same files are the same bytes.
struct ZipArchive {
  private var entries = Data()
  private var directory = Data()
  private var count = 0

  /// - Precondition: the archive stays below 4 GB, and below 65 536 entries.
  mutating func add(_ path: String, _ data: Data) {
    let name = Data(path.utf8)
    // From the version that is needed to the length of what stands behind the name.
    var facts = Data()
    facts.append(bytes: UInt16(20), UInt16(0x0800), UInt16(0))
    // Midnight of the first day that the format knows.
    facts.append(bytes: UInt16(0), UInt16(0x21))
    facts.append(bytes: UInt32(truncatingIfNeeded: checksum(data)), UInt32(data.count), UInt32(data.count))
    facts.append(bytes: UInt16(name.count), UInt16(0))
    // Made by version 2.0 on Unix, for the rights below.
    directory.append(bytes: UInt32(0x0201_4b50))
    directory.append(bytes: UInt16(3 << 8 | 20))
    directory.append(facts)
    directory.append(bytes: UInt16(0), UInt16(0), UInt16(0))
    // A file that its owner may write and everyone may read.
    directory.append(bytes: UInt32(0o100644) << 16, UInt32(entries.count))
    directory.append(name)
    entries.append(bytes: UInt32(0x0403_4b50))
    entries.append(facts)
    entries.append(name)
    entries.append(data)
    count += 1
  }

  var data: Data {
    var end = Data()
    end.append(bytes: UInt32(0x0605_4b50))
    end.append(bytes: UInt16(0), UInt16(0), UInt16(count), UInt16(count))
    end.append(bytes: UInt32(directory.count), UInt32(entries.count))
    end.append(bytes: UInt16(0))
    return entries + directory + end
  }
}

private func checksum(_ data: Data) -> UInt {
  data.withUnsafeBytes { crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count) }
}

extension Data {
  /// In the order of the format: the least byte first.
  fileprivate mutating func append<Number: FixedWidthInteger>(bytes numbers: Number...) {
    for number in numbers {
      var bytes = number.littleEndian
      Swift.withUnsafeBytes(of: &bytes) { append(contentsOf: $0) }
    }
  }
}
