import Support

/// Who makes a claim, and where: the `source` attribute of a claim cell, such as `abstract: sentence 2` or `ours`.
package struct ClaimSource: Hashable, Sendable {
  /// Who can make a claim.
  package enum Origin: String, CaseIterable, Sendable {
    /// The paper, by its abstract.
    case abstract
    /// The authors, by the code that they released with the paper.
    case releasedCode = "released code"
    /// Later work, of the authors or of others: the place says whose.
    case followUp = "follow-up"
    /// This book.
    case ours
    /// A machine-written summary of the paper.
    case summary

    /// Whether the attribute must also say where: only what the book claims itself is claimed here.
    var needsPlace: Bool { self != .ours }
  }

  /// Who makes the claim.
  package var origin: Origin
  /// Where, as written behind the colon; empty where nothing is.
  package var place: String

  package init(_ origin: Origin, _ place: String = "") {
    self.origin = origin
    self.place = place
  }

  /// Reads an attribute's value. Nil where it begins with none of the words, or says no place though it must.
  package init?(_ text: String) {
    let (word, place) = Self.parts(of: text)
    guard let origin = Origin(rawValue: word), !place.isEmpty || !origin.needsPlace else { return nil }
    self.init(origin, place)
  }

  /// As it is written: `abstract: sentence 2`.
  package var text: String { place.isEmpty ? origin.rawValue : "\(origin.rawValue): \(place)" }

  /// What stands before the first colon, and behind it.
  static func parts(of text: String) -> (word: String, place: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map {
      String($0).trimmed
    }
    return (parts[0], parts.count > 1 ? parts[1] : "")
  }
}

extension ClaimSource: Codable {
  /// From the attribute's text.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let source = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "`\(text)` is no source of a claim")
    }
    self = source
  }

  /// As the attribute's text.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A claim's source begins with a word that tells who makes the claim.
enum ClaimSourceAttribute {
  static let id = "unknown-source"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    guard reading.cell.kind == .claim, let attribute = reading.cell.attribute("source"),
      !attribute.value.trimmed.isEmpty, ClaimSource(attribute.value) == nil
    else { return [] }
    let (word, _) = ClaimSource.parts(of: attribute.value)
    if ClaimSource.Origin(rawValue: word) != nil {
      return [
        Diagnostic(
          id: id, message: "`\(word)` does not say where", at: attribute.valueLocation,
          fix: "add the place behind a colon, such as `\(word): ...`")
      ]
    }
    let words = ClaimSource.Origin.allCases.map(\.rawValue)
    return [
      Diagnostic(
        id: id, message: "a claim's source cannot begin with `\(word)`", at: attribute.valueLocation,
        notes: [
          Diagnostic.Note("it begins with \(words.joined(separator: ", ")), then a colon and the place")
        ],
        fix: NearestName.of(word, among: words).map { "did you mean `\($0): ...`?" })
    ]
  }
}
