import Foundation
import Testing
import Training

@Suite struct StableJSONTests {
  /// Oracle: the text itself, with the keys in order.
  @Test func keysAreSorted() throws {
    let value = Dictionary(uniqueKeysWithValues: "hgfedcba".map { (String($0), 1.5) })
    let text = String(decoding: try stableJSON(value), as: UTF8.self)
    #expect(text == "{" + "abcdefgh".map { "\"\($0)\":1.5" }.joined(separator: ",") + "}")
  }
}
