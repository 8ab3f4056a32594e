/// What stands between the braces of `{#id .class name="value"}`, as pandoc read it.
struct Attributes: Hashable, Sendable {
  var id = ""
  var classes: [String] = []
  /// Each a name and a value.
  var pairs: [[String]] = []

  subscript(name: String) -> String? { pairs.first { $0[0] == name }?[1] }

  func has(_ name: String) -> Bool { classes.contains(name) }
}

extension Attributes: Decodable {
  init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    id = try list.decode(String.self)
    classes = try list.decode([String].self)
    pairs = try list.decode([[String]].self).filter { $0.count == 2 }
  }
}
