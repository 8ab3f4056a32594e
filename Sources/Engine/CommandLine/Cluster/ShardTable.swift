import BookEvaluation

/// The shards of a cell in few lines: those that differ in their seed alone share one.
package struct ShardTable {
  package private(set) var lines: [String] = []

  private struct Group {
    var settings: String
    /// With whether its shard is kept.
    var seeds: [(seed: Int, isKept: Bool)] = []
  }

  /// - Parameter shards: as `name=value` with commas between, and whether each is kept.
  package init(_ shards: [(label: String, isKept: Bool)]) {
    var groups: [Group] = []
    var places: [String: Int] = [:]
    for shard in shards {
      let parts = shard.label.split(separator: ",").map(String.init)
      let seeds = parts.filter { $0.hasPrefix("seed=") }.compactMap { Int($0.dropFirst(5)) }
      guard seeds.count == 1 else {
        groups.append(Group(settings: "\(Self.words(parts)): \(shard.isKept ? "kept" : "missing")"))
        continue
      }
      let settings = Self.words(parts.filter { !$0.hasPrefix("seed=") })
      let place = places[settings] ?? groups.count
      if place == groups.count { groups.append(Group(settings: settings)) }
      places[settings] = place
      groups[place].seeds.append((seeds[0], shard.isKept))
    }
    lines = groups.map { group in
      if group.seeds.isEmpty { return group.settings }
      let kept = group.seeds.filter(\.isKept).map(\.seed)
      let missing = group.seeds.filter { !$0.isKept }.map(\.seed)
      let head = group.settings.isEmpty ? "" : group.settings + ": "
      let noun = group.seeds.count == 1 ? "seed" : "seeds"
      let parts = [(kept, "kept"), (missing, "missing")].filter { !$0.0.isEmpty }
      return head + noun + " " + parts.map { "\(Self.ranges($0.0)) \($0.1)" }.joined(separator: ", ")
    }
  }

  /// A value alone where it is a word, such as a family's name: `ridge, lambda 1e-3`.
  private static func words(_ settings: [String]) -> String {
    settings.map { setting in
      let parts = setting.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { return setting }
      return parts[1].first?.isLetter ?? false ? String(parts[1]) : "\(parts[0]) \(parts[1])"
    }.joined(separator: ", ")
  }

  /// Such as `1 to 3`, `4 and 5`, `1, 3 and 7 to 9`.
  package static func ranges(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in Set(numbers).sorted() {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    let words = runs.flatMap { run -> [String] in
      switch run.count {
      case 1: ["\(run.lowerBound)"]
      case 2: ["\(run.lowerBound)", "\(run.upperBound)"]
      default: ["\(run.lowerBound) to \(run.upperBound)"]
      }
    }
    guard words.count > 1, let last = words.last else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
