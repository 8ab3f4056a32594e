import CellKit
import Digests
import Foundation
import GRDB

/// Rendered pages that later builds may use again; kept in the store.
package protocol PageCache {
  /// The page stored under `key`, if it is there and undamaged.
  func page(_ key: String) throws -> Data?
  func setPage(_ key: String, _ data: Data) throws
}

extension PageCache {
  /// What ``setValue(_:_:)`` stored under `key`, if it still can be read.
  package func value<Value: Decodable>(_ key: String, as type: Value.Type = Value.self) throws -> Value? {
    try page(key).flatMap { try? JSONDecoder().decode(type, from: $0) }
  }

  package func setValue(_ key: String, _ value: some Encodable) throws {
    try setPage(key, JSONEncoder().encode(value))
  }
}

extension Store: PageCache {
  /// - Throws: ``StoreError``.
  package func page(_ key: String) throws -> Data? { try whole(Page.filter(Column("key") == key))?.bytes }

  /// - Throws: ``StoreError``.
  package func setPage(_ key: String, _ data: Data) throws {
    try save(Page(key: key, digest: SHA256.hex(data), bytes: data))
  }

  /// What the cell printed during the run with this key; empty where that is not kept.
  /// - Throws: ``StoreError``.
  package func output(ofRun key: String) throws -> String {
    try page(Self.outputPage(ofRun: key)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// In place of what an earlier run with this key printed.
  /// - Throws: ``StoreError``.
  package func setOutput(_ text: String, ofRun key: String) throws {
    guard try !text.isEmpty || page(Self.outputPage(ofRun: key)) != nil else { return }
    try setPage(Self.outputPage(ofRun: key), Data(text.utf8))
  }

  static func outputPage(ofRun key: String) -> String { "output of run \(key)" }

  /// The checkpoint of the run of `cell` with `key`, for the cell to use while it runs. A damaged one counts as none:
  /// the cell then starts from the beginning.
  /// - Parameter earlier: learns how long the runs took whose work this one goes on from, as far as that is known.
  package func checkpoint(
    of cell: String, forKey key: String, name: String = "state", earlier: EarlierTime = EarlierTime()
  ) -> CellCheckpoint {
    let start = ContinuousClock.now
    return CellCheckpoint(
      load: { [self] in
        let checkpoint = try whole(Checkpoint.of(key, name))
        earlier[key] = checkpoint?.spent
        return checkpoint?.bytes
      },
      save: { [self] data in
        try save(
          Checkpoint(
            key: key, name: name, digest: SHA256.hex(data), bytes: data, cell: cell,
            saved: Date().timeIntervalSince1970,
            spent: (earlier[key] ?? 0) + (ContinuousClock.now - start) / .seconds(1)))
      })
  }

  private func whole<Record: DigestedRecord>(_ request: QueryInterfaceRequest<Record>) throws(StoreError)
    -> Record?
  {
    try translated { try database.read { try request.whole($0) } }
  }

  private func save(_ record: some DigestedRecord) throws(StoreError) {
    try translated { try database.write { try record.insert($0, onConflict: .replace) } }
  }
}
