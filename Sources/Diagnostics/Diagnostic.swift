/// A place in a text file. Lines and columns count from 1; a column counts Unicode scalars.
public struct SourceLocation: Hashable, Comparable, Sendable, Codable {
  /// Path relative to the project's root, with `/`, such as `chapters/03-average-iteration.md`.
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  public static func < (a: SourceLocation, b: SourceLocation) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}

/// Something an author should know about a chapter, at its place in the Markdown.
public struct Diagnostic: Hashable, Sendable, Codable, Error {
  public enum Severity: String, Sendable, Codable { case error, warning }

  /// A further sentence, at another place if that helps.
  public struct Note: Hashable, Sendable, Codable {
    public var text: String
    public var location: SourceLocation?

    public init(_ text: String, at location: SourceLocation? = nil) {
      self.text = text
      self.location = location
    }
  }

  /// The rule's name in kebab case, such as `unknown-result`.
  public var id: String
  public var severity: Severity
  public var message: String
  public var location: SourceLocation
  public var notes: [Note]
  /// What the author can write instead, in one sentence.
  public var fix: String?

  public init(
    id: String, severity: Severity = .error, message: String, at location: SourceLocation,
    notes: [Note] = [], fix: String? = nil
  ) {
    self.id = id
    self.severity = severity
    self.message = message
    self.location = location
    self.notes = notes
    self.fix = fix
  }
}
