import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import NetworkFiles
import Robustness
import Training

/// How pixels in [0, 1] become inputs: `(p - mean) / deviation`.
struct PixelNormalisation {
  var mean, deviation: Double

  func input(_ pixel: Double) -> Double { (pixel - mean) / deviation }

  /// The boxes of inputs, cut to the range of pixels.
  func boxes(around images: LabeledImages, radius: Double) -> (lower: Matrix<Double>, upper: Matrix<Double>) {
    let pixels = Matrix<Double>(images)
    return (pixels.map { input(max($0 - radius, 0)) }, pixels.map { input(min($0 + radius, 1)) })
  }
}

/// A number that JSON shows as null where it is infinite or none.
@propertyWrapper
struct FiniteOrNull: Encodable {
  var wrappedValue: Double

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if wrappedValue.isFinite { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

/// What `certify` finds.
struct CertifyReport: Encodable {
  /// Where the weights come from in which certificates were computed.
  enum WeightsOrigin: String, Encodable {
    case file
    case ones
    case best
  }

  var convention: NamedNetwork.Convention
  /// The constant of the layer, which no file holds; nil where the layer has none.
  var contraction: Double?
  /// Whether it was given; by default it is the usual one.
  var isContractionGiven: Bool
  var units: Int
  var inputs: Int
  var classes: Int
  /// `mu(A)` in the file's weights, or 1 each, and in the best weights; the latter are found for the certificates.
  @FiniteOrNull var measure: Double
  @FiniteOrNull var bestMeasure: Double
  /// `mu_2(A)`.
  @FiniteOrNull var euclideanMeasure: Double
  /// Whether one of the measures is below 1: the first two in the maximum norm, the third in the Euclidean norm.
  var isWellPosed: Bool
  /// In which the certificates were computed; nil unless well posed in some.
  var weights: [Double]?
  var weightsFrom: WeightsOrigin?
  /// Lipschitz bounds in the max norm, from pixels to outputs.
  var bounds: [String: FiniteOrNull] = [:]
  var images: Int
  var right: Int?
  var radii: [Double]
  /// Images certified at each radius, by each certificate.
  var certified: [String: [Int]] = [:]
  /// Why the others are not known, such as `not converged`.
  var failed: [String: String] = [:]
  /// In weights that show it to be well posed, if there are any; see ``NamedNetwork/withDirectPath(_:fromInput:)``.
  let model: ImplicitModel?

  private enum CodingKeys: String, CodingKey {
    case convention, contraction, isContractionGiven, units, inputs, classes
    case measure, bestMeasure, euclideanMeasure, isWellPosed, weights, weightsFrom
    case bounds, images, right, radii, certified, failed
  }

  /// - Throws: ``UnfitNetwork`` where images and network have different sizes.
  init(
    _ network: NamedNetwork, isContractionGiven: Bool, images: LabeledImages, radii: [Double],
    pixels normalisation: PixelNormalisation
  ) throws {
    let given = network.model
    guard images.pixelsPerImage == given.inputs else {
      throw UnfitNetwork(
        sentence:
          "the network has \(given.inputs) inputs, and the images have \(images.pixelsPerImage) pixels")
    }
    guard images.labels.allSatisfy({ Int($0) < given.outputs }) else {
      throw UnfitNetwork(sentence: "the network has \(given.outputs) outputs, and some label is larger")
    }
    convention = network.convention
    (contraction, self.isContractionGiven) = (network.contraction, isContractionGiven)
    (units, inputs, classes) = (given.width, given.inputs, given.outputs)
    _measure = FiniteOrNull(wrappedValue: given.measure)
    _bestMeasure = FiniteOrNull(wrappedValue: given.A.metzlerMajorant.spectralAbscissa)
    _euclideanMeasure = FiniteOrNull(wrappedValue: given.A.matrixMeasure(in: .two))
    // Weights of the file are those of its training; others are looked for where they fail.
    let model =
      given.isWellPosed ? given : (try? given.withOptimalWeights()).flatMap { $0.isWellPosed ? $0 : nil }
    let least = normalisation.input(0)
    self.model = try model.map { try network.withDirectPath($0, fromInput: least) }
    isWellPosed = model != nil || _euclideanMeasure.wrappedValue < 1
    weights = model?.weights.values
    weightsFrom =
      model == nil ? nil : !given.isWellPosed ? .best : network.convention.hasWeights ? .file : .ones
    (self.images, self.radii) = (images.count, radii)
    certify(try network.withDirectPath(given, fromInput: least), images, normalisation)
  }

  /// Bounds, and what each certificate certifies; one that fails leaves the others as they are.
  /// - Parameter given: in the weights of its file.
  private mutating func certify(
    _ given: ImplicitModel, _ images: LabeledImages, _ normalisation: PixelNormalisation
  ) {
    let scale = Array(repeating: 1 / normalisation.deviation, count: given.inputs)
    let (model, pixels, labels) = (model, Matrix<Double>(images).map(normalisation.input), images.classes)
    let residual = 1e-9
    let rule = StoppingRule.residual(below: residual)
    let global = (model ?? given).globalCertificates(inputScale: scale)
    for (name, certificate) in global {
      bounds[name] = certificate.map { FiniteOrNull(wrappedValue: $0.lipschitzBound(of: given.C)) }
    }
    guard isWellPosed else { return }
    let logits = Result {
      try model.map { try ImplicitClassifier(model: $0, until: rule).logits(of: pixels) }
        ?? ImplicitClassifier(
          model: given, by: PeacemanRachfordSplitting(), adjoint: .linearSolve, until: rule
        ).logits(of: pixels)
    }
    right = (try? logits.get()).map { zip($0.rowVectors, labels).count { $0.predictedClass == $1 } }
    // The logits are those of a solver that stopped.
    let error = Result {
      try EvaluationError(
        of: model ?? given, residual: residual,
        largestInput: [0, 1].map { normalisation.input($0).magnitude }.reduce(0, max))
    }
    for (name, certificate) in global {
      guard let certificate else { continue }
      attempt(name) { radii in
        try certificate.certifiedAccuracies(
          logits: logits.get(), labels: labels, C: given.C, radii: radii, error: error.get()
        )
        .map { Int(($0 * Double(images.count)).rounded()) }
      }
    }
    guard let model else { return }
    let team = WorkerTeam(threads: ProcessInfo.processInfo.activeProcessorCount)
    let range = [0, 1].map { Array(repeating: normalisation.input($0), count: model.inputs) }
    func boxes(_ sharpening: BoxSharpening?) throws -> any BatchCertificate {
      try IntervalCertificates(
        of: model, at: pixels, labels: labels, inputScale: scale, range: (range[0], range[1]),
        sharpening: sharpening, until: rule)
    }
    func local() throws -> any BatchCertificate {
      try LocalCertificates(of: model, at: pixels, labels: labels, inputScale: scale, until: rule)
    }
    let batches: [(String, () throws -> any BatchCertificate)] = [
      ("interval", { try boxes(nil) }), ("linear", { try boxes(BoxSharpening(localRounds: 4)) }),
      ("local", local),
    ]
    for (name, batch) in batches {
      attempt(name) { radii in
        let batch = try batch()
        return try radii.map { radius in
          try batch.certifies(radii: Array(repeating: radius, count: labels.count), team: team).count { $0 }
        }
      }
    }
  }

  private mutating func attempt(_ name: String, _ counts: (_ radii: [Double]) throws -> [Int]) {
    do { certified[name] = try counts(radii) } catch { failed[name] = certifySentence(error) }
  }
}
