/// An order in which each node comes after those that it needs, otherwise as given.
struct DependencyOrder {
  private(set) var order: [Int] = []
  /// The first cycles that were met, as the nodes along it; the first needs the second, the last the first.
  private(set) var cycles: [[Int]] = []
  private let needs: [[Int]]
  private var state: [State]

  /// So that a hostile book does not cost cubic time.
  private static let cycleLimit = 20

  private enum State { case new, open, done }

  /// - Parameter needs: for each node, the nodes that it needs. Takes linear time and no recursion.
  init(needs: [[Int]]) {
    self.needs = needs
    state = Array(repeating: .new, count: needs.count)
    for node in needs.indices { visit(node) }
  }

  private mutating func visit(_ root: Int) {
    guard state[root] == .new else { return }
    var path = [(node: root, next: 0)]
    state[root] = .open
    while let (node, next) = path.last {
      guard next < needs[node].count else {
        state[node] = .done
        order.append(node)
        path.removeLast()
        continue
      }
      path[path.count - 1].next += 1
      let other = needs[node][next]
      switch state[other] {
      case .new:
        state[other] = .open
        path.append((other, 0))
      case .open where cycles.count < Self.cycleLimit:
        let start = path.firstIndex { $0.node == other } ?? 0
        cycles.append(path[start...].map(\.node))
      case .open, .done:
        break
      }
    }
  }
}
