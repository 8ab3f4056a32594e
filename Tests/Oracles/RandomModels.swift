import ImplicitNetworks
import LinearAlgebra

/// A random well-posed model whose measure is `gamma` or below.
package func randomModel(
  width: Int = 8, inputs: Int = 4, outputs: Int = 3, gamma: Double, activation: Activation = .relu,
  from generator: inout RandomGenerator
) throws -> ImplicitModel {
  let parameters = try NEMONParameters(
    T: generator.normalMatrix(rows: width, columns: width), d: generator.normals(width).map { 0.5 * $0 },
    gamma: gamma)
  return try parameters.model(
    B: generator.normalMatrix(rows: width, columns: inputs), b: generator.normals(width),
    C: generator.normalMatrix(rows: outputs, columns: width), c: generator.normals(outputs),
    activation: activation)
}
