import Foundation
import ImageData
import Testing

/// The four files of the project itself, against the published counts and moments.
struct MNISTTests {
  private static let folder = projectFolder.appending(path: "Data/mnist")

  @Test func shapesAreThePublishedOnes() throws {
    let (train, test) = try MNIST.load(from: Self.folder)
    for (images, count) in [(train, 60_000), (test, 10_000)] {
      #expect(images.count == count)
      #expect(images.labels.count == count)
      #expect(images.pixels.count == count * 784)
      #expect((images.channels, images.rows, images.columns) == (1, 28, 28))
    }
  }

  @Test(arguments: [
    (Split.train, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]),
    (Split.test, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]),
  ])
  func classesOccurAsOftenAsPublished(split: Split, counts: [Int]) throws {
    #expect(try MNIST.load(split, from: Self.folder).classCounts == counts)
  }

  /// The published moments are rounded to 4 digits, so half a unit of the fourth is allowed.
  @Test func trainingPixelsHaveThePublishedMoments() throws {
    let pixels = try MNIST.load(.train, from: Self.folder).pixels
    var sum = 0
    var squares = 0
    for pixel in pixels {
      sum += Int(pixel)
      squares += Int(pixel) * Int(pixel)
    }
    let mean = Double(sum) / Double(pixels.count) / 255
    let variance = Double(squares) / Double(pixels.count) / (255 * 255) - mean * mean
    #expect(abs(mean - 0.1307) <= 0.5e-4)
    #expect(abs(variance.squareRoot() - 0.3081) <= 0.5e-4)
  }

  /// The first training image is a five: its label is 5 and its ink lies inside the margin of 4 pixels.
  @Test func pixelsBelongToTheirImage() throws {
    let train = try MNIST.load(.train, from: Self.folder)
    #expect(Array(train.labels.prefix(10)) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    let image = Array(train.image(0))
    for row in 0..<28 {
      for column in 0..<28 where row < 4 || row >= 25 || column < 4 || column >= 24 {
        #expect(image[28 * row + column] == 0, "row \(row), column \(column)")
      }
    }
    #expect(image.contains { $0 > 250 })
  }

  @Test func verifyFindsEveryFilePresent() {
    #expect(DataSetDescription.mnist.missingFiles(in: Self.folder).isEmpty)
    #expect(
      DataSetDescription.mnist.verify(Self.folder).map(\.state) == [.present, .present, .present, .present])
  }
}
