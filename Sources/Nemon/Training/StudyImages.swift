import Digests
import ImageData
import LinearAlgebra
import Shards
import Synchronization

/// The images that the networks of a study are trained on and judged by.
package final class StudyImages: ShardInput {
  package let train, test: LabeledImages
  package let digest: String
  private let sparseParts = Mutex<(train: SparseImages, test: SparseImages)?>(nil)

  /// - Parameter most: training images that are used, from the first.
  package init(_ images: (train: LabeledImages, test: LabeledImages), most: Int = .max) {
    train = most < images.train.count ? images.train.prefix(most) : images.train
    test = images.test
    digest = SHA256.hex(train.digest + test.digest)
  }

  /// As lists of their nonzero bytes: made once for all runs.
  var sparse: (train: SparseImages, test: SparseImages) {
    sparseParts.withLock { parts in
      let made = parts ?? (SparseImages(train), SparseImages(test))
      parts = made
      return made
    }
  }
}

extension Matrix {
  /// Pixels in [0, 1], an image a row.
  package init(_ images: LabeledImages) {
    self.init(
      rows: images.count, columns: images.pixelsPerImage, elements: images.pixels.map { Scalar($0) / 255 })
  }
}
