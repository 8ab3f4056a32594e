import Foundation

/// Bytes of the store, read and checked against their digest when they are asked for.
package struct StoredBytes: Sendable {
  /// SHA-256 (hex) of the bytes: pages can be keyed by it without reading them.
  package var digest: String
  private let read: @Sendable () throws -> Data

  package init(digest: String, read: @escaping @Sendable () throws -> Data) {
    self.digest = digest
    self.read = read
  }

  /// - Throws: ``StoreError/damagedValue(digest:)`` when the stored bytes do not have this digest. The
  ///   entry is then dropped, so that the next evaluation computes it again.
  package func load() throws -> Data { try read() }
}

/// The files of one figure.
package struct Figure: Sendable {
  /// In CSS pixels; the PNGs have twice as many in each direction.
  package var width: Int
  package var height: Int
  package var light: StoredBytes
  package var dark: StoredBytes
  package var csv: StoredBytes
  /// JSON: where the values stand in the pictures; nil where none do.
  package var places: StoredBytes?

  package init(
    width: Int, height: Int, light: StoredBytes, dark: StoredBytes, csv: StoredBytes,
    places: StoredBytes? = nil
  ) {
    (self.width, self.height) = (width, height)
    (self.light, self.dark, self.csv, self.places) = (light, dark, csv, places)
  }

  /// - Parameters:
  ///   - text: as ``text`` gives it.
  ///   - bytes: of a file, by its digest.
  package init?(text: String, bytes: (_ digest: String) -> StoredBytes) {
    guard let digests = Self.digests(in: text) else { return nil }
    let size = text.split(separator: " ").prefix(2).compactMap { Int($0) }
    self.init(
      width: size[0], height: size[1], light: bytes(digests[0]), dark: bytes(digests[1]),
      csv: bytes(digests[2]), places: digests.count > 3 ? bytes(digests[3]) : nil)
  }

  /// As a run keeps it: the size and the digests of the files, separated by spaces.
  package var text: String {
    (["\(width)", "\(height)"] + files.map(\.digest)).joined(separator: " ")
  }

  /// All of them.
  package var files: [StoredBytes] { [light, dark, csv] + (places.map { [$0] } ?? []) }

  /// The digests in a figure's text; nil for other texts.
  static func digests(in text: String) -> [String]? {
    let fields = text.split(separator: " ", omittingEmptySubsequences: false)
    guard (5...6).contains(fields.count),
      fields.prefix(2).allSatisfy({ (1...100_000).contains(Int($0) ?? 0) })
    else {
      return nil
    }
    return fields.dropFirst(2).map(String.init)
  }
}
