import Foundation

/// Why what pandoc wrote cannot be used.
enum TreeError: Error, Equatable {
  /// A kind of node that this version of pandoc has and the book does not know.
  case unknownNode(String)
  case tooDeep
  case unreadable(String)
}

/// A text as pandoc reads it.
struct PandocDocument: Sendable {
  var blocks: [Block]

  /// How deep lists and objects may lie in each other: about half as many quotations or lists.
  static let depth = 100

  /// - Parameter json: as pandoc 2.17 to 3 writes it.
  init(json: Data) throws(TreeError) {
    guard Self.depth(of: json) <= Self.depth else { throw .tooDeep }
    do {
      blocks = try JSONDecoder().decode(Whole.self, from: json).blocks
    } catch let error as TreeError {
      throw error
    } catch {
      throw .unreadable(String(describing: error))
    }
  }

  private struct Whole: Decodable { var blocks: [Block] }

  /// Looked at before anything walks the tree: every walk is recursive.
  private static func depth(of json: Data) -> Int {
    var depth = 0
    var deepest = 0
    var isString = false
    var isEscaped = false
    for byte in json {
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
          deepest = max(deepest, depth)
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
      }
    }
    return deepest
  }
}
