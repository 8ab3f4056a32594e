import CKernels
import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Records
import Testing
import Training

/// The gradients that the convolutional training and the attacks use, against derivatives of a loss in double
/// precision on the dense model.
@Suite struct ConvolutionalGradientTests {
  /// Levels with convolutions that this processor runs.
  static let levels = [kernel_plain, kernel_avx2, kernel_avx512].filter { conv_kernel_set_at($0) != nil }

  static func architecture(side: Int, taps: Int, gamma: Float = 0) -> ConvolutionalArchitecture {
    ConvolutionalArchitecture(
      channels: 2, taps: taps, imageChannels: 3, side: side, pool: 2, classes: 3, gamma: gamma)
  }

  static let normalisation = ChannelNormalisation(means: [0.5, 0.4, 0.6], deviations: [0.3, 0.25, 0.2])

  /// Random colours in three classes.
  static func images(_ count: Int, side: Int) -> LabeledImages {
    var generator = RandomGenerator(seed: 31).stream(side)
    let pixels = (0..<count * 3 * side * side).map { _ in UInt8(generator.integer(below: 256)) }
    let labels = (0..<count).map { _ in UInt8(generator.integer(below: 3)) }
    return LabeledImages(rows: side, columns: side, channels: 3, pixels: pixels, labels: labels)
  }

  static func model(_ architecture: ConvolutionalArchitecture, negativeSlope: Float = 0)
    -> ConvolutionalNetwork
  {
    var model = ConvolutionalNetwork(architecture, rowSum: 2, randomly: RandomGenerator(seed: 8))
    model.negativeSlope = negativeSlope
    // Logits that differ between images, so that the loss has slopes to speak of.
    model.C = model.C.map { 4 * $0 }
    return model
  }

  /// Normalised images, one a row, in double precision.
  static func inputs(_ images: LabeledImages) -> Matrix<Double> {
    let pixels = images.rows * images.columns
    return Matrix(rows: images.count, columns: images.pixelsPerImage) { k, i in
      let value = Double(images.pixels[k * images.pixelsPerImage + i]) / 255
      return (value - normalisation.means[i / pixels]) / normalisation.deviations[i / pixels]
    }
  }

  /// Section 5's loss from its definition: dense matrices, plain iteration to the equilibrium, mean cross-entropy, and
  /// `lambda` times the arithmetic mean of the squared norms of the dense `B` and `C P`.
  ///
  /// - Parameters:
  ///   - p: `T`, `B`, `b`, `C`, `c` one after the other.
  ///   - radius: IDL's, whose layer is `T` itself; nil for NEMON.
  private func loss(
    _ model: ConvolutionalNetwork, _ p: [Double], inputs: Matrix<Double>, labels: [UInt8], lambda: Double,
    radius: Float? = nil
  ) throws -> Double {
    let a = model.architecture
    let (side, channels, taps) = (a.side, a.channels, a.taps)
    let (pixels, squares, reach) = (side * side, side / a.pool, taps / 2)
    var rest = p[...]
    func take(_ count: Int) -> [Double] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    let T = Matrix(
      rows: channels, columns: channels * taps * taps, elements: take(channels * channels * taps * taps))
    let B = take(channels * a.imageChannels * taps * taps)
    let b = take(channels)
    let (C, c) = (take(a.classes * channels * squares * squares), take(a.classes))
    var A = ConvolutionalNEMON(T: T, kernel: taps, gamma: Double(a.gamma), height: side, width: side).A
    if radius != nil {
      for (unit, sum) in T.absolute.rowSums.flatMap({ Array(repeating: $0, count: pixels) }).enumerated() {
        A[unit, unit] += sum - Double(a.gamma)
      }
    }
    let dense = Matrix<Double>(rows: channels * pixels, columns: a.imageChannels * pixels) { unit, pixel in
      let (dy, dx) = (
        pixel % pixels / side - unit % pixels / side + reach, pixel % side - unit % side + reach
      )
      guard 0..<taps ~= dy, 0..<taps ~= dx else { return 0 }
      return B[(unit / pixels * a.imageChannels + pixel / pixels) * taps * taps + dy * taps + dx]
    }
    let averaged = Matrix<Double>(rows: a.classes, columns: channels * pixels) { k, unit in
      let (channel, y, x) = (unit / pixels, unit % pixels / side / a.pool, unit % side / a.pool)
      return C[((k * channels + channel) * squares + y) * squares + x] / Double(a.pool * a.pool)
    }
    let slope = Double(model.negativeSlope)
    let alpha = 1 / (1 - min(0, A.diagonal.min()!))
    var total = 0.0
    for (k, label) in labels.enumerated() {
      let v = zip(dense * inputs[row: k], 0...).map { $0 + b[$1 / pixels] }
      var x = Array(repeating: 0.0, count: channels * pixels)
      for _ in 0..<120 {
        for (i, z) in zip(A * x, v).map(+).enumerated() { x[i] += alpha * (max(z, slope * z) - x[i]) }
      }
      let y = zip(averaged * x, c).map(+)
      total += log(y.map(exp).reduce(0, +)) - y[Int(label)]
    }
    let (inputNorm, outputNorm) = (dense.absolute.rowSums.max()!, averaged.absolute.rowSums.max()!)
    let regulariser =
      (inputNorm * inputNorm + outputNorm * outputNorm) / (2 * (1 - max(Double(radius ?? a.gamma), 0)))
    return total / Double(labels.count) + lambda * regulariser
  }

  private func flat(_ m: ConvolutionalNetwork) -> [Double] {
    [m.T, m.B, m.b, m.C, m.c].flatMap { $0.map(Double.init) }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var side, taps: Int
    var gamma, negativeSlope: Float
    var lambda: Double
    var radius: Float?
    var testDescription: String {
      "side \(side), taps \(taps), gamma \(gamma), slope \(negativeSlope), lambda \(lambda), "
        + "radius \(radius ?? 0)"
    }
  }

  static let cases = [
    Case(side: 6, taps: 3, gamma: 0, negativeSlope: 0, lambda: 0),
    Case(side: 6, taps: 5, gamma: 0.3, negativeSlope: 0.1, lambda: 0.01),
    Case(side: 4, taps: 3, gamma: -0.2, negativeSlope: 0, lambda: 0.01),
    Case(side: 6, taps: 3, gamma: 0, negativeSlope: 0.1, lambda: 0.01, radius: 0.8),
  ]

  /// Oracle: central differences (step 1e-5, error about 1e-8) of the loss above, for every parameter. Eleven images
  /// are a full group and one that is filled up. Single precision and a solver tolerance of 1e-6 leave about 1e-5 of
  /// the largest entry.
  @Test(arguments: levels, cases)
  func firstStep(level: kernel_level, test: Case) throws {
    let architecture = Self.architecture(side: test.side, taps: test.taps, gamma: test.gamma)
    var model = Self.model(architecture, negativeSlope: test.negativeSlope)
    // Row sums of up to 4, which IDL may not have.
    if let radius = test.radius { model.T = model.T.map { 0.2 * radius * $0 } }
    let images = Self.images(11, side: test.side)
    var settings = TrainingSettings.photographs(seed: 1)
    (settings.batch, settings.lambda, settings.normalisation) = (11, test.lambda, Self.normalisation)
    settings.tolerance = SolverTolerance(relativeChange: 1e-6, mostIterations: 1000)
    settings.adjointTolerance = settings.tolerance
    let trainer = try ConvolutionalTrainer(
      model, radius: test.radius, on: images, settings: settings, team: WorkerTeam(threads: 2), level: level)
    let record = try trainer.runEpoch()
    let (parameters, inputs) = (flat(model), Self.inputs(images))
    let expected = try loss(
      model, parameters, inputs: inputs, labels: images.labels, lambda: 0, radius: test.radius)
    #expect(abs(record.loss - expected) < 1e-5)
    let found = flat(trainer.firstMoments).map { $0 / 0.1 }
    let scale = found.map(abs).max()!
    #expect(scale > 1e-2)
    for k in parameters.indices {
      let ends = try [1e-5, -1e-5].map { move in
        var moved = parameters
        moved[k] += move
        return try loss(
          model, moved, inputs: inputs, labels: images.labels, lambda: test.lambda, radius: test.radius)
      }
      #expect(
        abs(found[k] - (ends[0] - ends[1]) / 2e-5) < 4e-5 * scale, "parameter \(k) of \(parameters.count)")
    }
  }

  /// Oracle: central differences in the pixels, as above, of the cross-entropy of each image; in pixel units.
  @Test(arguments: levels) func images(level: kernel_level) throws {
    let model = Self.model(Self.architecture(side: 6, taps: 3))
    let images = Self.images(9, side: 6)
    let classifier = ConvolutionalClassifier(
      model, normalisation: Self.normalisation,
      tolerance: SolverTolerance(relativeChange: 1e-6, mostIterations: 1000), team: WorkerTeam(threads: 2),
      level: level)
    let pixels = Matrix(rows: 9, columns: 108, elements: images.pixels.map { Float($0) / 255 })
    // Of each image's own loss, not of their mean.
    let found = try classifier.inputGradient(at: pixels) {
      try CrossEntropy.loss(of: $0, labels: images.classes).gradient.map { 9 * $0 }
    }
    let scale = Double(found.elements.map(abs).max()!)
    #expect(scale > 1e-3)
    let (parameters, inputs) = (flat(model), Self.inputs(images))
    for image in [0, 8] {
      for pixel in stride(from: 0, to: 108, by: 5) {
        let ends = try [1e-5, -1e-5].map { move in
          var row = Matrix(rows: 1, columns: 108, elements: inputs[row: image])
          row[0, pixel] += move / Self.normalisation.deviations[pixel / 36]
          return try loss(model, parameters, inputs: row, labels: [images.labels[image]], lambda: 0)
        }
        #expect(
          abs(Double(found[image, pixel]) - (ends[0] - ends[1]) / 2e-5) < 4e-5 * scale, "pixel \(pixel)")
      }
    }
  }
}
