import Digests
import Foundation

/// Remembers which data files were found whole, so that not every command unpacks them to know that they are.
///
/// A file is remembered by its length, its inode and the time of its last change of state, which every write
/// moves and no program can set.
struct WholeFiles {
  /// A line for each data set.
  let memory: URL

  /// Whether every file of `form` is in `directory` and has the right contents.
  func include(_ form: DataForm, in directory: URL) -> Bool {
    let states = form.files.map { Self.state(of: directory.appending(path: $0.name)) }
    let label = "\(form.name) "
    let line = label + SHA256.hex(([form.digest, directory.path] + states).joined(separator: "\n"))
    let known = ((try? String(contentsOf: memory, encoding: .utf8)) ?? "").split(separator: "\n").map(
      String.init)
    if known.contains(line) { return true }
    guard form.files.allSatisfy({ $0.state(directory) == .present }) else { return false }
    remember(known.filter { !$0.hasPrefix(label) } + [line])
    return true
  }

  /// Where it cannot be written, the files are read again next time.
  private func remember(_ lines: [String]) {
    try? FileManager.default.createDirectory(
      at: memory.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data(lines.map { $0 + "\n" }.joined().utf8).write(to: memory, options: .atomic)
  }

  private static func state(of file: URL) -> String {
    var status = stat()
    guard stat(file.path, &status) == 0 else { return "missing" }
    #if canImport(Darwin)
      let time = status.st_ctimespec
    #else
      let time = status.st_ctim
    #endif
    return "\(status.st_size) \(status.st_ino) \(time.tv_sec).\(time.tv_nsec)"
  }
}
