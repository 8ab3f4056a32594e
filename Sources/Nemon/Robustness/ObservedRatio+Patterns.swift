import ImplicitNetworks
import LinearAlgebra

extension ObservedRatio {
  /// Searches among the linear pieces of a ReLU model for the steepest, and gives a pair of inputs on it.
  ///
  /// Where `B` has full row rank every pattern of units that are on is that of some input: any states `x` and
  /// pre-activations `z` with these signs solve the model's equation for an input with `B u = z - A x - b`. So the
  /// Lipschitz constant is the largest `|c S (I - A S)^-1 B|_1` of all patterns and outputs. For each output it is climbed
  /// by flipping unit after unit, from all units on and from random patterns. The steepest piece is then entered: an input
  /// whose pre-activations have at least the size 1 and more than what a step of length 1 along the signs of the
  /// gradient moves them by. What is returned are the outputs at both ends, solved for like any other inputs.
  /// - Parameters:
  ///   - model: well posed, with ReLU.
  ///   - restarts: random patterns to climb from, for each output.
  ///   - seed: for these.
  /// - Returns: nil where no pattern has a slope, or `B B'` has no inverse.
  /// - Throws: ``PatternError/notReLU(_:)``, ``SingularMatrix`` and `SolverError`.
  public static func steepestPiece(
    of model: ImplicitModel, restarts: Int = 2, seed: UInt64
  ) throws -> ObservedRatio? {
    guard model.activation == .relu else { throw PatternError.notReLU(model.activation) }
    var best: (pattern: ActivationPattern, output: Int, slope: Double)?
    for output in 0..<model.outputs {
      for start in 0...restarts {
        var generator = RandomGenerator(seed: seed).stream(output).stream(start)
        let isOn = (0..<model.width).map { _ in start == 0 || generator.uniform() < 0.5 }
        var pattern = try ActivationPattern(of: model, isOn: isOn)
        let slope = pattern.climb(output: output)
        if slope > best?.slope ?? 0 { best = (pattern, output, slope) }
      }
    }
    return try best.flatMap { try pair(on: $0.pattern.isOn, of: model, output: $0.output) }
  }

  /// Two inputs on a piece, a step of 1 apart along the signs of an output's gradient there.
  package static func pair(on isOn: [Bool], of model: ImplicitModel, output: Int) throws -> ObservedRatio? {
    let piece = try ActivationPattern(of: model, isOn: isOn)
    let step = piece.gradient(of: output).map { $0 > 0 ? 1.0 : $0 < 0 ? -1 : 0 }
    let z = zip(piece.preactivationMoves(along: step), isOn).map { ($0.magnitude + 1) * ($1 ? 1 : -1) }
    let driven = zip(zip(z, model.A * z.map { max($0, 0) }), model.b).map { $0.0 - $0.1 - $1 }
    guard let shares = try? model.B.timesTransposed(model.B).solve(driven) else { return nil }
    let first = model.B.transposed * shares
    let second = zip(first, step).map { $0 + $1 }
    let inputs = Matrix(rows: 2, columns: model.inputs, elements: first + second)
    let outputs = try ImplicitClassifier(model: model, by: Newton(), until: .residual(below: 1e-9))
      .logits(of: inputs)
    return ObservedRatio(between: first, and: second, outputs: outputs[row: 0], outputs[row: 1])
  }
}

/// Why the pieces of a model cannot be searched.
public enum PatternError: Error, Equatable {
  /// Its pieces are not linear.
  case notReLU(Activation)
}
