import BookEngine
import Foundation

/// A project in a folder of its own, removed at the end of the test.
final class TemporaryProject: Sendable {
  let paths: ProjectPaths

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nemon-\(UUID().uuidString)")
    paths = ProjectPaths(root: folder)
    try FileManager.default.createDirectory(at: paths.chapters, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: paths.root) }
}
