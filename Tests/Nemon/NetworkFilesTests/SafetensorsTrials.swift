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
    var inputs = MutatedInputs(
      seed: 13, [original],
      pieces: ["[", "]", "{", "}", "\"", "-1", "1e9", "9223372036854775807", ",", "F32", "\\u0000"])
    var read = 0
    for _ in 0..<Trials.count(2000) {
      if let tensors = try? Safetensors.read(inputs.next()) {
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
    var inputs = MutatedInputs(
      seed: 14, [original], pieces: ["(", ")", "'", ",", "-1", "9223372036854775807", "<f8", "True", "{"])
    var read = 0
    for _ in 0..<Trials.count(2000) {
      if let array = try? NumPyArray.read(inputs.next()) {
        read += 1
        #expect(array.shape.reduce(1, *) == array.values.count)
      }
    }
    #expect(read > 0)
  }
}
