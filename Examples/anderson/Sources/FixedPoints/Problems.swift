import Foundation

/// An undirected graph as pairs of nodes, numbered from 1.
public struct Graph: Sendable {
  public var edges: [(Int, Int)]
  public var count: Int { edges.flatMap { [$0.0, $0.1] }.max() ?? 0 }

  /// Why a file of edges cannot be read.
  public enum ReadingError: Error, Equatable { case notTwoNumbers(line: Int) }

  /// Reads a line of names, then two numbers a line with a comma between them.
  public init(csv text: String) throws(ReadingError) {
    edges = []
    for (index, line) in text.split(separator: "\n").enumerated().dropFirst() {
      let numbers = line.split(separator: ",").compactMap { Int($0) }
      guard numbers.count == 2, numbers.allSatisfy({ $0 > 0 }) else { throw .notTwoNumbers(line: index + 1) }
      edges.append((numbers[0], numbers[1]))
    }
  }

  /// `c` times the adjacency matrix between the roots of the inverse degrees: symmetric, of Euclidean norm `c`.
  public func normalisedAdjacency(times c: Double) -> [[Double]] {
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    let degrees = (1...count).map { node in edges.count { $0.0 == node || $0.1 == node } }
    for (a, b) in edges {
      let entry = c / Double(degrees[a - 1] * degrees[b - 1]).squareRoot()
      (matrix[a - 1][b - 1], matrix[b - 1][a - 1]) = (entry, entry)
    }
    return matrix
  }
}

/// Chandrasekhar's H-equation by the midpoint rule: the right-hand side for the values of H at n midpoints.
/// - Parameter albedo: in [0, 1]; at 1 the derivative at the solution is singular.
public func chandrasekhar(albedo: Double) -> @Sendable ([Double]) -> [Double] {
  { H in
    let n = H.count
    let nodes = (0..<n).map { (Double($0) + 0.5) / Double(n) }
    return nodes.map { mu in
      let integral = zip(nodes, H).reduce(0) { $0 + mu * $1.1 / (mu + $1.0) } / Double(n)
      return 1 / (1 - albedo / 2 * integral)
    }
  }
}
