/// Some of a cell's shards by their labels: `lambda=1e-3,seed=2` is every shard whose label has both settings.
public struct ShardSelection: Hashable, Sendable {
  private var settings: [Setting]

  /// One `name=value`. Values that are numbers are compared as numbers.
  private struct Setting: Hashable {
    var name: Substring
    var value: Substring

    init?(_ text: Substring) {
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      (name, value) = (parts[0], parts[1])
    }

    func agrees(with other: Setting) -> Bool {
      guard name == other.name else { return false }
      if value == other.value { return true }
      guard let one = Double(value), let two = Double(other.value) else { return false }
      return one == two
    }
  }

  /// - Returns: nil unless `text` is a list of `name=value`, separated by commas.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    settings = parts.compactMap(Setting.init)
    guard settings.count == parts.count else { return nil }
  }

  /// Whether `label` has all settings of the selection.
  public func matches(_ label: String) -> Bool {
    let own = label.split(separator: ",").compactMap(Setting.init)
    return settings.allSatisfy { setting in own.contains(where: setting.agrees) }
  }
}
