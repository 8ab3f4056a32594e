import LinearAlgebra

/// Anderson acceleration of the average iteration `G(x) = (1 - alpha*) x + alpha* N(x)`, for every sample by itself.
///
/// With the last `memory` differences `dX` of points and `dF` of `f = G(x) - x`:
/// `x <- G(x) - (dX + dF) gamma`, `gamma` minimising `|f - dF gamma|_2`.
///
/// No rate is proved for ReLU. A step that does not lower the sample's residual by the factor of the average iteration
/// is taken back, one average iteration takes its place and the memory is emptied: so convergence is as sure as the
/// average iteration's, at twice its number of steps at worst.
/// - Source: Walker and Ni, Anderson acceleration for fixed-point iterations, 2011; the safeguard is ours.
public struct AndersonAcceleration: EquilibriumMethod {
  /// How many differences are kept; 0 is the average iteration.
  public let memory: Int

  /// - Parameter memory: differences to keep; negative counts as 0.
  public init(memory: Int = 5) { self.memory = max(0, memory) }

  /// An iteration with empty memories, one a sample of `problem`.
  /// - Throws: ``SolverError/notWellPosed(measure:)`` where the measure, in the model's weights, is not below
  ///   1.
  public func iteration(for problem: EquilibriumProblem) throws(SolverError) -> Iteration {
    let alpha = try StepSize.optimal.value(for: problem.model)
    let samples = Array(repeating: Memory(capacity: memory), count: problem.offsets.rows)
    return Iteration(alpha: alpha, samples: samples, safeguard: try Safeguard(model: problem.model))
  }

  /// One solve: the memory of every sample.
  public struct Iteration: EquilibriumIteration {
    let alpha: Double
    var samples: [Memory]
    var safeguard: Safeguard

    /// An accelerated step for each sample of `iterate`, or the average iteration's from the point before
    /// where the last step failed.
    public mutating func next(after iterate: Iterate) -> Matrix<Double> {
      let retreats = safeguard.retreats(at: iterate)
      var next = iterate.states
      for k in samples.indices {
        if let point = retreats[k] {
          next[row: k] = point
          samples[k].forget()
        } else {
          let x = iterate.states[row: k]
          let f = zip(x, iterate.images[row: k]).map { alpha * ($1 - $0) }
          next[row: k] = samples[k].step(from: x, change: f)
        }
      }
      return next
    }
  }

  /// The last points of one sample.
  public struct Memory {
    let capacity: Int
    private var last: (x: [Double], f: [Double])?
    private var pointDifferences: [[Double]] = []
    private var changeDifferences: [[Double]] = []

    init(capacity: Int) { self.capacity = capacity }

    mutating func forget() { self = Memory(capacity: capacity) }

    mutating func step(from x: [Double], change f: [Double]) -> [Double] {
      if let last, capacity > 0 {
        pointDifferences.append(zip(x, last.x).map { $0 - $1 })
        changeDifferences.append(zip(f, last.f).map { $0 - $1 })
        if pointDifferences.count > capacity {
          pointDifferences.removeFirst()
          changeDifferences.removeFirst()
        }
      }
      last = (x, f)
      var next = zip(x, f).map { $0 + $1 }
      for (j, factor) in coefficients(for: f).enumerated() {
        for i in next.indices { next[i] -= factor * (pointDifferences[j][i] + changeDifferences[j][i]) }
      }
      return next
    }

    /// `gamma` of least `|f - dF gamma|_2`, by the normal equations of the columns scaled to length 1, their diagonal
    /// raised by 1e-12 so that dependent columns do no harm.
    private func coefficients(for f: [Double]) -> [Double] {
      let lengths = changeDifferences.map { $0.norm(in: .two) }
      guard !lengths.isEmpty, lengths.allSatisfy({ $0 > 0 }) else { return lengths.map { _ in 0 } }
      let columns = zip(changeDifferences, lengths).map { column, length in column.map { $0 / length } }
      let gram = Matrix(rows: columns.count, columns: columns.count) { i, j in
        dot(columns[i], columns[j]) + (i == j ? 1e-12 : 0)
      }
      guard let solution = try? gram.solve(columns.map { dot($0, f) }) else { return lengths.map { _ in 0 } }
      return zip(solution, lengths).map { $0 / $1 }
    }

    private func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}

extension EquilibriumMethod where Self == AndersonAcceleration {
  /// ``AndersonAcceleration`` at a call site: `problem.solve(by: .andersonAcceleration(), until: rule)`.
  /// `memory` is the number of differences that are kept.
  public static func andersonAcceleration(memory: Int = 5) -> AndersonAcceleration {
    AndersonAcceleration(memory: memory)
  }
}
