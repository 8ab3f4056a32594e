/// One thing that a cell's value depends on.
package struct Ingredient: Codable, Sendable, Hashable {
  /// In the order in which they enter the key, and in which reasons to run again are given.
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// The tokens of the cell, and of the setup cells that it uses.
    case code
    /// The value of a result that the cell reads.
    case result
    /// The sources of a module that the cell may call.
    case module
    /// The expected contents of a data set.
    case dataSet
    case scale
    case seed
    case compiler
  }

  package var kind: Kind
  /// Of the result, module or data set; empty for the others.
  package var name: String
  /// A digest, or the setting itself.
  package var value: String

  package init(_ kind: Kind, _ value: String) {
    self.init(kind, "", value)
  }

  package init(_ kind: Kind, _ name: String, _ value: String) {
    self.kind = kind
    self.name = name
    self.value = value
  }
}
