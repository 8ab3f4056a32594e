import Foundation
import Support
import Testing

@Suite struct CanonicalJSONTests {
  struct Record: Codable, Equatable {
    var zebra = 1
    var apple: [Double] = []
    var path = "a/b"
  }

  @Test func keysAreSortedAndNothingIsAdded() throws {
    let text = String(decoding: try CanonicalJSON.encode(Record(apple: [1, 0.1])), as: UTF8.self)
    #expect(text == #"{"apple":[1,0.1],"path":"a/b","zebra":1}"#)
  }

  /// The fewest digits that read back as the same number: known hard cases of conversion.
  @Test(arguments: [
    (0.1, "0.1"), (0.30000000000000004, "0.30000000000000004"), (.leastNonzeroMagnitude, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"), (9007199254740992, "9007199254740992"),
    (2.2250738585072014e-308, "2.2250738585072014e-308"), (1.0 / 3, "0.3333333333333333"),
  ])
  func doublesRoundTrip(value: Double, text: String) throws {
    let data = try CanonicalJSON.encode(value)
    #expect(String(decoding: data, as: UTF8.self) == text)
    #expect(try JSONDecoder().decode(Double.self, from: data).bitPattern == value.bitPattern)
  }

  @Test func negativeZeroKeepsItsSign() throws {
    let copy = try JSONDecoder().decode(Double.self, from: CanonicalJSON.encode(-0.0))
    #expect(copy.sign == .minus)
  }

  @Test func topLevelTextIsAllowed() throws {
    #expect(try CanonicalJSON.encode("ü\n") == Data("\"ü\\n\"".utf8))
  }

  @Test func notFiniteNumbersNameTheirPlace() {
    #expect(throws: CanonicalJSONError.notFinite(value: "nan", path: "apple[1]")) {
      try CanonicalJSON.encode(Record(apple: [1, .nan]))
    }
    #expect(throws: CanonicalJSONError.notFinite(value: "-inf", path: "")) {
      try CanonicalJSON.encode(-Float.infinity)
    }
  }
}
