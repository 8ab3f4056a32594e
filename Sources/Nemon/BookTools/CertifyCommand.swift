import ArgumentParser
import ExecutableBook
import Foundation
import ImageData
import NetworkFiles
import Robustness

public struct CertifyCommand: BookCommand {
  public init() {}

  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      "certify", "Certify a trained network: is it well posed, which bounds hold, what no attack can change.",
      """
      Reads a safetensors file, or NumPy's .npz, with tensors A, B, C (b and c where they are not zero), with T, d, B, b, C, \
      c, or with the names of the paper's released code, of robust-inn-mm or of monotone operator networks, whatever stands \
      before them; the output layer of these is Wout. The activation is ReLU. Images are MNIST's test images, or files: IDX, or \
      .npy of bytes, one image a row. Radii are in pixels from 0 to 1; inputs are (pixel - mean) / deviation.
      """,
      examples: "certify model.safetensors --mean 0.1307 --deviation 0.3081",
      "certify model.npz --radii 0.05,0.1 --count 1000 --format json",
      "certify model.safetensors --images images.npy --labels labels.npy --html report.html")
  }

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Argument(help: "The network, a safetensors or .npz file.")
  var file: String
  @Option(help: "What is printed.")
  var format = Format.text
  @Option(help: "Radii, separated by commas.")
  var radii = "0.001,0.01,0.05,0.1"
  @Option(help: "How many images are certified, spread over all.")
  var count = 100
  @Option(help: "The mean that the inputs of the network were normalised by.")
  var mean = 0.0
  @Option(help: "The deviation that they were normalised by.")
  var deviation = 1.0
  @Option(
    help:
      "The constant of the layer that its file does not hold: gamma of NEMON, m of the others. By default 0, 0.05 for the paper's released code, 1 for monotone operator networks."
  )
  var contraction: Double?
  @Option(help: "Images as an IDX or .npy file; MNIST's test images by default.")
  var images: String?
  @Option(help: "Their labels as an IDX or .npy file.")
  var labels: String?
  @Option(help: "Writes the report to this file as a page with a figure, too.")
  var html: String?
  @Option(
    help:
      "Writes the interval certificates at the largest radius to a JSON file, for docs/check_certificates.py."
  )
  var export: String?

  /// Of a file, at most: 256 MB.
  private static let largestFile = 1 << 28

  public func validate() throws {
    guard mean.isFinite else { throw ValidationError("the mean must be finite") }
    guard deviation.isFinite, deviation > 0 else {
      throw ValidationError("the deviation must be positive and finite")
    }
    guard contraction?.isFinite ?? true else { throw ValidationError("--contraction must be finite") }
    guard count > 0 else { throw ValidationError("at least one image") }
    guard (images == nil) == (labels == nil) else {
      throw ValidationError("--images and --labels belong together")
    }
    _ = try parsedRadii()
  }

  private func parsedRadii() throws -> [Double] {
    let found = radii.split(separator: ",").map { Double($0) ?? .nan }
    guard !found.isEmpty, found.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw ValidationError("the radii are numbers from 0 on, separated by commas")
    }
    return found.sorted()
  }

  public func run(in context: CommandContext) async throws {
    let network = try about(file) {
      try NamedNetwork(NamedTensors(file: data(file, in: context)), contraction: contraction)
    }
    let (step, chosen) = try chosenImages(in: context)
    let (radii, pixels) = (try parsedRadii(), PixelNormalisation(mean: mean, deviation: deviation))
    let report = try about(file) {
      try CertifyReport(
        network, isContractionGiven: contraction != nil, images: chosen, radii: radii, pixels: pixels)
    }
    switch format {
    case .json: try printJSON(report, context.console)
    case .text: context.say(report.text)
    }
    // What was found is printed by now, whatever becomes of the files.
    if let html {
      let page = try report.page(of: URL(fileURLWithPath: file).lastPathComponent)
      try write(Data(page.utf8), to: html, in: context)
    }
    if let export {
      guard let model = report.model else {
        throw CertifyError(
          path: file, reason: "there is no interval certificate to export: \(report.noInterval)")
      }
      let found = try about(file) {
        let boxes = pixels.boxes(around: chosen, radius: radii.last ?? 0)
        return try CertificateExport(
          of: model, lower: boxes.lower, upper: boxes.upper, labels: chosen.classes,
          images: (0..<chosen.count).map { step * $0 }, radius: radii.last ?? 0)
      }
      try write(JSONEncoder().encode(found), to: export, in: context)
    }
  }

  private func write(_ data: Data, to path: String, in context: CommandContext) throws {
    try about(path) { try data.write(to: URL(fileURLWithPath: path, relativeTo: context.directory)) }
  }

  /// Every so many of all images.
  private func chosenImages(in context: CommandContext) throws -> (step: Int, images: LabeledImages) {
    let all: LabeledImages
    if let images, let labels {
      all = try CertifyImages(
        images: data(images, in: context), path: images, labels: data(labels, in: context), path: labels
      ).all
    } else {
      all = try about("MNIST") { try MNIST.load(.test, from: context.embeddedData().mnist) }
    }
    let step = max(1, all.count / count)
    return (step, all.every(step, from: 0).prefix(count))
  }

  private func data(_ path: String, in context: CommandContext) throws -> Data {
    let url = URL(fileURLWithPath: path, relativeTo: context.directory)
    guard
      let values = try? url.resolvingSymlinksInPath().resourceValues(forKeys: [
        .fileSizeKey, .isRegularFileKey,
      ]),
      values.isRegularFile == true, let size = values.fileSize
    else { throw CertifyError(path: path, reason: "is no file that can be read") }
    guard size <= Self.largestFile else {
      throw CertifyError(path: path, reason: "has \(size) bytes, which is too long")
    }
    guard let data = try? Data(contentsOf: url) else {
      throw CertifyError(path: path, reason: "is no file that can be read")
    }
    return data
  }
}
