import Foundation
import Plotting
import Testing

@Suite struct PNGPixelsTests {
  @Test func decodesAPixel() throws {
    let pixels = try PNGPixels(
      decoding: PNGFile.data(PNGFile.header(), PNGFile.pixel, PNGFile.end))
    #expect(pixels.width == 1 && pixels.height == 1 && pixels.bytes == [0, 0, 0, 255])
  }

  @Test func refusesWhatIsLargerThanItsLimits() {
    let wide = PNGFile.data(PNGFile.header(width: 100_000), PNGFile.pixel, PNGFile.end)
    #expect(throws: PNGError.self) { try PNGPixels(decoding: wide) }
    // Within the sides' limit, but of 10^8 pixels: refused before they are allocated or inflated.
    let bomb = PNGFile.data(
      PNGFile.header(width: 10_000, height: 10_000), PNGFile.pixel, PNGFile.end)
    #expect(throws: PNGError.libpng("the image is too large")) { try PNGPixels(decoding: bomb) }
    let small = PNGFile.data(PNGFile.header(), PNGFile.pixel, PNGFile.end)
    #expect(throws: PNGError.libpng("the image is too large")) {
      try PNGPixels(decoding: small, byteLimit: 3)
    }
  }

  @Test func refusesEveryCut() {
    let file = PNGFile.data(PNGFile.header(), PNGFile.pixel, PNGFile.end)
    for length in 0..<file.count {
      #expect(throws: PNGError.self) { try PNGPixels(decoding: file.prefix(length)) }
    }
  }

  @Test func refusesEveryChangedByte() {
    // The checksums cover all bytes but the signature, which is compared, and the lengths, which misplace the rest.
    let file = PNGFile.data(PNGFile.header(), PNGFile.pixel, PNGFile.end)
    for index in file.indices {
      var changed = file
      changed[index] ^= 0x04
      #expect(throws: PNGError.self, "byte \(index)") { try PNGPixels(decoding: changed) }
    }
  }

  @Test func refusesPixelsThatEndTooEarly() {
    let file = PNGFile.data(PNGFile.header(width: 5, height: 5), PNGFile.pixel, PNGFile.end)
    #expect(throws: PNGError.self) { try PNGPixels(decoding: file) }
  }
}
