import Support

/// What a fenced Swift block of a chapter yields.
package enum CellKind: String, CaseIterable, Sendable, Codable {
  /// A `Codable` value, computed once and kept.
  case result
  case figure, table, claim
  /// Imports and declarations for the chapter's cells; its types are visible in every chapter.
  case setup
  /// Compiled and shown, never run.
  case swift
  /// A value inside a sentence: `` `expression`{.swift format="%.0f"} ``.
  case inline
}

/// One `name="value"` of a fence, with its place.
package struct CellAttribute: Codable, Hashable, Sendable {
  /// Before the `=`, as written.
  package var name: String
  /// What it says, without quotes: escapes and character references are replaced, and a line end is a space.
  package var value: String
  /// Where the name begins.
  package var location: SourceLocation
  /// Where the value begins, behind its quote.
  package var valueLocation: SourceLocation

  package init(
    name: String, value: String, location: SourceLocation, valueLocation: SourceLocation? = nil
  ) {
    self.name = name
    self.value = value
    self.location = location
    self.valueLocation = valueLocation ?? location
  }
}

/// A Swift cell of a chapter.
package struct Cell: Codable, Hashable, Sendable {
  /// Decides what the cell may read, whether it runs and what it returns.
  package var kind: CellKind
  /// As written after `#`, such as `polytope-volumes` or `fig-polytope-volumes`. Cells without one
  /// (setup, plain Swift, inline values) get `CHAPTER-KIND-N`, N counting from 1.
  package var id: String
  /// In the order in which they are written. A name that occurs twice is a mistake of the chapter's; the
  /// first counts.
  package var attributes: [CellAttribute]
  /// The Swift text between the fences, exactly.
  package var body: String
  /// Where the opening fence (or inline code) begins.
  package var location: SourceLocation
  /// Where `body` begins.
  package var bodyLocation: SourceLocation
  /// The Markdown of the caption: the `: caption` paragraph after the fence, or the attribute.
  package var caption: String?
  /// The lines of the chapter that the cell and its caption paragraph occupy, for the renderer.
  package var lines: ClosedRange<Int>
  /// Where `#id` is written; where the cell begins if it is not.
  package var idLocation: SourceLocation
  /// Whether the author wrote an id.
  package var hasWrittenID: Bool

  package init(
    kind: CellKind, id: String, attributes: [CellAttribute], body: String, location: SourceLocation,
    bodyLocation: SourceLocation, caption: String?, lines: ClosedRange<Int>,
    idLocation: SourceLocation? = nil
  ) {
    self.kind = kind
    self.id = id
    self.attributes = attributes
    self.body = body
    self.location = location
    self.bodyLocation = bodyLocation
    self.caption = caption
    self.lines = lines
    self.idLocation = idLocation ?? location
    self.hasWrittenID = idLocation != nil
  }

  /// The value of the attribute `name`, if written.
  package subscript(name: String) -> String? { attribute(name)?.value }

  /// The attribute `name`, if written.
  package func attribute(_ name: String) -> CellAttribute? { attributes.first { $0.name == name } }
}
