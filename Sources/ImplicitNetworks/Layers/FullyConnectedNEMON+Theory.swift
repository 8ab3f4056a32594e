import LinearAlgebra

extension FullyConnectedNEMON {
  /// The free parameters in double precision.
  /// - Throws: ``ParametersError``.
  public func freeParameters() throws(ParametersError) -> NEMONParameters {
    try NEMONParameters(
      T: Matrix(rows: width, columns: width, elements: T.map(Double.init)), d: d.map(Double.init),
      gamma: Double(gamma))
  }

  /// The model in double precision, measured in its trained weights `η = exp(-d)`.
  /// - Throws: ``ParametersError``, ``ModelError``.
  public func implicitModel() throws -> ImplicitModel {
    try freeParameters().model(
      B: Matrix(rows: width, columns: inputs, elements: B.map(Double.init)), b: b.map(Double.init),
      C: Matrix(rows: classes, columns: width, elements: C.map(Double.init)), c: c.map(Double.init),
      activation: negativeSlope == 0 ? .relu : .leakyReLU(slope: Double(negativeSlope)))
  }
}
