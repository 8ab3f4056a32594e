import Foundation
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

/// The checker in exact arithmetic, which uses nothing of ours, agrees; and refuses what does not hold.
@Suite struct CertificateExportTests {
  private func check(_ export: CertificateExport) throws -> (text: String, status: Int32) {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "certificates-\(UUID().uuidString).json")
    try JSONEncoder().encode(export).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", ProjectFiles.folder.appending(path: "docs/check_certificates.py").path, file.path,
    ]
    let output = Pipe()
    process.standardOutput = output
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
      labels: logits.rowVectors.map(\.predictedClass))
  }

  /// Oracle: the checker in exact rational arithmetic.
  @Test func theExactCheckerAgrees() throws {
    let export = try export(radius: 0.01)
    #expect(export.cases.count > 30)
    let found = try check(export)
    #expect(found.text == "\(export.cases.count) of \(export.cases.count) certificates hold exactly")
    #expect(found.status == 0)
  }

  /// Oracle: the same checker refuses. A box of states that is a little too small, a box of inputs that is larger, another label, other weights.
  @Test func whatDoesNotHoldIsRefused() throws {
    let good = try export(radius: 0.01)
    let index = try #require(good.cases.indices.first { good.cases[$0].upper.contains { $0 > 0 } })
    func refused(_ change: (inout CertificateExport) -> Void) throws {
      var bad = good
      bad.cases = [good.cases[index]]
      change(&bad)
      #expect(try check(bad).status == 1)
    }
    let unit = try #require(good.cases[index].upper.indices.first { good.cases[index].upper[$0] > 0 })
    try refused { $0.cases[0].upper[unit] *= 0.999 }
    try refused { $0.cases[0].high = $0.cases[0].high.map { $0 + 0.1 } }
    try refused { $0.cases[0].label = ($0.cases[0].label + 1) % 4 }
    try refused { $0.eta = $0.eta.map { _ in 1 } }
    try refused { $0.A[0][0] = 2 }
  }
}
