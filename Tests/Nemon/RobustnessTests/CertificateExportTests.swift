import Foundation
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

/// The checker in exact arithmetic, which uses nothing of ours, agrees; and refuses what does not hold.
@Suite struct CertificateExportTests {
  private func check(_ export: CertificateExport) throws -> (text: String, status: Int32) {
    try check(JSONEncoder().encode(export))
  }

  private func check(_ json: Data) throws -> (text: String, status: Int32) {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "certificates-\(UUID().uuidString).json")
    try json.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", ProjectFiles.folder.appending(path: "docs/check_certificates.py").path, file.path,
    ]
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, output)
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (text.trimmingCharacters(in: .whitespacesAndNewlines), process.terminationStatus)
  }

  private func export(radius: Double) throws -> CertificateExport {
    var generator = RandomGenerator(seed: 141)
    let model = try randomModel(width: 12, inputs: 6, outputs: 4, gamma: 0.4, from: &generator)
    let inputs = generator.normalMatrix(rows: 100, columns: 6)
    let logits = model.outputs(
      of: try EquilibriumProblem(model: model, inputs: inputs)
        .solve(by: .averageIteration(), until: .residual(below: 1e-12)).states)
    return try CertificateExport(
      of: model, lower: inputs.map { $0 - radius }, upper: inputs.map { $0 + radius },
      labels: logits.rowVectors.map(\.predictedClass), images: (0..<100).map { 7 * $0 }, radius: radius)
  }

  /// Oracle: the checker in exact rational arithmetic.
  @Test func theExactCheckerAgrees() throws {
    let export = try export(radius: 0.01)
    #expect(export.cases.count > 30)
    let found = try check(export)
    #expect(found.text == "\(export.cases.count) of \(export.cases.count) certificates hold exactly")
    #expect(found.status == 0)
    #expect(export.cases.allSatisfy { $0.image % 7 == 0 && $0.radius == 0.01 && $0.margin > 0 })
  }

  /// Oracle: the same checker refuses. A box of states that is a little too small, a box of inputs that is larger, another label, other weights,
  /// a margin that is larger by a part in a billion.
  @Test func whatDoesNotHoldIsRefused() throws {
    let good = try export(radius: 0.01)
    let index = try #require(good.cases.indices.first { good.cases[$0].upper.contains { $0 > 0 } })
    func refused(_ change: (inout CertificateExport) -> Void) throws {
      var bad = good
      bad.cases = [good.cases[index]]
      change(&bad)
      let found = try check(bad)
      #expect(found.status == 1 && !found.text.contains("Traceback"), "\(found.text)")
    }
    let unit = try #require(good.cases[index].upper.indices.first { good.cases[index].upper[$0] > 0 })
    try refused { $0.cases[0].upper[unit] *= 0.999 }
    try refused { $0.cases[0].high = $0.cases[0].high.map { $0 + 0.1 } }
    try refused { $0.cases[0].label = ($0.cases[0].label + 1) % 4 }
    try refused { $0.eta = $0.eta.map { _ in 1 } }
    try refused { $0.A[0][0] = 2 }
    try refused { $0.cases[0].margin *= 1 + 1e-9 }
    try refused { $0.cases[0].margin = 0 }
    try refused { $0.cases[0].margin = -1 }
  }

  /// Oracle: by hand. False claims that would hold where lists of different lengths are cut to the shorter one, and what is no
  /// such file: one sentence each.
  @Test func whatHasNoRightSizesIsRefused() throws {
    var good = try export(radius: 0.01)
    good.cases = Array(good.cases.prefix(2))
    func refused(_ words: String, _ json: Data) throws {
      let found = try check(json)
      #expect(found.status == 1 && found.text.contains(words), "\(found.text)")
      #expect(!found.text.contains("\n"), "\(found.text)")
    }
    func refused(_ words: String, _ change: (inout CertificateExport) -> Void) throws {
      var bad = good
      change(&bad)
      try refused(words, JSONEncoder().encode(bad))
    }
    func falsify(_ export: inout CertificateExport) {
      for k in export.cases.indices { export.cases[k].high = Array(repeating: 1e9, count: 6) }
    }
    try refused("no network that decides") { ($0.b, _) = ([], falsify(&$0)) }
    try refused("B has not the sides") { ($0.B, _) = ([], falsify(&$0)) }
    try refused("B has not the sides") { ($0.B, _) = ($0.B.map { _ in [] }, falsify(&$0)) }
    try refused("A has not the sides") { $0.A[3].removeLast() }
    try refused("C has not the sides") { ($0.C, $0.cases[0].label) = ($0.C.map { _ in [] }, 0) }
    try refused("no network that decides") { ($0.C, $0.c) = ([$0.C[0]], [$0.c[0]]) }
    try refused("eta has not the sides") { $0.eta.removeLast() }
    try refused("low has not the sides") { $0.cases[1].low = [] }
    try refused("upper has not the sides") { $0.cases[0].upper.append(1) }
    try refused("no network that decides") { $0.cases[0].low = [] }
    try refused("there is no certificate") { $0.cases = [] }
    try refused("label is -1") { $0.cases[0].label = -1 }
    try refused("label is 4") { $0.cases[0].label = 4 }
    try refused("image is -1") { $0.cases[0].image = -1 }
    for (words, text) in [
      ("cannot be read", ""), ("cannot be read", "{"), ("no cases", "[]"), ("no cases", #"{"cases": {}}"#),
      ("no low", #"{"cases": [1], "b": [0], "c": [0, 0]}"#), ("no b", #"{"cases": [{}], "c": [0, 0]}"#),
      ("cannot be read", String(repeating: "[", count: 100_000)),
    ] { try refused(words, Data(text.utf8)) }
    let text = String(decoding: try JSONEncoder().encode(good), as: UTF8.self)
    for entry in ["NaN", "1e999", "true", "null", #""1""#] {
      let bad = text.replacing(#/"radius":[^,}]*/#, with: "\"radius\":\(entry)")
      try refused("radius has an entry", Data(bad.utf8))
    }
  }
}
