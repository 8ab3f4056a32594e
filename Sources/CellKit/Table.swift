/// A table of a chapter. Entries are text, in which `$...$` is mathematics.
public struct Table: Codable, Sendable, Equatable {
  public enum Alignment: String, Codable, Sendable { case leading, trailing, center }

  public struct Column: Codable, Sendable, Equatable {
    public var title: String
    public var alignment: Alignment

    public init(_ title: String, _ alignment: Alignment = .trailing) {
      self.title = title
      self.alignment = alignment
    }
  }

  public var columns: [Column]
  public var rows: [[String]]

  public init(_ columns: [Column], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }
}
