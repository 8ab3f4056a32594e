import Foundation
import Plotting
import Testing

@Suite struct PNGRecipeTests {
  @Test func checksumOfTheSpecification() {
    // The check value that is published for this polynomial.
    #expect(PNGFile.crc(Array("123456789".utf8)) == 0xCBF4_3926)
  }

  @Test func readsARecipe() throws {
    let file = PNGFile.data(
      PNGFile.header(), PNGFile.recipe(Array("figure: κ ≤ 1".utf8)), PNGFile.pixel, PNGFile.end)
    #expect(try PNGRecipe.read(from: file) == "figure: κ ≤ 1")
  }

  @Test func readsAnEmptyRecipeAfterThePixels() throws {
    let file = PNGFile.data(PNGFile.header(), PNGFile.pixel, PNGFile.recipe([]), PNGFile.end)
    #expect(try PNGRecipe.read(from: file) == "")
  }

  static let hostile: [(Data, PNGError)] = {
    let (header, pixel, end) = (PNGFile.header(), PNGFile.pixel, PNGFile.end)
    let recipe = PNGFile.recipe(Array("r".utf8))
    var damaged = recipe
    damaged[damaged.count - 5] ^= 1
    let noText = PNGFile.chunk("iTXt", Array("recipe".utf8) + [0, 0, 0, 65])
    return [
      (Data(), .notPNG),
      (Data([0x89, 0x50, 0x4E]), .notPNG),
      (Data("GIF89a and more".utf8), .notPNG),
      (PNGFile.data(), .truncated(offset: 8)),
      (PNGFile.data(header), .truncated(offset: 33)),
      (PNGFile.data(header, recipe.dropLast(3)), .truncated(offset: 33)),
      (PNGFile.data(header, PNGFile.word(900) + recipe.dropFirst(4), end), .truncated(offset: 33)),
      (
        PNGFile.data(header, PNGFile.word(0xFFFF_FFFF) + recipe.dropFirst(4)),
        .chunkTooLong(type: "iTXt", length: 0xFFFF_FFFF)
      ),
      (PNGFile.data(header, damaged, end), .checksumMismatch(type: "iTXt", offset: 33)),
      (PNGFile.data(recipe, header, end), .misplacedChunk(type: "iTXt")),
      (PNGFile.data(header, header, end), .misplacedChunk(type: "IHDR")),
      (PNGFile.data(header, recipe, end, [1, 2]), .trailingBytes(count: 2)),
      (PNGFile.data(header, pixel, end), .noRecipe),
      (PNGFile.data(header, PNGFile.recipe([65], keyword: "recip"), end), .noRecipe),
      (PNGFile.data(header, recipe, recipe, end), .severalRecipes),
      (PNGFile.data(header, PNGFile.recipe([65], compression: 1), end), .malformedRecipe),
      (PNGFile.data(header, PNGFile.recipe([0xC3, 0x28]), end), .malformedRecipe),
      (PNGFile.data(header, noText, end), .malformedRecipe),
    ]
  }()

  @Test(arguments: hostile) func refuses(file: Data, error: PNGError) {
    #expect(throws: error) { try PNGRecipe.read(from: file) }
  }

  @Test func refusesEveryCutAndEveryChangedByte() throws {
    let file = PNGFile.data(
      PNGFile.header(), PNGFile.recipe(Array("recipe".utf8)), PNGFile.pixel, PNGFile.end)
    for length in 0..<file.count {
      #expect(throws: PNGError.self) { try PNGRecipe.read(from: file.prefix(length)) }
    }
    for index in file.indices {
      var changed = file
      changed[index] ^= 0x10
      #expect(throws: PNGError.self, "byte \(index)") { try PNGRecipe.read(from: changed) }
    }
  }
}
