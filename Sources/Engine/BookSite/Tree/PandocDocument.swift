import Foundation

/// Why what pandoc wrote cannot be used.
enum TreeError: Error, Equatable {
  /// A kind of node that this version of pandoc has and the book does not know.
  case unknownNode(String)
  /// The first words that lie too deep.
  case tooDeep(Place)
  case unreadable(String)
}

/// A text as pandoc reads it.
package struct PandocDocument: Sendable {
  var blocks: [Block]

  /// How deep lists and objects may lie in each other: about half as many quotations or lists.
  static let depth = 100

  /// - Parameter json: as pandoc 2.17 to 3 writes it.
  init(json: Data) throws(TreeError) {
    if let offset = Self.tooDeep(in: json) { throw .tooDeep(Self.words(behind: offset, in: json)) }
    do {
      blocks = try JSONDecoder().decode(Whole.self, from: json).blocks
    } catch let error as TreeError {
      throw error
    } catch {
      throw .unreadable(String(describing: error))
    }
  }

  /// Whether `json` is a tree that the book can use.
  package static func isReadable(_ json: Data) -> Bool { (try? PandocDocument(json: json)) != nil }

  private struct Whole: Decodable { var blocks: [Block] }

  /// Looked at before anything walks the tree: every walk is recursive.
  /// - Returns: the offset of the first bracket that lies too deep.
  private static func tooDeep(in json: Data) -> Int? {
    var depth = 0
    var isString = false
    var isEscaped = false
    for (offset, byte) in json.enumerated() {
      if isEscaped {
        isEscaped = false
      } else if isString {
        if byte == UInt8(ascii: "\\") { isEscaped = true }
        if byte == UInt8(ascii: "\"") { isString = false }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isString = true
        case UInt8(ascii: "["), UInt8(ascii: "{"):
          depth += 1
          if depth > Self.depth { return offset }
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
      }
    }
    return nil
  }

  /// The first words behind `offset`.
  private static func words(behind offset: Int, in json: Data) -> Place {
    func words(_ part: Data) -> [String] {
      String(decoding: part, as: UTF8.self).matches(of: /"c":("(?:[^"\\]|\\.)*")/).compactMap {
        try? JSONDecoder().decode(String.self, from: Data($0.1.utf8))
      }
    }
    let before = words(json.prefix(offset))
    guard let word = words(json.dropFirst(offset)).first else {
      return .written(.text(before.last ?? ""), count: 0)
    }
    return .written(.text(word), count: before.map { $0.ranges(of: word).count }.reduce(0, +))
  }
}
