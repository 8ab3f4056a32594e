extension Matrix: Codable {
  /// Encoded as a list of rows.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for row in rowVectors { try container.encode(row) }
  }

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
