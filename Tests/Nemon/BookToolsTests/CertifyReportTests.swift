import CellKit
import ExecutableBook
import Foundation
import LinearAlgebra
import NetworkFiles
import Testing

/// What `certify` says where some of what it needs is missing: networks of three pixels, three classes and a few units.
@Suite struct CertifyReportTests {
  private let data: DataFolder

  init() throws {
    data = try DataFolder()
    try npy([4, 3], [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]).write(to: url("images.npy"))
    try npy([4], [0, 0, 0, 1]).write(to: url("labels.npy"))
  }

  private func url(_ name: String) -> URL { data.url.appending(path: name) }

  /// Bytes as NumPy writes them.
  private func npy(_ shape: [Int], _ bytes: [UInt8]) -> Data {
    let sides = shape.map { "\($0)," }.joined()
    let header = Data("{'descr': '|u1', 'fortran_order': False, 'shape': (\(sides)), }\n".utf8)
    return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.count), 0]) + header + Data(bytes)
  }

  private func tensor(_ shape: Int..., values: [Double]) -> NamedTensors.Tensor {
    .init(shape: shape, values: values)
  }

  /// `A`, and what lets the first class win by the sum of the pixels.
  private func plain(_ A: [Double], units: Int = 2) -> [String: NamedTensors.Tensor] {
    [
      "A": tensor(units, units, values: A),
      "B": tensor(units, 3, values: Array(repeating: 1, count: 3 * units)),
      "C": tensor(3, units, values: (0..<3 * units).map { $0 < units ? 1 : 0 }),
    ]
  }

  private func certify(
    _ network: [String: NamedTensors.Tensor], _ options: String...
  ) async throws -> (status: CommandStatus, text: String) {
    try Safetensors.data(NamedTensors(network)).write(to: url("model.safetensors"))
    let own = options.contains("--images") ? [] : ["--images", "images.npy", "--labels", "labels.npy"]
    return await data.run(["certify", "model.safetensors"] + own + options)
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// With a diagonal of -1e7 the average iteration of the outputs is too slow; where the diagonal is solved for it is not.
  @Test func oneCertificateThatFailsLeavesTheOthers() async throws {
    let slow = plain([-1e7, 0, 0, 0.5])
    let found = try json(await certify(slow, "--format", "json").text)
    let (certified, failed) = (found["certified"] as? [String: Any], found["failed"] as? [String: String])
    #expect(certified?.keys.sorted() == ["interval", "linear", "local"])
    #expect(failed == ["C5": "not converged", "Euclidean": "not converged", "Metzler": "not converged"])
    #expect(found.keys.contains("right") == false)
    let text = try await certify(slow, "--html", "report.html").text
    #expect(text.contains("interval") && text.contains("Metzler: not converged"))
    #expect(try String(contentsOf: url("report.html"), encoding: .utf8).contains("Metzler: not converged."))
    // 1 - mu(A) = 1e-6: nothing converges, and the bounds stand. Two units move by 3 / 1e-6, and the output is their sum.
    let edge = try await certify(plain([0, 1 - 1e-6, 1 - 1e-6, 0]))
    #expect(edge.status == .fine && edge.text.contains("linear: not converged"))
    #expect(edge.text.contains("Lipschitz bound, Metzler: 6e+06"), "\(edge.text)")
  }

  /// Implicit deep learning's `D`. Oracle: by hand.
  @Test func anOutputPastTheStates() async throws {
    try npy([4], [2, 2, 2, 2]).write(to: url("labels.npy"))
    // Pixels are the outputs: the third exceeds the second by 10 / 255, and each moves by the radius.
    var network = plain([0], units: 1)
    network["C"] = tensor(3, 1, values: [0, 0, 0])
    network["D"] = tensor(3, 3, values: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    let radii = "0.0196,0.0197"
    let found = try json(
      await certify(network, "--radii", radii, "--mean", "0.3", "--deviation", "0.5", "--format", "json").text
    )
    let certified = try #require(found["certified"] as? [String: [Int]])
    for name in ["Metzler", "interval", "local", "linear"] { #expect(certified[name] == [4, 0], "\(name)") }
    #expect(found["units"] as? Int == 1 && (found["weights"] as? [Double])?.count == 1)
    // x = 2 (u_1 + u_2 + u_3), y_3 = x + u_3: the bound is 7; C5 takes |D| for 1 / (1 - mu) = 2 times what it is.
    (network["A"], network["C"]) = (tensor(1, 1, values: [0.5]), tensor(3, 1, values: [0, 0, 1]))
    let bounds = try json(await certify(network, "--format", "json").text)["bounds"] as? [String: Double]
    #expect(abs((bounds?["Metzler"] ?? 0) - 7) < 1e-12 && abs((bounds?["C5"] ?? 0) - 8) < 1e-12)
    let export = try await certify(network, "--radii", "0.001", "--export", "certificates.json")
    #expect(export.status == .fine && export.text.contains("4 of 4 images right"), "\(export.text)")
  }

  @Test func weightsAndConstants() async throws {
    let ones = try await certify(plain([0, 0.5, 0.5, 0]), "--html", "report.html").text
    #expect(ones.contains("the measure of A is 0.5 in weights of 1 and 0.5 in the best ones"))
    #expect(ones.contains("certificates are in weights of 1") && !ones.contains("constant of the layer"))
    #expect(
      try String(contentsOf: url("report.html"), encoding: .utf8).contains(
        "Certificates are in weights of 1."))
    // The measure is 4 in weights of 1, and 1/2 in weights that are 8 and 1.
    let best = try await certify(plain([0, 4, 1 / 16.0, 0]), "--format", "json").text
    #expect(try json(best)["weightsFrom"] as? String == "best")
    #expect(
      try await certify(plain([0, 4, 1 / 16.0, 0])).text.contains(
        "certificates are in the best weights, from "))
    let released = [
      "U.weight": tensor(2, 3, values: Array(repeating: 1, count: 6)), "U.bias": tensor(2, values: [0, 0]),
      "A.weight": tensor(2, 2, values: [0, 1, 1, 0]), "d": tensor(2, values: [0, log(2)]),
      "Wout.weight": tensor(3, 2, values: [1, 1, 0, 0, 0, 0]), "Wout.bias": tensor(3, values: [0, 0, 0]),
    ]
    let usual = try await certify(released, "--html", "report.html").text
    #expect(usual.contains("constant of the layer: 0.05, by default"))
    #expect(usual.contains("the weights of the file, from 0.5 to 1"))
    let page = try String(contentsOf: url("report.html"), encoding: .utf8)
    #expect(
      page.contains("constant of the layer: 0.05, by default.") && page.contains("<summary>The weights"))
    #expect(
      try await certify(released, "--contraction", "0").text.contains("constant of the layer: 0.0, as given"))
    let found = try json(await certify(released, "--contraction", "0.1", "--format", "json").text)
    #expect(found["contraction"] as? Double == 0.1 && found["isContractionGiven"] as? Bool == true)
    let refused = try await certify(plain([0, 0, 0, 0]), "--contraction", "0")
    #expect(refused.status == .failure && refused.text.contains("no constant that --contraction could give"))
    let none = try await certify(released, "--contraction", "nan")
    #expect(none.status == .usage && none.text.contains("--contraction must be finite"))
  }

  @Test func numbersThatAreNotFinite() async throws {
    let huge = try await certify(plain([1e308, 1e308, 1e308, 1e308]), "--format", "json")
    #expect(huge.status == .fine, "\(huge.text)")
    #expect(try json(huge.text)["measure"] as? NSNull != nil, "\(huge.text)")
    let mean = try await certify(plain([0, 0, 0, 0]), "--mean", "inf")
    #expect(mean.status == .usage && mean.text.contains("the mean must be finite"))
  }

  /// Each file with the words that are said of it, and no Swift.
  @Test func networksThatAreRefused() async throws {
    func refused(_ words: String, _ network: [String: NamedTensors.Tensor]) async throws {
      let found = try await certify(network)
      #expect(found.status == .failure && found.text.contains("model.safetensors: "), "\(found.text)")
      #expect(found.text.contains(words) && !found.text.contains("Error"), "\(found.text)")
    }
    let good = plain([0, 0, 0, 0])
    try await refused("A has no entries", plain([], units: 0))
    var other = good
    other["B"] = tensor(1, 3, values: [1, 1, 1])
    try await refused("B has 1 x 3 entries, where 2 x 3 fit the others", other)
    other["B"] = tensor(2, 3, values: [1, 1, .nan, 1, 1, 1])
    try await refused("B has an entry that is infinite or no number", other)
    other["B"] = tensor(2, 4, values: Array(repeating: 1, count: 8))
    try await refused("the network has 4 inputs, and the images have 3 pixels", other)
    var book = good
    (book["T"], book["d"]) = (tensor(2, 3, values: Array(repeating: 0, count: 6)), tensor(2, values: [0, 0]))
    book["A"] = nil
    try await refused("T must be square", book)
    (book["T"], book["d"]) = (tensor(2, 2, values: [0, 0, 0, 0]), tensor(2, values: [0, -1e4]))
    try await refused("logarithm of unit 1's weight", book)
    let several = Dictionary(
      uniqueKeysWithValues: ["nemon-seed-1.", "nemon-seed-2."].flatMap { run in good.map { (run + $0, $1) } })
    try await refused("--where seed=1", several)
    let inference = [
      "U.weight": tensor(2, 3, values: Array(repeating: 1, count: 6)), "U.bias": tensor(2, values: [0, 0]),
      "M.weight": tensor(2, 2, values: [0, 1, 1, 0]), "eta": tensor(2, values: [0, 0]),
      "a": tensor(2, values: [0, 0]), "Wout.weight": tensor(3, 2, values: [1, 1, 0, 0, 0, 0]),
      "Wout.bias": tensor(3, values: [0, 0, 0]),
    ]
    try await refused("Inference_Models.NEMON of robust-inn-mm, which is not read", inference)
  }

  /// The file that is wrong is named, and not the network.
  @Test func otherFilesAreNamed() async throws {
    func refused(_ words: String, _ options: String...) async throws {
      try Safetensors.data(NamedTensors(plain([0, 0, 0, 0]))).write(to: url("model.safetensors"))
      let found = await data.run(["certify", "model.safetensors"] + options)
      #expect(found.status == .failure && found.text.contains("error: " + words), "\(found.text)")
    }
    try Data([0x93, 1, 2]).write(to: url("bad.npy"))
    try Data([1, 2, 3, 4, 5]).write(to: url("bad.idx"))
    try await refused("bad.npy: it does not begin", "--images", "bad.npy", "--labels", "labels.npy")
    try await refused("bad.npy: it does not begin", "--images", "images.npy", "--labels", "bad.npy")
    try await refused("bad.idx begins with", "--images", "bad.idx", "--labels", "labels.npy")
    try await refused("bad.idx begins with", "--images", "images.npy", "--labels", "bad.idx")
    try await refused(
      "no/such.html: No such file", "--images", "images.npy", "--labels", "labels.npy", "--html",
      "no/such.html")
    try await refused(
      "no/such.json: No such file", "--images", "images.npy", "--labels", "labels.npy", "--export",
      "no/such.json")
  }

  /// An export's cases are the images as they stand in their file; a network that is well posed in the Euclidean norm alone has none.
  @Test func exports() async throws {
    let found = try await certify(
      plain([0, 0.5, 0.5, 0]), "--count", "2", "--radii", "0,0.001", "--export", "certificates.json")
    #expect(found.status == .fine, "\(found.text)")
    let cases =
      try json(String(contentsOf: url("certificates.json"), encoding: .utf8))["cases"] as? [[String: Any]]
    #expect(cases?.map { $0["image"] as? Int } == [0, 2] && cases?.last?["radius"] as? Double == 0.001)
    let skew = try await certify(plain([0, -2, 2, 0]), "--export", "none.json")
    #expect(skew.status == .failure && skew.text.contains("well posed in the Euclidean norm alone"))
    #expect(skew.text.contains("no interval certificate to export"))
    #expect(!FileManager.default.fileExists(atPath: url("none.json").path))
  }
}
