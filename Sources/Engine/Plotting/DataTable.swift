/// What a mark adds to the data of its figure: one row, by column.
typealias DataRow = [String: DataEntry]

enum DataEntry { case number(Double), text(String) }

/// A figure's data: the columns panel, mark, series and then those that its marks use.
struct DataTable {
  private static let optionalColumns = ["x", "y", "lower", "upper", "pixels", "text"]

  private var records: [(panel: String, mark: String, series: String, row: DataRow)] = []

  /// Adds the data of a panel, named by its frame and its title, or else its number; the place on a categorical axis is
  /// written as the category.
  mutating func append(_ panel: ResolvedPanel, number: Int, frame: String? = nil) {
    let names = [frame, panel.plot.title.isEmpty ? nil : panel.plot.title].compactMap { $0 }
    let title = names.isEmpty ? String(number + 1) : names.joined(separator: ", ")
    for item in panel.items {
      for var row in item.mark.rows() {
        name(&row, "x", panel.xMap.scale)
        for column in ["y", "lower", "upper"] { name(&row, column, panel.yMap.scale) }
        records.append((title, item.mark.kind, item.mark.label ?? "", row))
      }
    }
  }

  private func name(_ row: inout DataRow, _ column: String, _ scale: AxisScale) {
    guard case .categorical(let names) = scale, case .number(let value)? = row[column],
      let index = Int(exactly: value), names.indices.contains(index)
    else { return }
    row[column] = .text(names[index])
  }

  /// RFC 4180, lines ended by CR LF; numbers with the fewest digits that read back as the same value.
  var text: String {
    let used = Self.optionalColumns.filter { column in records.contains { $0.row[column] != nil } }
    var lines = [(["panel", "mark", "series"] + used).joined(separator: ",")]
    for record in records {
      let values = used.map { written(record.row[$0]) }
      let fields = [record.panel, record.mark, record.series].map(Self.quoted) + values
      lines.append(fields.joined(separator: ","))
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  private func written(_ entry: DataEntry?) -> String {
    switch entry {
    case nil: ""
    case .number(let value)?: Int(exactly: value).map { String($0) } ?? String(value)
    case .text(let text)?: Self.quoted(text)
    }
  }

  private static func quoted(_ field: String) -> String {
    let isPlain = !field.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
    return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
