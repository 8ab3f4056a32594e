import BookStore
import Foundation
import Support

/// Builds the site again whenever a chapter, or a file beside it, changes.
struct Rebuilder {
  let project: ProjectPaths
  let build: () throws -> Void

  /// Looks twice a second, until the task is cancelled.
  /// - Throws: what `build` throws.
  func run() async throws {
    var seen = stamp
    while !Task.isCancelled {
      try await Task.sleep(for: .milliseconds(500))
      let now = stamp
      guard now != seen else { continue }
      seen = now
      try build()
    }
  }

  /// Names, sizes and times of the chapters' files.
  private var stamp: [String] {
    let keys: Set<URLResourceKey> = [.contentModificationDateKey, .fileSizeKey]
    let files = FileManager.default.enumerator(
      at: project.chapters, includingPropertiesForKeys: Array(keys), options: .skipsHiddenFiles)
    return (files?.compactMap { $0 as? URL } ?? []).map { file in
      let values = try? file.resourceValues(forKeys: keys)
      let time = values?.contentModificationDate?.timeIntervalSince1970 ?? 0
      return "\(file.path) \(values?.fileSize ?? 0) \(time)"
    }.sorted()
  }

  /// When the site was swapped in, as text.
  static func version(of project: ProjectPaths) -> String {
    var status = stat()
    guard stat(project.output.path, &status) == 0 else { return "none" }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return "\(status.st_ino)-\(time.tv_sec)-\(time.tv_nsec)"
  }
}
