import Foundation

/// A form other than JSON in which `value` writes results of a book.
public struct ValueFormat: Sendable {
  /// The word after `--format`, also the file's extension.
  public var name: String
  /// What it is for, in a few words.
  public var help: String
  /// The bytes for a value, which is given as JSON. Throws a ``ReportedError`` where the value is of another kind.
  public var data: @Sendable (_ json: Data) throws -> Data

  /// The parameters are the properties of the same names.
  public init(name: String, help: String, data: @escaping @Sendable (_ json: Data) throws -> Data) {
    (self.name, self.help, self.data) = (name, help, data)
  }
}
