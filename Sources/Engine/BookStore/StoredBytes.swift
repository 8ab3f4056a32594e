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
