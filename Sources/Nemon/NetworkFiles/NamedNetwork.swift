import ImplicitNetworks
import LinearAlgebra

/// An implicit network made of named tensors.
package struct NamedNetwork {
  /// Whose names the tensors have.
  package enum Convention: String, Codable, CaseIterable {
    /// `A`, `B`, `C`, and `b`, `c` where they are not zero; those of implicit deep learning too, with `D` zero.
    case plain
    /// `T`, `d`, `B`, `C`, `b`, `c` of the parameterisation of this book.
    case nemon
    /// `U.M.weight`, `U.M.bias`, `M.weight`, `eta`, `a` of the authors' follow-up code, robust-inn-mm.
    case mixedMonotone = "robust-inn-mm"
    /// `U.weight`, `U.bias`, `A.weight`, `d` of the paper's released code.
    case releasedNEMON = "NEMON, released code"
    /// `U.weight`, `U.bias`, `A.weight`, `B.weight` of the released code of monotone operator networks.
    case mon
  }

  package let convention: Convention
  package let model: ImplicitModel

  /// - Parameters:
  ///   - file: names count from their end on, so that a prefix such as `mon.linear_module.` does not matter. The output
  ///     layer of the conventions of PyTorch is `Wout.weight`, `Wout.bias`.
  ///   - contraction: the constant of the layer that its file does not hold: gamma of NEMON, `m` of the others. By default
  ///     0, 0.05 (both codes of the paper's authors) and 1 (MON), as in their code.
  /// - Throws: ``NamedNetworkError``, `ModelError`, `ParametersError`.
  package init(_ file: NamedTensors, contraction: Double? = nil) throws {
    let names = Names(file)
    if names.has("U.M.weight") {
      convention = .mixedMonotone
      let (M, eta, a) = (
        try names.matrix("M.weight", not: "U."), try names.vector("eta"), try names.vector("a")
      )
      let parameters = try NEMONParameters(T: M, d: eta, gamma: contraction ?? 0.05)
      guard a.count == M.rows else { throw NamedNetworkError.shape("a") }
      let A = Matrix(rows: M.rows, columns: M.rows) { parameters.A[$0, $1] - ($0 == $1 ? a[$0] * a[$0] : 0) }
      model = try ImplicitModel(
        A: A, B: names.matrix("U.M.weight"), b: names.vector("U.M.bias"), C: names.matrix("Wout.weight"),
        c: names.vector("Wout.bias"), weights: parameters.weights)
    } else if names.has("U.weight"), names.has("d") {
      convention = .releasedNEMON
      let parameters = try NEMONParameters(
        T: names.matrix("A.weight"), d: names.vector("d"), gamma: contraction ?? 0.05)
      model = try parameters.model(
        B: names.matrix("U.weight"), b: names.vector("U.bias"), C: names.matrix("Wout.weight"),
        c: names.vector("Wout.bias"))
    } else if names.has("U.weight") {
      convention = .mon
      let (P, Q, m) = (try names.matrix("A.weight"), try names.matrix("B.weight"), contraction ?? 1)
      guard P.isSquare, Q.shape == P.shape else { throw NamedNetworkError.shape("A.weight") }
      let square = P.transposed * P
      let A = Matrix(rows: P.rows, columns: P.rows) {
        ($0 == $1 ? 1 - m : 0) - square[$0, $1] + Q[$0, $1] - Q[$1, $0]
      }
      model = try ImplicitModel(
        A: A, B: names.matrix("U.weight"), b: names.vector("U.bias"), C: names.matrix("Wout.weight"),
        c: names.vector("Wout.bias"))
    } else if names.has("T") {
      convention = .nemon
      let parameters = try NEMONParameters(
        T: names.matrix("T"), d: names.vector("d"), gamma: contraction ?? 0)
      model = try parameters.model(
        B: names.matrix("B"), b: names.vector("b"), C: names.matrix("C"), c: names.vector("c"))
    } else {
      convention = .plain
      if try names.has("D") && names.matrix("D").elements.contains(where: { $0 != 0 }) {
        throw NamedNetworkError.directPath
      }
      model = try ImplicitModel(
        A: names.matrix("A"), B: names.matrix("B"), b: names.optionalVector("b"), C: names.matrix("C"),
        c: names.optionalVector("c"))
    }
  }
}

extension NamedTensors {
  /// A model by its matrices.
  package init(_ model: ImplicitModel) {
    func tensor(_ matrix: Matrix<Double>) -> Tensor {
      Tensor(shape: [matrix.rows, matrix.columns], values: matrix.elements)
    }
    self.init([
      "A": tensor(model.A), "B": tensor(model.B), "b": Tensor(shape: [model.b.count], values: model.b),
      "C": tensor(model.C), "c": Tensor(shape: [model.c.count], values: model.c),
    ])
  }
}

/// Why tensors are no network that is known here.
package enum NamedNetworkError: Error, Equatable {
  /// No tensor has a name with this end.
  case missing(String, found: [String])
  /// Several have.
  case ambiguous(String)
  /// It has another number of dimensions, or sides that fit no other tensor.
  case shape(String)
  /// A tensor `D` from inputs to outputs, past the state, as implicit deep learning has it.
  case directPath

  package var sentence: String {
    switch self {
    case .missing(let name, let found): "no tensor \(name) among \(found.joined(separator: ", "))"
    case .ambiguous(let name): "several tensors end in \(name)"
    case .shape(let name): "\(name) has a shape that does not fit"
    case .directPath:
      "its output is C x + D u with a D that is not zero; bounds are known here for C x alone"
    }
  }
}

private struct Names {
  let tensors: [String: NamedTensors.Tensor]

  init(_ file: NamedTensors) { tensors = file.tensors }

  private func names(_ end: String, not excluded: String? = nil) -> [String] {
    tensors.keys.filter { name in
      (name == end || name.hasSuffix("." + end)) && !(excluded.map { name.contains($0) } ?? false)
    }
  }

  func has(_ end: String) -> Bool { !names(end).isEmpty }

  private func tensor(_ end: String, not excluded: String?, dimensions: Int) throws -> NamedTensors.Tensor {
    let found = names(end, not: excluded)
    guard let name = found.first, let tensor = tensors[name] else {
      throw NamedNetworkError.missing(end, found: tensors.keys.sorted())
    }
    guard found.count == 1 else { throw NamedNetworkError.ambiguous(end) }
    guard tensor.shape.count == dimensions else { throw NamedNetworkError.shape(end) }
    return tensor
  }

  func matrix(_ end: String, not excluded: String? = nil) throws -> Matrix<Double> {
    let tensor = try tensor(end, not: excluded, dimensions: 2)
    return Matrix(rows: tensor.shape[0], columns: tensor.shape[1], elements: tensor.values)
  }

  func vector(_ end: String) throws -> [Double] { try tensor(end, not: nil, dimensions: 1).values }

  func optionalVector(_ end: String) throws -> [Double]? { has(end) ? try vector(end) : nil }
}
