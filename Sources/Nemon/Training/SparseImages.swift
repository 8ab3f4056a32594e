import ImageData

/// Images as lists of their nonzero bytes, which is what the first product of a step reads.
///
/// Four fifths of MNIST's pixels are zero. With `u = (p / 255 - mean) / deviation` the product `B u` splits into
/// `(1 / (255 deviation)) B p`, over nonzero bytes only, and a constant.
package struct SparseImages: Sendable {
  /// Pixels of an image, channels included.
  let pixels: Int
  let count: Int
  /// Nonzeros of image `i` are `starts[i] ..< starts[i + 1]`, in order of pixel.
  let starts: [Int]
  let index: [UInt16]
  let value: [UInt8]
  let labels: [UInt8]

  package init(_ images: LabeledImages) {
    let pixels = images.pixelsPerImage
    precondition(pixels <= Int(UInt16.max) + 1, "images of \(pixels) pixels do not fit 16-bit indices")
    var starts = [0]
    var index: [UInt16] = []
    var value: [UInt8] = []
    index.reserveCapacity(images.pixels.count / 4)
    value.reserveCapacity(images.pixels.count / 4)
    images.pixels.withUnsafeBufferPointer { bytes in
      for image in 0..<images.count {
        for pixel in 0..<pixels {
          let byte = bytes[image * pixels + pixel]
          if byte != 0 {
            index.append(UInt16(pixel))
            value.append(byte)
          }
        }
        starts.append(index.count)
      }
    }
    self.pixels = pixels
    count = images.count
    labels = images.labels
    self.starts = starts
    self.index = index
    self.value = value
  }
}
