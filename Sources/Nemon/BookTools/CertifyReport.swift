import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import NetworkFiles
import Robustness
import Training

/// How pixels in [0, 1] become inputs: `(p - mean) / deviation`.
struct PixelScale {
  var mean, deviation: Double

  func input(_ pixel: Double) -> Double { (pixel - mean) / deviation }

  /// The boxes of inputs, cut to the range of pixels.
  func boxes(around images: LabeledImages, radius: Double) -> (lower: Matrix<Double>, upper: Matrix<Double>) {
    let pixels = Matrix<Double>(images)
    return (pixels.map { input(max($0 - radius, 0)) }, pixels.map { input(min($0 + radius, 1)) })
  }
}

/// What `certify` finds.
struct CertifyReport: Encodable {
  var convention: NamedNetwork.Convention
  var units: Int
  var inputs: Int
  var classes: Int
  /// `mu(A)` in the file's weights, or 1 each, and in the best weights; the latter are found for the certificates.
  var measure: Double
  var bestMeasure: Double
  /// `mu_2(A)`.
  var euclideanMeasure: Double
  /// Whether one of the measures is below 1: the first two in the maximum norm, the third in the Euclidean norm.
  var isWellPosed: Bool
  /// In which the certificates were computed; nil unless well posed in some.
  var weights: [Double]?
  /// Lipschitz bounds in the max norm, from pixels to outputs.
  var bounds: [String: Double]
  var images: Int
  var right: Int?
  var radii: [Double]
  /// Images certified at each radius, by each certificate.
  var certified: [String: [Int]]
  /// In weights that show it to be well posed, if there are any.
  let model: ImplicitModel?

  private enum CodingKeys: String, CodingKey {
    case convention, units, inputs, classes, measure, bestMeasure, euclideanMeasure, isWellPosed, weights
    case bounds, images, right, radii
    case certified
  }

  init(
    _ network: NamedNetwork, images: LabeledImages, radii: [Double], pixels pixelScale: PixelScale
  ) throws {
    let given = network.model
    guard images.pixelsPerImage == given.inputs else {
      throw CertifyError(
        path: "the network",
        reason: "has \(given.inputs) inputs; the images have \(images.pixelsPerImage) pixels")
    }
    guard images.labels.allSatisfy({ Int($0) < given.outputs }) else {
      throw CertifyError(path: "the network", reason: "has \(given.outputs) outputs; some label is larger")
    }
    (convention, units, inputs, classes) = (network.convention, given.width, given.inputs, given.outputs)
    measure = given.measure
    bestMeasure = given.A.metzlerMajorant.spectralAbscissa
    // Weights of the file are those of its training; others are looked for where they fail.
    let model =
      given.isWellPosed ? given : (try? given.withOptimalWeights()).flatMap { $0.isWellPosed ? $0 : nil }
    self.model = model
    euclideanMeasure = given.A.matrixMeasure(in: .two)
    isWellPosed = model != nil || euclideanMeasure < 1
    weights = model?.weights.values
    (self.images, self.radii) = (images.count, radii)
    (bounds, certified) = ([:], [:])
    let scale = Array(repeating: 1 / pixelScale.deviation, count: given.inputs)
    let states: [(String, (any LipschitzCertificate)?, ((Matrix<Double>) -> Double)?)] = {
      let weighted = model.flatMap { try? StateSensitivity.weightedNorm(of: $0, inputScale: scale) }
      let metzler = try? StateSensitivity.metzler(of: given, inputScale: scale)
      let euclidean = try? EuclideanSensitivity.monotone(of: given, inputScale: scale)
      return [
        ("C5", weighted, weighted?.lipschitzBound(of:)), ("Metzler", metzler, metzler?.lipschitzBound(of:)),
        ("Euclidean", euclidean, euclidean?.lipschitzBound(of:)),
      ]
    }()
    for (name, _, bound) in states { bounds[name] = bound?(given.C) }
    guard isWellPosed else { return }
    let pixels = Matrix<Double>(images).map(pixelScale.input)
    let rule = StoppingRule.residual(below: 1e-9)
    let logits =
      try model.map { try ImplicitClassifier(model: $0, until: rule).logits(of: pixels) }
      ?? ImplicitClassifier(
        model: given, by: PeacemanRachfordSplitting(), adjoint: .linearSolve, until: rule
      ).logits(of: pixels)
    right = zip(logits.rowVectors, images.classes).count { $0.predictedClass == $1 }
    for (name, certificate, _) in states {
      certified[name] = certificate?.certifiedAccuracies(
        logits: logits, labels: images.classes, C: given.C, radii: radii
      ).map { Int(($0 * Double(images.count)).rounded()) }
    }
    guard let model else { return }
    let team = WorkerTeam(threads: ProcessInfo.processInfo.activeProcessorCount)
    func boxes(_ sharpening: BoxSharpening?) throws -> IntervalCertificates {
      try IntervalCertificates(
        of: model, at: pixels, labels: images.classes, inputScale: scale,
        range: (
          Array(repeating: pixelScale.input(0), count: model.inputs),
          Array(repeating: pixelScale.input(1), count: model.inputs)
        ), sharpening: sharpening, until: rule)
    }
    let batches: [(String, any BatchCertificate)] = [
      ("interval", try boxes(nil)), ("linear", try boxes(BoxSharpening(localRounds: 4))),
      (
        "local",
        try LocalCertificates(of: model, at: pixels, labels: images.classes, inputScale: scale, until: rule)
      ),
    ]
    for (name, batch) in batches {
      certified[name] = try radii.map { radius in
        try batch.certifies(radii: Array(repeating: radius, count: images.count), team: team).count { $0 }
      }
    }
  }

  /// Whether and in which norm the network is well posed.
  var verdict: String {
    if model != nil {
      return String(
        format: "well posed: the measure of A is %.6g in the weights of the file and %.6g in the best ones",
        measure, bestMeasure)
    }
    let best = String(format: "the measure of A is %.6g in the best weights", bestMeasure)
    let euclidean = String(format: "%.6g in the Euclidean norm", euclideanMeasure)
    return isWellPosed
      ? "well posed in the Euclidean norm alone: \(best), and \(euclidean)"
      : "not shown to be well posed: \(best), and \(euclidean)"
  }

  var text: String {
    var lines = [
      "\(convention.rawValue): \(units) units, \(inputs) inputs, \(classes) classes", verdict,
    ]
    for name in ["C5", "Metzler", "Euclidean"] {
      lines.append(
        "Lipschitz bound, \(name): "
          + (bounds[name].map { String(format: "%.6g", $0) } ?? "none, its hypothesis fails"))
    }
    guard let right else { return lines.joined(separator: "\n") }
    lines.append("\(right) of \(images) images right; of them certified at each radius:")
    let names = Self.certificates.filter { certified[$0] != nil }
    func row(_ cells: [String]) -> String {
      cells.map { String(repeating: " ", count: max(0, 11 - $0.count)) + $0 }.joined()
    }
    lines.append(row(["radius"] + names))
    for (k, radius) in radii.enumerated() {
      lines.append(row(["\(radius)"] + names.map { name in certified[name].map { "\($0[k])" } ?? "" }))
    }
    return lines.joined(separator: "\n")
  }
}
