import Foundation
import ImageData
import MutatedInputs
import Testing

/// Files with bytes cut, doubled and swapped: what is read has the size that it says.
@Suite struct ImageFileTrials {
  private let pieces = ["\u{0}\u{0}\u{8}\u{3}", "\u{0}\u{0}\u{8}\u{1}", "\u{7f}\u{7f}\u{7f}\u{7f}", "\u{0}"]

  @Test func images() {
    var read = 0
    Trials.run(2000, seed: 21, [Data(bigEndian(0x803, 2, 2, 1) + [7, 8, 9, 10])], pieces: pieces) { data in
      guard let images = try? IDX.images([UInt8](data), path: "i") else { return }
      read += 1
      #expect(images.pixels.count == images.count * images.rows * images.columns)
    }
    #expect(read > 0)
  }

  @Test func labels() {
    var read = 0
    Trials.run(2000, seed: 22, [Data(bigEndian(0x801, 3) + [7, 8, 9])], pieces: pieces) { data in
      guard let labels = try? IDX.labels([UInt8](data), path: "l") else { return }
      read += 1
      #expect(labels.count == data.count - 8 && labels.allSatisfy { $0 < 10 })
    }
    #expect(read > 0)
  }

  @Test func packedFiles() {
    let contents = Array("some bytes, some bytes".utf8)
    var read = 0
    Trials.run(2000, seed: 23, [Data(gzipped(contents))], pieces: ["\u{1f}", "\u{0}", "some bytes"]) { data in
      guard let unpacked = try? Gzip.unpack([UInt8](data), limit: 64, path: "p") else { return }
      read += 1
      // The checksum sees to that; the header's own fields may differ.
      #expect(unpacked == contents)
    }
    #expect(read > 0)
  }

  @Test func records() {
    let record = [UInt8](repeating: 3, count: CIFAR10.recordBytes)
    Trials.run(200, seed: 24, [Data(record + record)], pieces: ["\u{7f}", "\u{0}"]) { data in
      guard let read = try? CIFAR10.records([UInt8](data), bytes: 2 * record.count, path: "r") else { return }
      #expect(read.labels.count == 2 && read.pixels.count == 2 * (record.count - 1))
    }
  }
}
