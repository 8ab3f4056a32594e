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
    var right: Int?
    var certified: [String: [Int]]
  }

  /// Two units with `A = [[-1, 0.5], [0.25, 0]]`, both of them the sum of all pixels: bounds by hand.
  private func network(diagonal: Double) -> NamedTensors {
    NamedTensors([
      "A": .init(shape: [2, 2], values: [diagonal, 0.5, 0.25, 0]),
      "B": .init(shape: [2, 784], values: Array(repeating: 1, count: 2 * 784)),
      "C": .init(shape: [10, 2], values: (0..<20).map { Double($0 == 0 ? 1 : 0) }),
    ])
  }

  @Test func boundsByHand() async throws {
    try Safetensors.data(network(diagonal: -1)).write(to: folder.appending(path: "model.safetensors"))
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
    #expect(Set(report.certified.keys) == ["C5", "Metzler", "Euclidean", "interval", "local", "linear"])
    #expect(await data.run("certify", "model.safetensors", "--count", "10").text.contains("well posed"))
  }

  /// `A = [[0, -2], [2, 0]]` is skew: `mu_2(A) = 0`, and no weights bring its measure in the maximum norm below 2.
  @Test func aMonotoneNetworkIsReadByItsOwnNorm() async throws {
    let network = NamedTensors([
      "A": .init(shape: [2, 2], values: [0, -2, 2, 0]),
      "B": .init(shape: [2, 784], values: (0..<2 * 784).map { $0 < 784 ? 1 : 0 }),
      "C": .init(shape: [10, 2], values: (0..<20).map { Double($0 == 0 ? 1 : 0) }),
      "c": .init(shape: [10], values: (0..<10).map { $0 == 0 ? 0 : -1 }),
    ])
    try Safetensors.data(network).write(to: folder.appending(path: "model.safetensors"))
    let result = await data.run("certify", "model.safetensors", "--count", "10", "--format", "json")
    #expect(result.status == .fine, "\(result.text)")
    let report = try JSONDecoder().decode(Report.self, from: Data(result.text.utf8))
    #expect(report.isWellPosed && abs(report.bestMeasure - 2) < 1e-9)
    // 784 pixels, each of which moves one unit by 1.
    #expect(
      report.bounds.keys.sorted() == ["Euclidean"] && abs((report.bounds["Euclidean"] ?? 0) - 784) < 1e-9)
    #expect(report.right != nil && report.certified.keys.sorted() == ["Euclidean"])
    #expect(
      await data.run("certify", "model.safetensors", "--count", "10").text.contains("Euclidean norm alone"))
  }

  @Test func whatIsNotWellPosedHasNoCertificate() async throws {
    try Safetensors.data(network(diagonal: 3)).write(to: folder.appending(path: "model.safetensors"))
    let result = await data.run("certify", "model.safetensors", "--count", "2")
    #expect(result.status == .fine && result.text.contains("not shown to be well posed"))
  }

  @Test func badInputIsRefused() async throws {
    #expect(await data.run("certify", "nothing.safetensors").status == .failure)
    try Data([255, 255, 255, 255, 255, 255, 255, 255, 1]).write(to: folder.appending(path: "bad.safetensors"))
    let bad = await data.run("certify", "bad.safetensors")
    #expect(bad.status == .failure && bad.text.contains("header"))
    try Safetensors.data(NamedTensors(["x": .init(shape: [1], values: [1])]))
      .write(to: folder.appending(path: "other.safetensors"))
    #expect(await data.run("certify", "other.safetensors").text.contains("no tensor A"))
    #expect(await data.run("certify", "other.safetensors", "--deviation", "0").status == .usage)
    #expect(await data.run("certify", "other.safetensors", "--radii", "a").status == .usage)
  }

  /// A network in NumPy's form with images and labels of its own: the same as in the other form, and a page that shows it.
  @Test func numPyFilesAndAPage() async throws {
    let script = """
      import numpy
      g = numpy.random.default_rng(5)
      n, r = 6, 12
      T, d = g.normal(size=(n, n)), g.normal(size=n) / 3
      B, b, C, c = g.normal(size=(n, r)), g.normal(size=n), g.normal(size=(3, n)), g.normal(size=3)
      numpy.savez("model.npz", T=T, d=d, B=B, b=b, C=C, c=c)
      numpy.save("images.npy", g.integers(0, 256, size=(20, 3, 4)).astype("uint8"))
      numpy.save("labels.npy", g.integers(0, 3, size=20))
      # C5's bound in the weights of the parameterisation, by its formula alone.
      eta = numpy.exp(-d)
      A = T * numpy.exp(d)[None, :] / numpy.exp(d)[:, None] - numpy.diag(abs(T).sum(1))
      off = abs(A) - numpy.diag(numpy.diag(abs(A)))
      mu = max((numpy.diag(A) * eta + off @ eta) / eta)
      print(repr(float(max(abs(C) @ eta) * max(abs(B).sum(1) / eta) / (1 - mu))), repr(float(mu)))
      """
    guard let printed = try pythonOutput(script, in: folder) else {
      print("skipped: this machine's Python has no numpy")
      return
    }
    let numbers = printed.split(separator: " ").compactMap {
      Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    let result = await data.run(
      "certify", "model.npz", "--images", "images.npy", "--labels", "labels.npy", "--format", "json",
      "--radii", "0.0001,0.001,0.01", "--html", "report.html")
    #expect(result.status == .fine, "\(result.text)")
    let report = try JSONDecoder().decode(Report.self, from: Data(result.text.utf8))
    #expect(report.images == 20)
    // To 1e-9 of the bound: sums of a dozen products in another order.
    #expect(abs((report.bounds["C5"] ?? 0) - numbers[0]) <= 1e-9 * numbers[0])
    #expect(abs(report.measure - numbers[1]) <= 1e-9)
    let page = try String(contentsOf: folder.appending(path: "report.html"), encoding: .utf8)
    #expect(page.contains("<svg") && page.contains("Of 20 images") && !page.contains("http-equiv"))
    #expect(
      await data.run("certify", "model.npz", "--images", "labels.npy", "--labels", "labels.npy").status
        == .failure)
  }
}

/// What a Python program prints, or nil where Python or one of its modules is missing.
private func pythonOutput(_ program: String, in folder: URL) throws -> String? {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3", "-c", program]
  process.currentDirectoryURL = folder
  process.standardError = FileHandle.nullDevice
  let output = Pipe()
  process.standardOutput = output
  guard (try? process.run()) != nil else { return nil }
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
}
