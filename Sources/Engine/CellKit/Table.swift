import Foundation

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

    /// A column on the right, as numbers want it.
    public init(_ title: String, _ alignment: Alignment = .trailing) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// From left to right.
  public var columns: [Column]
  /// From top to bottom, one entry a column; entries beyond the last column are not shown.
  public var rows: [[String]]

  /// A table of entries that are there.
  public init(_ columns: [Column], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  /// A table with a row an element.
  public init<Row>(_ rows: some Sequence<Row>, _ columns: [TableColumn<Row>]) {
    self.init(
      columns.map { Column($0.title, $0.alignment) }, rows: rows.map { row in columns.map { $0.entry(row) } })
  }
}

/// A column of a table that is made from a collection: its title, and what it says of a row.
///
///     Table(
///       runs.grouped(by: \.lambda),
///       [.text("network") { Notation.lambda($0.key) }, .mean("accuracy", "%.2f", \.accuracy)])
///
/// A number that is not there is a dash.
public struct TableColumn<Row> {
  var title: String
  var alignment: Table.Alignment
  var entry: (Row) -> String

  /// Words, on the left.
  public static func text(_ title: String, _ entry: @escaping (Row) -> String) -> TableColumn {
    TableColumn(title: title, alignment: .leading, entry: entry)
  }

  /// What a number says in words of its own, on the right.
  public static func value(_ title: String, _ entry: @escaping (Row) -> String?) -> TableColumn {
    TableColumn(title: title, alignment: .trailing) { entry($0) ?? "-" }
  }

  /// A whole number.
  public static func count(_ title: String, _ number: @escaping (Row) -> Int?) -> TableColumn {
    value(title) { number($0).map { "\($0)" } }
  }

  /// A number in a format of `printf`.
  public static func number(
    _ title: String, _ format: String, _ number: @escaping (Row) -> Double?
  ) -> TableColumn {
    value(title) { number($0).map { String(format: format, $0) } }
  }

  /// The mean of a row's elements and, over several, their standard deviation; a dash where one has no number.
  public static func mean(
    _ title: String, _ format: String, _ number: @escaping (Row.Element) -> Double?
  ) -> TableColumn where Row: Sequence {
    value(title) { SampleSummary($0.map { number($0) ?? .nan })?.text(format) }
  }
}
