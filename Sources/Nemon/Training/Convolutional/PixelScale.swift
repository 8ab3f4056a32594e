import ImageData
import ImplicitNetworks
import LinearAlgebra

/// Lays normalised images side by side, a group at a time, and takes gradients apart again.
struct PixelScale {
  private let means, inverses: [Float]
  /// In an image's channel.
  private let pixels: Int

  init(_ normalisation: ChannelNormalisation, pixels: Int) {
    means = normalisation.means.map { Float($0) }
    inverses = normalisation.deviations.map { Float(1 / $0) }
    self.pixels = pixels
  }

  /// Normalised images, side by side; what is left of the group is filled up with the first of them.
  func fill(
    _ u: UnsafeMutablePointer<Float>, with images: LabeledImages, _ chosen: Slice<UnsafeBufferPointer<Int>>
  ) {
    images.pixels.withUnsafeBufferPointer { bytes in
      forEachLane(chosen.count) { lane, image in
        let start = chosen[chosen.startIndex + image] * images.pixelsPerImage
        forEachPixel { pixel, mean, inverse in
          u[pixel * groupSize + lane] = (Float(bytes[start + pixel]) / 255 - mean) * inverse
        }
      }
    }
  }

  /// The same for images in [0, 1], one a row.
  func fill(_ u: UnsafeMutablePointer<Float>, with images: Matrix<Float>, _ chosen: Range<Int>) {
    images.elements.withUnsafeBufferPointer { values in
      forEachLane(chosen.count) { lane, image in
        let start = (chosen.lowerBound + image) * images.columns
        forEachPixel { pixel, mean, inverse in
          u[pixel * groupSize + lane] = (values[start + pixel] - mean) * inverse
        }
      }
    }
  }

  /// Gradients in pixel units, one image a row from `out`, from those in `u`.
  func read(_ u: UnsafeMutablePointer<Float>, images: Int, into out: UnsafeMutablePointer<Float>) {
    for lane in 0..<images {
      forEachPixel { pixel, _, inverse in
        out[lane * pixels * means.count + pixel] = u[pixel * groupSize + lane] * inverse
      }
    }
  }

  @inline(__always)
  private func forEachLane(_ count: Int, _ body: (_ lane: Int, _ image: Int) -> Void) {
    for lane in 0..<groupSize { body(lane, lane < count ? lane : 0) }
  }

  @inline(__always)
  private func forEachPixel(_ body: (_ pixel: Int, _ mean: Float, _ inverse: Float) -> Void) {
    for channel in means.indices {
      let (mean, inverse) = (means[channel], inverses[channel])
      for pixel in channel * pixels..<(channel + 1) * pixels { body(pixel, mean, inverse) }
    }
  }
}

extension ConvolutionalNetwork {
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)`` with `[count, channels, rows, columns]` and
  ///   `[channels, imageChannels, side, side, classes]`, unless there are images, and they, their labels and the normalisation fit a
  ///   complete model.
  func checkShape(of images: LabeledImages, normalisation: ChannelNormalisation) throws(TrainingError) {
    let a = architecture
    guard isComplete, images.count > 0, images.rows == a.side, images.columns == a.side,
      images.channels == a.imageChannels, normalisation.means.count == a.imageChannels,
      images.labels.allSatisfy({ Int($0) < a.classes })
    else {
      throw .shapeMismatch(
        images: [images.count, images.channels, images.rows, images.columns],
        model: [a.channels, a.imageChannels, a.side, a.side, a.classes])
    }
  }
}
