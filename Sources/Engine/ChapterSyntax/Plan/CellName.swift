/// How a cell's id becomes a Swift identifier.
enum CellName {
  /// `polytope-volumes` becomes `polytopeVolumes`; a digit in front gets `_`.
  static func camelCase(_ id: String) -> String {
    let parts = id.split(separator: "-")
    guard let first = parts.first else { return "_" }
    let name = first + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    let ascii = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    return ascii.first?.isNumber ?? true ? "_" + ascii : ascii
  }
}
