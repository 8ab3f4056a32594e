import Digests
import Foundation

/// One thing that a cell's value depends on.
package struct Ingredient: Codable, Sendable, Hashable {
  /// In the order in which they enter the key, and in which reasons to run again are given.
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// The tokens of the cell, and of the setup cells that it uses.
    case code
    /// The value of a result that the cell reads.
    case result
    /// The sources of all modules that the cell may call, with their compilers' flags.
    case sources
    /// The version of a library of the system, and of it what differs from processor to processor.
    case library
    /// The expected contents of a data set.
    case dataSet
    case scale
    case seed
    case compiler
    /// What another version of this program counted.
    case unknown

    package init(from decoder: any Decoder) throws {
      self = Kind(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .unknown
    }
  }

  /// Changes when the recipe of keys does, which makes every value outdated.
  static let version = "2"

  package var kind: Kind
  /// Of the result, library or data set; empty for the others.
  package var name: String
  /// A digest, or the setting itself.
  package var value: String

  package init(_ kind: Kind, _ value: String) { self.init(kind, "", value) }

  package init(_ kind: Kind, _ name: String, _ value: String) {
    (self.kind, self.name, self.value) = (kind, name, value)
  }

  /// What a run's row says of them; nil for other texts.
  static func list(_ json: String?) -> [Ingredient]? {
    json.flatMap { try? JSONDecoder().decode([Ingredient].self, from: Data($0.utf8)) }
  }
}

extension [Ingredient] {
  /// The key of the cell `id` whose value depends on these: their digest.
  package func key(of id: String) -> String { digest(after: ["\(Ingredient.version)\u{1F}\(id)"]) }

  /// One digest over `head` and all ingredients.
  func digest(after head: [String]) -> String {
    let lines = map { "\($0.kind.rawValue)\u{1F}\($0.name)\u{1F}\($0.value)" }
    return SHA256.hex((head + lines).joined(separator: "\u{1E}"))
  }
}
