import BookStore
import Digests
import Foundation
import Support

/// Shards of cells that cost hours, committed as they finish: files that `run --export` or `cache export` wrote, in
/// `chapters/frozen/shards/`. A build takes them in, so that a study which is under way goes on from them anywhere.
struct FrozenShards {
  private let files: [URL]

  init(of project: ProjectPaths) {
    let folder = project.frozenShards
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    files = names.filter { $0.hasSuffix(".sqlite") }.sorted().map { folder.appending(path: $0) }
  }

  /// Adds to `store` what the files hold, once for each state of the folder.
  /// - Throws: ``StoreError``; ``ExchangeError``.
  func add(to store: Store) throws {
    guard !files.isEmpty else { return }
    let state = files.map { FileStamp($0.path)?.description ?? $0.path }.joined(separator: "\n")
    guard try store.value(Self.key, as: String.self) != state else { return }
    for file in files { _ = try store.merge(file) }
    try store.setValue(Self.key, state)
  }

  private static let key = SHA256.hex("frozen shards")
}
