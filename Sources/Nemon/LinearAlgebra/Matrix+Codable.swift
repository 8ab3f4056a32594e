extension Matrix: Codable {
  /// Encoded as a list of rows. A matrix without rows loses its number of columns.
  /// - Throws: what `encoder` throws; JSON has no words for entries that are not finite.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for row in rowVectors { try container.encode(row) }
  }

  /// Decodes a list of rows from `decoder`.
  /// - Throws: `DecodingError`, also for rows of different lengths.
  public init(from decoder: any Decoder) throws {
    let rows = try [[Scalar]](from: decoder)
    do {
      try self.init(rows)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a matrix: \(error)"))
    }
  }
}
