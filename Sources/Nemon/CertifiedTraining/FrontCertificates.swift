import ImageData
import ImplicitNetworks
import LinearAlgebra
import Robustness

/// B5's certificate for an implicit layer behind a front of convolutions, in double precision: the box of the layer's inputs
/// that contains what the front makes of the images' box, and the interval equilibrium over it.
package struct FrontCertificates: BatchCertificate {
  private let front: ConvolutionalFront
  private let boxes: BoxCertificate
  private let images: LabeledImages

  package var count: Int { images.count }

  /// - Parameters:
  ///   - images: the centres, whose pixels are cut to [0, 1] in their boxes; their labels are what is certified.
  ///   - sharpening: as for `IntervalCertificates`.
  ///   - rule: when the iteration stops; the error left is added to the boxes.
  /// - Throws: `LabelError`, `ParametersError`, `BoundError`, `ModelError`.
  package init(
    of network: FrontedNetwork, at images: LabeledImages, sharpening: BoxSharpening? = nil,
    until rule: StoppingRule = .residual(below: 1e-9)
  ) throws {
    precondition(
      images.pixelsPerImage == network.front.pixels && network.front.isComplete,
      "images of \(images.pixelsPerImage) pixels for a front of \(network.front.pixels)")
    let model = try network.layer.implicitModel()
    boxes = try BoxCertificate(of: model, sharpening: sharpening, until: rule)
    (front, self.images) = (network.front, images)
    try CrossEntropy.check(images.classes, samples: images.count, classes: model.outputs)
  }

  package func certifies(radii: [Double], team: WorkerTeam) throws -> [Bool] {
    try answers(inBlocksOf: 50, team) { try certifies($0, radii) }
  }

  private func certifies(_ rows: Range<Int>, _ radii: [Double]) throws -> [Bool] {
    let pixels = images.pixelsPerImage
    func corner(_ sign: Double) -> Matrix<Double> {
      Matrix(rows: rows.count, columns: pixels) { row, k in
        let sample = rows.lowerBound + row
        let p = Double(images.pixels[sample * pixels + k]) / 255
        return min(max(p + sign * radii[sample], 0), 1)
      }
    }
    let box = front.boxes(lower: corner(-1), upper: corner(1))
    return try boxes.certifies(rows.map { Int(images.labels[$0]) }, lower: box.lower, upper: box.upper)
  }
}
