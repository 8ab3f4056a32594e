import Support

/// What a fenced Swift block of a chapter yields.
public enum CellKind: String, CaseIterable, Sendable, Codable {
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
public struct CellAttribute: Hashable, Sendable {
  /// Before the `=`, as written.
  public var name: String
  /// What it says, without quotes: escapes and character references are replaced, and a line end is a space.
  public var value: String
  /// Where the name begins.
  public var location: SourceLocation
  /// Where the value begins, behind its quote.
  public var valueLocation: SourceLocation

  /// - Parameters:
  ///   - name: before the `=`.
  ///   - value: what it says, without quotes.
  ///   - location: where the name begins.
  ///   - valueLocation: where the value begins; `location` if nil.
  public init(
    name: String, value: String, location: SourceLocation, valueLocation: SourceLocation? = nil
  ) {
    self.name = name
    self.value = value
    self.location = location
    self.valueLocation = valueLocation ?? location
  }
}

/// A Swift cell of a chapter.
public struct Cell: Hashable, Sendable {
  /// Decides what the cell may read, whether it runs and what it returns.
  public var kind: CellKind
  /// As written after `#`, such as `polytope-volumes` or `fig-polytope-volumes`. Cells without one
  /// (setup, plain Swift, inline values) get `CHAPTER-KIND-N`, N counting from 1.
  public var id: String
  /// In the order in which they are written. A name that occurs twice is a mistake of the chapter's; the
  /// first counts.
  public var attributes: [CellAttribute]
  /// The Swift text between the fences, exactly.
  public var body: String
  /// Where the opening fence (or inline code) begins.
  public var location: SourceLocation
  /// Where `body` begins.
  public var bodyLocation: SourceLocation
  /// The Markdown of the caption: the `: caption` paragraph after the fence, or the attribute.
  public var caption: String?
  /// The lines of the chapter that the cell and its caption paragraph occupy, for the renderer.
  public var lines: ClosedRange<Int>
  /// Where `#id` is written; where the cell begins if it is not.
  public var idLocation: SourceLocation
  /// Whether the author wrote an id.
  public var hasWrittenID: Bool

  /// - Parameters:
  ///   - kind: decides what the cell may read, whether it runs and what it returns.
  ///   - id: as written, or made from the chapter's name, the kind and a number.
  ///   - attributes: in the order in which they are written.
  ///   - body: the Swift text between the fences, exactly.
  ///   - location: where the opening fence (or inline code) begins.
  ///   - bodyLocation: where `body` begins.
  ///   - caption: its Markdown.
  ///   - lines: of the chapter, from 1, the caption's included.
  ///   - idLocation: nil where the author wrote no id: ``hasWrittenID`` is false then, and `location` stands
  ///     for the id's.
  public init(
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
  public subscript(name: String) -> String? { attribute(name)?.value }

  /// The attribute `name`, if written.
  public func attribute(_ name: String) -> CellAttribute? { attributes.first { $0.name == name } }
}
