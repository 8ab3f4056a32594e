import Digests
import Foundation

/// Images of one size with a class each.
public struct LabeledImages: Sendable, Equatable {
  /// Images, which is also the number of labels.
  public var count: Int
  /// Height of an image in pixels.
  public var rows: Int
  /// Width of an image in pixels.
  public var columns: Int
  /// 1 for grey, 3 for red, green and blue.
  public var channels: Int
  /// Shape `[count, channels, rows, columns]`, 0 is black.
  public var pixels: [UInt8]
  /// Classes 0 to 9, one an image.
  public var labels: [UInt8]

  /// - Parameters:
  ///   - rows: height of an image.
  ///   - columns: width of an image.
  ///   - channels: 1 for grey, 3 for red, green and blue.
  ///   - pixels: shape `[labels.count, channels, rows, columns]`.
  ///   - labels: classes 0 to 9, one an image; the range is not checked here.
  /// - Precondition: `pixels` and `labels` have as many entries as the shape says.
  public init(rows: Int, columns: Int, channels: Int, pixels: [UInt8], labels: [UInt8]) {
    precondition(
      pixels.count == labels.count * channels * rows * columns,
      "\(pixels.count) pixels, \(labels.count) labels, \(channels) x \(rows) x \(columns)")
    self.count = labels.count
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.pixels = pixels
    self.labels = labels
  }

  /// The labels as numbers.
  public var classes: [Int] { labels.map(Int.init) }

  /// Bytes an image.
  public var pixelsPerImage: Int { channels * rows * columns }

  /// SHA-256 (hex) of size, labels and pixels: equal digests, equal images.
  public var digest: String {
    let shape = "\(count) x \(channels) x \(rows) x \(columns)"
    return SHA256.hex(Data((shape + SHA256.hex(Data(labels)) + SHA256.hex(Data(pixels))).utf8))
  }

  /// The pixels of image `index`, shape `[channels, rows, columns]`.
  public func image(_ index: Int) -> ArraySlice<UInt8> {
    pixels[index * pixelsPerImage..<(index + 1) * pixelsPerImage]
  }

  /// The first `length` images, or all if there are fewer.
  public func prefix(_ length: Int) -> LabeledImages { select(0..<Swift.min(length, count)) }

  /// Every `step`-th image from number `first` on.
  public func every(_ step: Int, from first: Int) -> LabeledImages {
    select(Array(stride(from: first, to: count, by: step)))
  }

  /// The images at `indices`, in that order.
  public func select(_ indices: some Collection<Int>) -> LabeledImages {
    var chosen: [UInt8] = []
    chosen.reserveCapacity(indices.count * pixelsPerImage)
    for index in indices { chosen += image(index) }
    return LabeledImages(
      rows: rows, columns: columns, channels: channels, pixels: chosen, labels: indices.map { labels[$0] })
  }
}

/// The part of a data set that trains a network, or the one that judges it.
public enum Split: String, Sendable, CaseIterable { case train, test }
