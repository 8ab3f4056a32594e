import Foundation
import ImplicitNetworks
import LinearAlgebra
import NetworkFiles
import Oracles
import Testing

@Suite struct SafetensorsTests {
  /// The file that a header and bytes make.
  private func file(_ header: String, _ bytes: Int, length: UInt64? = nil) -> Data {
    let text = Data(header.utf8)
    return withUnsafeBytes(of: (length ?? UInt64(text.count)).littleEndian) { Data($0) } + text
      + Data(repeating: 0, count: bytes)
  }

  /// Each hostile file with what is said of it.
  @Test func hostileFilesAreRefused() {
    func refused(_ data: Data, as expected: SafetensorsError) {
      #expect(throws: expected) { try Safetensors.read(data) }
    }
    refused(Data([1, 2, 3]), as: .headerLength(0, file: 3))
    refused(file("{}", 0, length: .max), as: .headerLength(.max, file: 10))
    refused(file("{}", 0, length: 3), as: .headerLength(3, file: 10))
    refused(file("[]", 0), as: .header)
    refused(file("{\"x\":1}", 0), as: .header)
    refused(file(String(repeating: "[", count: 100_000), 0), as: .header)
    func one(_ dtype: String, _ shape: String, _ offsets: String) -> String {
      "{\"x\":{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
    }
    refused(file(one("I64", "[1]", "[0,8]"), 8), as: .dtype("I64", tensor: "x"))
    refused(file(one("F32", "[2]", "[0,4]"), 4), as: .shape([2], tensor: "x"))
    refused(file(one("F32", "[-1]", "[0,4]"), 4), as: .shape([-1], tensor: "x"))
    refused(
      file(one("F64", "[4611686018427387904,4]", "[0,0]"), 0),
      as: .shape([4_611_686_018_427_387_904, 4], tensor: "x"))
    refused(file(one("F32", "[1]", "[0,4]"), 3), as: .offsets(tensor: "x"))
    refused(file(one("F32", "[1]", "[-4,0]"), 4), as: .offsets(tensor: "x"))
    refused(file(one("F32", "[1]", "[4,8]"), 8), as: .offsets(tensor: "x"))
    refused(file(one("F32", "[1]", "[0]"), 4), as: .offsets(tensor: "x"))
    refused(file(one("F32", "[1]", "[0,4]"), 9), as: .trailing(bytes: 5))
    let overlap = """
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}
      """
    refused(file(overlap, 12), as: .offsets(tensor: "y"))
  }

  /// Halves and brain floats by hand: 1, -2, the least positive half, infinity; 1 and -3.
  @Test func shortTypes() throws {
    let header = """
      {"__metadata__":{"format":"pt"},"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},\
      "g":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]}}
      """
    var data = file(header, 0)
    for word: UInt16 in [0x3c00, 0xc000, 0x0001, 0x7c00, 0x3f80, 0xc040] {
      withUnsafeBytes(of: word.littleEndian) { data.append(contentsOf: $0) }
    }
    let tensors = try Safetensors.read(data).tensors
    #expect(tensors["h"]?.values == [1, -2, 0x1p-24, .infinity])
    #expect(tensors["g"]?.values == [1, -3])
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    var generator = RandomGenerator(seed: 14)
    let model = try randomModel(gamma: 0.3, from: &generator)
    let read = try NamedNetwork(Safetensors.read(Safetensors.data(NamedTensors(model))))
    #expect(read.convention == .plain)
    #expect(read.model.A == model.A && read.model.B == model.B && read.model.b == model.b)
    #expect(read.model.C == model.C && read.model.c == model.c)
  }

  /// Of the follow-up's names and of MON's, with a prefix: matrices by hand.
  @Test func conventions() throws {
    func tensor(_ shape: [Int], _ values: [Double]) -> NamedTensors.Tensor {
      .init(shape: shape, values: values)
    }
    let output = ["Wout.weight": tensor([1, 2], [1, 2]), "Wout.bias": tensor([1], [3])]
    let follow = try NamedNetwork(
      NamedTensors(
        output.merging([
          "mon.linear_module.U.M.weight": tensor([2, 1], [5, 6]),
          "mon.linear_module.U.M.bias": tensor([2], [7, 8]),
          "mon.linear_module.M.weight": tensor([2, 2], [1, -2, 3, -4]),
          "mon.linear_module.eta": tensor([2], [0, 0]),
          "mon.linear_module.a": tensor([2], [1, 2]),
        ]) { $1 }))
    #expect(follow.convention == .mixedMonotone)
    // m_ii - sum |m_ij| - a_i^2 on the diagonal.
    #expect(follow.model.A.elements == [-3, -2, 3, -15] && follow.contraction == 0)
    #expect(follow.model.b == [7, 8] && follow.model.c == [3])
    let mon = try NamedNetwork(
      NamedTensors(
        output.merging([
          "mon.U.weight": tensor([2, 1], [5, 6]), "mon.U.bias": tensor([2], [7, 8]),
          "mon.A.weight": tensor([2, 2], [1, 2, 0, 1]), "mon.B.weight": tensor([2, 2], [0, 1, 0, 0]),
        ]) { $1 }))
    // -P'P + Q - Q' with P'P = [[1, 2], [2, 5]].
    #expect(mon.convention == .mon && mon.model.A.elements == [-1, -1, -3, -5])
    let released = try NamedNetwork(
      NamedTensors(
        output.merging([
          "mon.linear_module.U.weight": tensor([2, 1], [5, 6]),
          "mon.linear_module.U.bias": tensor([2], [7, 8]),
          "mon.linear_module.A.weight": tensor([2, 2], [1, -2, 3, -4]),
          "mon.linear_module.d": tensor([2], [0, log(2)]),
        ]) { $1 }))
    #expect(released.convention == .releasedNEMON)
    // 0.05 + t_ii - sum |t_ij| on the diagonal, t_ij exp(d_j - d_i) beside it.
    #expect(isClose(released.model.A.elements, [-1.95, -4, 1.5, -10.95], 1e-14))
    let plain = ["A": tensor([1, 1], [0]), "B": tensor([1, 1], [1]), "C": tensor([1, 1], [1])]
    #expect(throws: NamedNetworkError.noContraction(.plain)) {
      try NamedNetwork(NamedTensors(plain), contraction: 0)
    }
    #expect(throws: NamedNetworkError.shape("D")) {
      try NamedNetwork(NamedTensors(plain.merging(["D": tensor([1, 2], [2, 2])]) { $1 }))
    }
    let zero = try NamedNetwork(NamedTensors(plain.merging(["D": tensor([1, 1], [0])]) { $1 }))
    #expect(try zero.direct == nil && zero.withDirectPath(zero.model, fromInput: 0) == zero.model)
    #expect(throws: NamedNetworkError.missing("A", found: ["x"])) {
      try NamedNetwork(NamedTensors(["x": tensor([1], [1])]))
    }
  }

  /// A file of the package that defines the format, and back; where Python has it.
  @Test func agreesWithPython() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "safetensors-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    guard runPython("import safetensors.numpy", in: folder) else {
      print("skipped: this machine's Python has no safetensors")
      return
    }
    #expect(
      runPython(
        """
        import numpy, safetensors.numpy as s
        s.save_file({"A": numpy.array([[0.1, -2], [3, 4]]), "B": numpy.array([[1.5], [2]], dtype="float32"),
                     "C": numpy.array([[1, 2]], dtype="float16")}, "theirs.safetensors", metadata={"a": "b"})
        """, in: folder))
    let theirs = try Safetensors.read(Data(contentsOf: folder.appending(path: "theirs.safetensors")))
    #expect(theirs.tensors["A"] == .init(shape: [2, 2], values: [0.1, -2, 3, 4]))
    #expect(try NamedNetwork(theirs).model.B.elements == [1.5, 2])
    try Safetensors.data(theirs).write(to: folder.appending(path: "ours.safetensors"))
    #expect(
      runPython(
        """
        import safetensors.numpy as s
        a, b = s.load_file("theirs.safetensors"), s.load_file("ours.safetensors")
        assert a.keys() == b.keys() and all((a[k] == b[k]).all() for k in a)
        """, in: folder))
  }
}
