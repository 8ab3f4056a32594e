import Foundation
import MutatedInputs
import NetworkFiles
import Testing

/// Files with bytes cut, doubled and swapped: read or refused, and what is read can be written.
@Suite struct SafetensorsTrials {
  @Test func mutatedFiles() throws {
    let header = """
      {"__metadata__":{"format":"pt"},"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},\
      "g":{"dtype":"F64","shape":[1,2],"data_offsets":[8,24]}}
      """
    let original =
      withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8)
      + Data(repeating: 7, count: 24)
    let pieces = ["[", "]", "{", "}", "\"", "-1", "1e9", "9223372036854775807", ",", "F32", "\\u0000"]
    var read = 0
    Trials.run(2000, seed: 13, [original], pieces: pieces) { data in
      if let tensors = try? Safetensors.read(data) {
        read += 1
        #expect(throws: Never.self) { try Safetensors.read(Safetensors.data(tensors)) }
      }
    }
    // Bytes of values may change.
    #expect(read > 0)
  }

  @Test func mutatedArrays() throws {
    let header = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }\n"
    let original =
      Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]) + Data(header.utf8)
      + Data(repeating: 7, count: 24)
    let pieces = ["(", ")", "'", ",", "-1", "9223372036854775807", "<f8", "True", "{"]
    var read = 0
    Trials.run(2000, seed: 14, [original], pieces: pieces) { data in
      if let array = try? NumPyArray.read(data) {
        read += 1
        #expect(array.shape.reduce(1, *) == array.values.count)
      }
    }
    #expect(read > 0)
  }

  /// Archives of two arrays, stored and deflated, which Python's `zipfile` wrote; and each file as a network's.
  @Test(arguments: ["stored", "deflated"]) func mutatedArchives(form: String) throws {
    let original = try #require(Data(base64Encoded: form == "stored" ? Self.stored : Self.deflated))
    #expect(try NumPyArchive.read(original).tensors["b"] == .init(shape: [2], values: [1, 2]))
    let pieces = ["PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", ".npy", "\u{0}\u{0}\u{0}\u{0}"]
    var read = 0
    Trials.run(2000, of: form, seed: 15, [original], pieces: pieces) { data in
      if let tensors = try? NumPyArchive.read(data, limit: 1 << 20) { read += tensors.tensors.count }
      if let tensors = try? NamedTensors(file: data) { _ = try? NamedNetwork(tensors) }
    }
    #expect(read > 0)
  }

  private static let stored =
    "UEsDBBQAAAAAAAAAIQCzm0/5TgAAAE4AAAAFAAAAQS5ucHmTTlVNUFkBADwAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJh"
    + "bl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwgMSksIH0KAAAAAAAA4D9QSwMEFAAAAAAAAAAhAEVz8ptMAAAATAAA"
    + "AAUAAABiLm5weZNOVU1QWQEAOgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6"
    + "ICgyLCksIH0KAACAPwAAAEBQSwECFAMUAAAAAAAAACEAs5tP+U4AAABOAAAABQAAAAAAAAAAAAAAgAEAAAAAQS5ucHlQ"
    + "SwECFAMUAAAAAAAAACEARXPym0wAAABMAAAABQAAAAAAAAAAAAAAgAFxAAAAYi5ucHlQSwUGAAAAAAIAAgBmAAAA4AAA"
    + "AAAA"

  private static let deflated =
    "UEsDBBQAAAAIAAAAIQCzm0/5SAAAAE4AAAAFAAAAQS5ucHmb7BfqGxDJyGDDUK2eklqcXKRupaBuk2ahrqOgnpZfVFKU"
    + "mBefX5SSChJ3S8wpTgWKF2ckFqQC+RqGOgqGmjoKtVwMYPDAHgBQSwMEFAAAAAgAAAAhAEVz8ptJAAAATAAAAAUAAABi"
    + "Lm5weZvsF+obEMnIYMVQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtVwM"
    + "DA32DAwMDgBQSwECFAMUAAAACAAAACEAs5tP+UgAAABOAAAABQAAAAAAAAAAAAAAgAEAAAAAQS5ucHlQSwECFAMUAAAA"
    + "CAAAACEARXPym0kAAABMAAAABQAAAAAAAAAAAAAAgAFrAAAAYi5ucHlQSwUGAAAAAAIAAgBmAAAA1wAAAAAA"
}
