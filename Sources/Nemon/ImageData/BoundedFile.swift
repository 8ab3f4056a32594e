import Foundation

/// Reads files whose largest possible length is known.
enum BoundedFile {
  /// - Parameter limit: in bytes; a longer file is not read at all.
  static func read(_ path: String, limit: Int) throws(DatasetError) -> [UInt8] {
    let attributes: [FileAttributeKey: Any]
    do {
      let target = URL(filePath: path).resolvingSymlinksInPath().path
      attributes = try FileManager.default.attributesOfItem(atPath: target)
    } catch { throw .missingFile(path: path) }
    guard attributes[.type] as? FileAttributeType == .typeRegular, let bytes = attributes[.size] as? Int
    else { throw .unreadableFile(path: path) }
    guard bytes <= limit else { throw .fileTooLarge(path: path, bytes: bytes, limit: limit) }
    do { return [UInt8](try Data(contentsOf: URL(filePath: path))) } catch {
      throw .unreadableFile(path: path)
    }
  }
}
