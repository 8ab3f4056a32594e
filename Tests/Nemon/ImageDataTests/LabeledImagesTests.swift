import ImageData
import Testing

struct LabeledImagesTests {
  private let images = LabeledImages(
    rows: 1, columns: 2, channels: 1, pixels: [0, 1, 10, 11, 20, 21, 30, 31], labels: [4, 7, 4, 4])

  @Test func picksImagesInTheOrderAsked() {
    let picked = images.select([2, 0])
    #expect(picked.pixels == [20, 21, 0, 1])
    #expect(picked.labels == [4, 4])
    #expect(picked.count == 2)
  }

  @Test func prefixStopsAtTheEnd() {
    #expect(images.prefix(1).pixels == [0, 1])
    #expect(images.prefix(9) == images)
    #expect(images.prefix(0).count == 0)
  }
}

extension LabeledImages {
  /// How many images each of the ten classes has.
  var classCounts: [Int] {
    labels.reduce(into: [Int](repeating: 0, count: 10)) { $0[Int($1)] += 1 }
  }
}
