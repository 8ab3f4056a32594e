import Foundation
import Support

/// A project in a folder of its own, removed at the end of the test.
package final class TemporaryProject: Sendable {
  package let paths: ProjectPaths

  package init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nemon-\(UUID().uuidString)")
    paths = ProjectPaths(root: folder)
    try FileManager.default.createDirectory(at: paths.chapters, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: paths.root) }
}
