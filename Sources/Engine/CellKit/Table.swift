/// A table of a chapter. Entries are text, in which `$...$` is mathematics.
public struct Table: Codable, Sendable, Equatable {
  /// On which side the entries of a column stand.
  public enum Alignment: String, Codable, Sendable { case leading, trailing, center }

  /// A column: its title and where its entries stand.
  public struct Column: Codable, Sendable, Equatable {
    /// Text in which `$...$` is mathematics.
    public var title: String
    /// Of the title and of every entry.
    public var alignment: Alignment

    /// - Parameters:
    ///   - title: text in which `$...$` is mathematics.
    ///   - alignment: trailing by default, as numbers want it.
    public init(_ title: String, _ alignment: Alignment = .trailing) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// From left to right.
  public var columns: [Column]
  /// From top to bottom, one entry a column; entries beyond the last column are not shown.
  public var rows: [[String]]

  /// - Parameters:
  ///   - columns: from left to right.
  ///   - rows: from top to bottom, one entry a column; nothing checks that.
  public init(_ columns: [Column], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }
}
