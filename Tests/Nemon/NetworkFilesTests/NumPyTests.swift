import Foundation
import LinearAlgebra
import NetworkFiles
import Testing

/// Arrays and archives of NumPy's: those that NumPy itself writes, and hostile ones.
@Suite struct NumPyTests {
  private func array(_ header: String, _ body: [UInt8], version: UInt8 = 1) -> Data {
    let length = header.utf8.count
    return Data([0x93] + Array("NUMPY".utf8) + [version, 0, UInt8(length & 255), UInt8(length >> 8)])
      + Data(header.utf8) + Data(body)
  }

  private func header(_ type: String, _ shape: String, columnsFirst: Bool = false) -> String {
    "{'descr': '\(type)', 'fortran_order': \(columnsFirst ? "True" : "False"), 'shape': \(shape), }\n"
  }

  @Test func arraysByHand() throws {
    let bytes = try NumPyArray.read(array(header("|u1", "(2, 3)"), [1, 2, 3, 4, 5, 6]))
    #expect(bytes == .init(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]))
    let columns = try NumPyArray.read(array(header("|u1", "(2, 3)", columnsFirst: true), [1, 2, 3, 4, 5, 6]))
    #expect(columns == .init(shape: [2, 3], values: [1, 3, 5, 2, 4, 6]))
    let halves = try NumPyArray.read(array(header("<f2", "(1,)"), [0, 0xc0]))
    #expect(halves == .init(shape: [1], values: [-2]))
    #expect(try NumPyArray.read(array(header("<i4", "()"), [255, 255, 255, 255])).values == [-1])
    #expect(try NumPyArray.read(array(header("<f8", "(0, 3)"), [])).values == [])
  }

  @Test func hostileArraysAreRefused() {
    func refused(_ data: Data, as expected: NumPyError) {
      #expect(throws: expected) { try NumPyArray.read(data) }
    }
    refused(Data(), as: .magic)
    refused(array("", [], version: 9), as: .magic)
    refused(array("{}", []), as: .header)
    refused(array(header("<f8", "(-1,)"), []), as: .header)
    refused(array(header("<f8", "(99999999999999999999,)"), []), as: .header)
    refused(array(header("O", "(1,)"), [0]), as: .type("O"))
    refused(array(header(">f8", "(1,)"), [0, 0, 0, 0, 0, 0, 0, 0]), as: .type(">f8"))
    refused(array(header("<f8", "(2,)"), [0]), as: .shape([2]))
    refused(
      array(header("<f8", "(4611686018427387904, 4)"), [0]), as: .shape([4_611_686_018_427_387_904, 4]))
    refused(
      array(header("|u1", "(0, 4611686018427387904)"), []), as: .shape([0, 4_611_686_018_427_387_904]))
    refused(array(header("|u1", "(1, 1, 1)", columnsFirst: true), [0]), as: .order)
    var long = array("", [])
    (long[8], long[9]) = (255, 255)
    refused(long, as: .header)
  }

  /// Archives of NumPy's, stored and deflated, and every one of them with one byte changed: read to the same arrays, or refused.
  @Test func agreesWithNumPy() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "numpy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    guard runPython("import numpy", in: folder) else {
      print("skipped: this machine's Python has no numpy")
      return
    }
    #expect(
      runPython(
        """
        import numpy
        arrays = {"A": numpy.array([[0.1, -2], [3, 4]]), "B": numpy.array([[1.5], [2]], dtype="float32"),
                  "C": numpy.asfortranarray([[1, 2.5]], dtype="float64"), "n": numpy.arange(3)}
        numpy.savez("stored.npz", **arrays)
        numpy.savez_compressed("packed.npz", **arrays)
        """, in: folder))
    for name in ["stored.npz", "packed.npz"] {
      let data = try Data(contentsOf: folder.appending(path: name))
      let read = try NamedTensors(file: data)
      #expect(read.tensors["A"] == .init(shape: [2, 2], values: [0.1, -2, 3, 4]))
      #expect(read.tensors["B"] == .init(shape: [2, 1], values: [1.5, 2]))
      #expect(read.tensors["C"] == .init(shape: [1, 2], values: [1, 2.5]))
      #expect(read.tensors["n"]?.values == [0, 1, 2])
      #expect(throws: NumPyError.tooLarge(limit: 100)) { try NumPyArchive.read(data, limit: 100) }
      for at in data.indices {
        var damaged = data
        damaged[at] ^= 0x55
        guard let found = try? NamedTensors(file: damaged) else { continue }
        // A name may be another one; the checksums keep the numbers.
        #expect(found.tensors.values.allSatisfy { read.tensors.values.contains($0) })
      }
      for count in stride(from: 0, to: data.count, by: 7) {
        #expect(throws: (any Error).self) { try NamedTensors(file: data.prefix(count)) }
      }
    }
  }
}

/// Whether a Python program ends well in a folder.
func runPython(_ program: String, in folder: URL) -> Bool {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3", "-c", program]
  process.currentDirectoryURL = folder
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}
