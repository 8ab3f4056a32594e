import Foundation
import ImageData
import NetworkFiles

/// Images and their labels from two files, each IDX or `.npy`.
struct CertifyImages {
  var all: LabeledImages

  /// - Throws: ``CertifyError``, which names one of the files.
  init(images: Data, path imagesPath: String, labels: Data, path labelsPath: String) throws {
    let (rows, columns, pixels) = try about(imagesPath) { try Self.pixels(images, imagesPath) }
    let classes = try about(labelsPath) { try Self.classes(labels, labelsPath) }
    guard pixels.count == classes.count * rows * columns else {
      throw CertifyError(
        path: labelsPath,
        reason: "\(classes.count) labels for \(pixels.count / max(1, rows * columns)) images")
    }
    all = LabeledImages(rows: rows, columns: columns, channels: 1, pixels: pixels, labels: classes)
  }

  private static func isNumPy(_ data: Data) -> Bool { data.first == 0x93 }

  private static func pixels(_ data: Data, _ path: String) throws -> (Int, Int, [UInt8]) {
    guard isNumPy(data) else {
      let found = try IDX.images([UInt8](data), path: path)
      return (found.rows, found.columns, found.pixels)
    }
    let array = try NumPyArray.read(data)
    guard (2...3).contains(array.shape.count), array.values.count > 0 else {
      throw CertifyError(
        path: path, reason: "images have the shape [count, pixels] or [count, rows, columns]")
    }
    let sides = array.shape.count == 2 ? (1, array.shape[1]) : (array.shape[1], array.shape[2])
    return (sides.0, sides.1, try bytes(array, path))
  }

  private static func classes(_ data: Data, _ path: String) throws -> [UInt8] {
    guard isNumPy(data) else { return try IDX.labels([UInt8](data), path: path) }
    let array = try NumPyArray.read(data)
    guard array.shape.count == 1 else {
      throw CertifyError(path: path, reason: "labels have the shape [count]")
    }
    return try bytes(array, path)
  }

  private static func bytes(_ array: NamedTensors.Tensor, _ path: String) throws -> [UInt8] {
    guard array.values.allSatisfy({ (0...255).contains($0) && $0.rounded() == $0 }) else {
      throw CertifyError(path: path, reason: "its entries are not whole numbers from 0 to 255")
    }
    return array.values.map { UInt8($0) }
  }
}
