/// A place in a text file. Lines and columns count from 1; a column counts Unicode scalars.
public struct SourceLocation: Hashable, Comparable, Sendable, Codable {
  /// Path relative to the project's root, with `/`, such as `chapters/03-average-iteration.md`.
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1, in Unicode scalars.
  public var column: Int

  /// - Parameters:
  ///   - file: relative to the project's root, with `/`.
  ///   - line: from 1.
  ///   - column: from 1; the line's beginning by default.
  public init(file: String, line: Int, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// Whether `a` stands before `b`: by file, then line, then column; files by their paths as text.
  public static func < (a: SourceLocation, b: SourceLocation) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}

/// Something an author should know about a chapter, at its place in the Markdown.
public struct Diagnostic: Hashable, Sendable, Codable, Error {
  /// An error keeps the book from being built, a warning does not.
  public enum Severity: String, Sendable, Codable { case error, warning }

  /// A further sentence, at another place if that helps.
  public struct Note: Hashable, Sendable, Codable {
    /// One sentence, in which backticks mark what is written so.
    public var text: String
    /// Nil where the note is about the diagnostic's own place.
    public var location: SourceLocation?

    /// - Parameters:
    ///   - text: one sentence.
    ///   - location: nil for the diagnostic's own place.
    public init(_ text: String, at location: SourceLocation? = nil) {
      self.text = text
      self.location = location
    }
  }

  /// The rule's name in kebab case, such as `unknown-result`.
  public var id: String
  /// Shown before the message.
  public var severity: Severity
  /// One sentence, without a full stop, in which backticks mark what is written so.
  public var message: String
  /// The place in the Markdown that the message is about.
  public var location: SourceLocation
  /// What else helps, such as the other of two equal ids.
  public var notes: [Note]
  /// What the author can write instead, in one sentence.
  public var fix: String?

  /// - Parameters:
  ///   - id: the rule's name in kebab case.
  ///   - severity: an error by default.
  ///   - message: one sentence, without a full stop.
  ///   - location: the place that it is about.
  ///   - notes: none by default.
  ///   - fix: what the author can write instead; nil where nothing can be proposed.
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
