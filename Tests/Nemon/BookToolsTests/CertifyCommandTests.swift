import CellKit
import ExecutableBook
import Foundation
import LinearAlgebra
import NetworkFiles
import Testing

/// `certify` on files that it reads, and on files that it refuses.
@Suite struct CertifyCommandTests {
  private let data: DataFolder
  private var folder: URL { data.url }

  init() throws { data = try DataFolder() }

  private struct Report: Decodable {
    var measure, bestMeasure: Double
    var isWellPosed: Bool
    var bounds: [String: Double]
    var images: Int
    var certified: [String: [Int]]
  }

  /// Two units with `A = [[-1, 0.5], [0.25, 0]]`, both of them the sum of all pixels: bounds by hand.
  private func network(diagonal: Double) -> Safetensors {
    Safetensors([
      "A": .init(shape: [2, 2], values: [diagonal, 0.5, 0.25, 0]),
      "B": .init(shape: [2, 784], values: Array(repeating: 1, count: 2 * 784)),
      "C": .init(shape: [10, 2], values: (0..<20).map { Double($0 == 0 ? 1 : 0) }),
    ])
  }

  @Test func boundsByHand() async throws {
    try network(diagonal: -1).data.write(to: folder.appending(path: "model.safetensors"))
    let result = await data.run("certify", "model.safetensors", "--count", "10", "--format", "json")
    #expect(result.status == .fine)
    let report = try JSONDecoder().decode(Report.self, from: Data(result.text.utf8))
    // mu(A) = max(-0.5, 0.25); M's eigenvalues are those of [[-1, 0.5], [0.25, 0]].
    #expect(report.measure == 0.25 && report.isWellPosed)
    #expect(abs(report.bestMeasure - (-1 + 1.5.squareRoot()) / 2) < 1e-12)
    // C5: 784 / (1 - 0.25); Metzler: the first entry of (I - M)^-1 784 (1, 1) = 784 * 1.5 / (2 - 0.125).
    #expect(abs((report.bounds["C5"] ?? 0) - 784 / 0.75) < 1e-9)
    #expect(abs((report.bounds["Metzler"] ?? 0) - 784 * 1.5 / 1.875) < 1e-9)
    #expect(report.images == 10)
    #expect(Set(report.certified.keys) == ["C5", "Metzler", "Euclidean", "interval", "local"])
    #expect(await data.run("certify", "model.safetensors", "--count", "10").text.contains("well posed"))
  }

  @Test func whatIsNotWellPosedHasNoCertificate() async throws {
    try network(diagonal: 3).data.write(to: folder.appending(path: "model.safetensors"))
    let result = await data.run("certify", "model.safetensors", "--count", "2")
    #expect(result.status == .fine && result.text.contains("not shown to be well posed"))
  }

  @Test func badInputIsRefused() async throws {
    #expect(await data.run("certify", "nothing.safetensors").status == .failure)
    try Data([255, 255, 255, 255, 255, 255, 255, 255, 1]).write(to: folder.appending(path: "bad.safetensors"))
    let bad = await data.run("certify", "bad.safetensors")
    #expect(bad.status == .failure && bad.text.contains("header"))
    try Safetensors(["x": .init(shape: [1], values: [1])]).data
      .write(to: folder.appending(path: "other.safetensors"))
    #expect(await data.run("certify", "other.safetensors").text.contains("no tensor A"))
    #expect(await data.run("certify", "other.safetensors", "--deviation", "0").status == .usage)
    #expect(await data.run("certify", "other.safetensors", "--radii", "a").status == .usage)
  }
}
