import Foundation

/// Handwritten digits, 28 by 28, grey: 60 000 to train and 10 000 to test.
/// - Source: LeCun, Cortes, Burges, *The MNIST database of handwritten digits*.
public enum MNIST {
  /// Of the training pixels, in units where white is 1.
  public static let mean = 0.1307
  /// Standard deviation of the training pixels, in the same units and from the same source as the mean.
  public static let deviation = 0.3081

  /// Both splits from the four gzip files in `directory`.
  /// - Throws: ``DatasetError``; nothing is returned unless every digest is the canonical one.
  public static func load(from directory: URL) throws(DatasetError) -> (
    train: LabeledImages, test: LabeledImages
  ) {
    (try load(.train, from: directory), try load(.test, from: directory))
  }

  /// One split: reads only its two files.
  /// - Parameter directory: holds the split's two gzip files under their canonical names.
  /// - Throws: ``DatasetError``; nothing is returned unless both digests are the canonical ones.
  public static func load(_ split: Split, from directory: URL) throws(DatasetError) -> LabeledImages {
    let (images, labels) = files(split)
    return try read(images: images, labels: labels, from: directory)
  }

  /// Reads a pair of IDX files, first their structure, then their digests.
  package static func read(
    images imageFile: DataSetDescription.File, labels labelFile: DataSetDescription.File,
    from directory: URL
  ) throws(DatasetError) -> LabeledImages {
    let labelPath = directory.appending(path: labelFile.name).path
    let labelBytes = try labelFile.contents(in: directory)
    let labels = try IDX.labels(labelBytes, path: labelPath)
    let imageBytes = try imageFile.contents(in: directory)
    let images = try IDX.images(imageBytes, path: directory.appending(path: imageFile.name).path)
    guard images.count == labels.count else {
      throw .countMismatch(path: labelPath, images: images.count, labels: labels.count)
    }
    try labelFile.check(labelBytes, in: directory)
    try imageFile.check(imageBytes, in: directory)
    return LabeledImages(
      rows: images.rows, columns: images.columns, channels: 1, pixels: images.pixels, labels: labels)
  }

  private static func files(
    _ split: Split
  ) -> (images: DataSetDescription.File, labels: DataSetDescription.File) {
    switch split {
    case .train: (trainImages, trainLabels)
    case .test: (testImages, testLabels)
    }
  }

  package static let trainImages = DataSetDescription.File(
    name: "train-images-idx3-ubyte.gz", packing: .gzip, bytes: 47_040_016,
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db")
  package static let trainLabels = DataSetDescription.File(
    name: "train-labels-idx1-ubyte.gz", packing: .gzip, bytes: 60_008,
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")
  package static let testImages = DataSetDescription.File(
    name: "t10k-images-idx3-ubyte.gz", packing: .gzip, bytes: 7_840_016,
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7")
  package static let testLabels = DataSetDescription.File(
    name: "t10k-labels-idx1-ubyte.gz", packing: .gzip, bytes: 10_008,
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")
}
