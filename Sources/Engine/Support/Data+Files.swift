import Foundation

extension Data {
  /// Writes the bytes whole, by a rename, unless the file holds them already.
  /// - Returns: whether the file was written.
  package func writeIfDifferent(to file: URL) throws -> Bool {
    if let size = try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize, size == count,
      let old = try? Data(contentsOf: file, options: .mappedIfSafe), old == self
    {
      return false
    }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try write(to: file, options: .atomic)
    return true
  }
}
