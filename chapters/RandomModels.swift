import ImplicitNetworks
import LinearAlgebra

// What the experiments on random models have in common. Functions, not members: what extends a type counts for every
// cell that uses the type.

/// Activations by the names that figures show.
let namedActivations: [(name: String, activation: Activation)] = [
  ("ReLU", .relu), ("leaky ReLU", .leakyReLU(slope: 0.1)), ("tanh", .tanh), ("sigmoid", .sigmoid),
]

/// Free parameters of n neurons: T with entries of deviation `size / sqrt n`, then d with entries of deviation `spread`.
func randomParameters(
  _ n: Int, size: Double, spread: Double = 0.3, gamma: Double, from generator: inout RandomGenerator
) throws -> NEMONParameters {
  let T = (size / Double(n).squareRoot()) * generator.normalMatrix(rows: n, columns: n)
  return try NEMONParameters(T: T, d: generator.normals(n).map { spread * $0 }, gamma: gamma)
}
