/// What stands between the braces of `{#id .class name="value"}`, as pandoc read it.
struct Attributes: Hashable, Sendable {
  struct Pair: Hashable, Sendable {
    var name: String
    var value: String
  }

  var id = ""
  var classes: [String] = []
  var pairs: [Pair] = []

  subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

  func has(_ name: String) -> Bool { classes.contains(name) }
}

extension Attributes: Decodable {
  init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    id = try list.decode(String.self)
    classes = try list.decode([String].self)
    pairs = try list.decode([[String]].self).map { Pair(name: $0.first ?? "", value: $0.last ?? "") }
  }
}
