import ImplicitNetworks
import LinearAlgebra

/// An implicit network made of named tensors.
package struct NamedNetwork {
  /// Whose names the tensors have.
  package enum Convention: String, Codable, CaseIterable {
    /// `A`, `B`, `C`, and `b`, `c` where they are not zero; those of implicit deep learning too, with `D`.
    case plain
    /// `T`, `d`, `B`, `C`, `b`, `c` of the parameterisation of this book.
    case nemon
    /// `U.M.weight`, `U.M.bias`, `M.weight`, `eta`, `a` of the authors' follow-up code, robust-inn-mm.
    case mixedMonotone = "robust-inn-mm"
    /// `U.weight`, `U.bias`, `A.weight`, `d` of the paper's released code.
    case releasedNEMON = "NEMON, released code"
    /// `U.weight`, `U.bias`, `A.weight`, `B.weight` of the released code of monotone operator networks.
    case mon

    /// The constant of the layer that its file does not hold, gamma of NEMON and `m` of the others, as the code has it: 0 of
    /// this book and of robust-inn-mm, whose notebook loads its networks so; 0.05 of the paper's released code; 1 of MON. Nil
    /// where there is none.
    package var usualContraction: Double? {
      switch self {
      case .plain: nil
      case .nemon, .mixedMonotone: 0
      case .releasedNEMON: 0.05
      case .mon: 1
      }
    }

    /// Whether weights follow from the parameters; those of the model are 1 otherwise.
    package var hasWeights: Bool { self != .plain && self != .mon }
  }

  package let convention: Convention
  /// The constant of the layer that was used; nil where there is none.
  package let contraction: Double?
  /// Without ``direct``.
  package let model: ImplicitModel
  /// `D` of an output `C x + D u + c`, as implicit deep learning has it; nil where it is zero or not there.
  package let direct: Matrix<Double>?

  /// - Parameters:
  ///   - file: names count from their end on, so that a prefix such as `mon.linear_module.` does not matter. The output
  ///     layer of the conventions of PyTorch is `Wout.weight`, `Wout.bias`.
  ///   - contraction: the constant of the layer; ``Convention/usualContraction`` by default.
  /// - Throws: ``NamedNetworkError``, `ModelError`, `ParametersError`.
  package init(_ file: NamedTensors, contraction: Double? = nil) throws {
    let names = Names(file)
    convention = try names.convention
    let constant = contraction ?? convention.usualContraction
    guard contraction == nil || convention.usualContraction != nil else {
      throw NamedNetworkError.noContraction(convention)
    }
    self.contraction = constant
    model = try names.model(convention, constant: constant ?? 0)
    direct = try convention == .plain ? names.direct(model) : nil
  }

  /// A model, such as this network's in other weights, with ``direct`` as a part of it: for inputs that are not below `least`, `D u`
  /// is `D relu(u - least) + D least`, by one unit more an input, which no other unit sees.
  ///
  /// Their weight is the largest that leaves the norm of `B` as it is.
  /// - Throws: `ModelError`.
  package func withDirectPath(_ model: ImplicitModel, fromInput least: Double) throws -> ImplicitModel {
    guard let direct else { return model }
    let (n, r, norm) = (model.width, model.inputs, model.B.norm(from: .ones(model.inputs), to: model.weights))
    let weight = norm > 0 ? 1 / norm : 1
    return try ImplicitModel(
      A: Matrix(rows: n + r, columns: n + r) { $0 < n && $1 < n ? model.A[$0, $1] : 0 },
      B: Matrix(rows: n + r, columns: r) { $0 < n ? model.B[$0, $1] : $0 - n == $1 ? 1 : 0 },
      b: model.b + Array(repeating: -least, count: r),
      C: Matrix(rows: model.outputs, columns: n + r) { $1 < n ? model.C[$0, $1] : direct[$0, $1 - n] },
      c: zip(model.c, direct.rowVectors).map { $0 + least * $1.reduce(0, +) },
      weights: Weights(model.weights.values + Array(repeating: weight, count: r)))
  }
}

extension Names {
  /// - Throws: ``NamedNetworkError/notRead(_:)`` for names of a network that is known and not read.
  fileprivate var convention: NamedNetwork.Convention {
    get throws {
      if has("U.M.weight") { return .mixedMonotone }
      guard has("U.weight") else { return has("T") ? .nemon : .plain }
      guard !has("M.weight") else {
        throw NamedNetworkError.notRead("Inference_Models.NEMON of robust-inn-mm")
      }
      return has("d") ? .releasedNEMON : .mon
    }
  }

  fileprivate func model(_ convention: NamedNetwork.Convention, constant: Double) throws -> ImplicitModel {
    switch convention {
    case .plain:
      return try ImplicitModel(
        A: matrix("A"), B: matrix("B"), b: optionalVector("b"), C: matrix("C"), c: optionalVector("c"))
    case .nemon:
      return try NEMONParameters(T: matrix("T"), d: vector("d"), gamma: constant)
        .model(B: matrix("B"), b: vector("b"), C: matrix("C"), c: vector("c"))
    case .mixedMonotone:
      let parameters = try NEMONParameters(
        T: matrix("M.weight", not: "U."), d: vector("eta"), gamma: constant)
      let (full, a) = (parameters.A, try vector("a"))
      guard a.count == full.rows else { throw NamedNetworkError.shape("a") }
      let A = Matrix(rows: full.rows, columns: full.rows) { full[$0, $1] - ($0 == $1 ? a[$0] * a[$0] : 0) }
      return try read(A, weights: parameters.weights, inputs: "U.M")
    case .releasedNEMON:
      let parameters = try NEMONParameters(T: matrix("A.weight"), d: vector("d"), gamma: constant)
      return try read(parameters.A, weights: parameters.weights)
    case .mon:
      let (P, Q) = (try matrix("A.weight"), try matrix("B.weight"))
      guard P.isSquare, Q.shape == P.shape else { throw NamedNetworkError.shape("A.weight") }
      let square = P.transposed * P
      return try read(
        Matrix(rows: P.rows, columns: P.rows) {
          ($0 == $1 ? 1 - constant : 0) - square[$0, $1] + Q[$0, $1] - Q[$1, $0]
        }, weights: nil)
    }
  }

  fileprivate func direct(_ model: ImplicitModel) throws -> Matrix<Double>? {
    guard has("D") else { return nil }
    let D = try matrix("D")
    guard D.shape == Shape(rows: model.outputs, columns: model.inputs) else {
      throw NamedNetworkError.shape("D")
    }
    guard D.isFinite else { throw ModelError.notFinite(parameter: "D") }
    return D.elements.contains { $0 != 0 } ? D : nil
  }

  /// With the layers before and after as PyTorch names them.
  private func read(_ A: Matrix<Double>, weights: Weights?, inputs: String = "U") throws -> ImplicitModel {
    try ImplicitModel(
      A: A, B: matrix(inputs + ".weight"), b: vector(inputs + ".bias"), C: matrix("Wout.weight"),
      c: vector("Wout.bias"), weights: weights)
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
  /// It has no entries: there are no units, inputs or classes.
  case empty(String)
  /// The network is known, and not read.
  case notRead(String)
  /// A constant is given for a layer that has none.
  case noContraction(NamedNetwork.Convention)

  package var sentence: String {
    switch self {
    case .missing(let name, let found):
      found.isEmpty ? "it holds no tensors" : "no tensor \(name) among \(found.joined(separator: ", "))"
    case .ambiguous(let name):
      "several tensors end in \(name), and a file of one network is read; one of several networks of a book is "
        + "written by value ID --where seed=1 --format safetensors --output FILE"
    case .shape(let name): "\(name) has a shape that does not fit"
    case .empty(let name): "\(name) has no entries; a network has units, inputs and classes"
    case .notRead(let name): "its names are those of \(name), which is not read"
    case .noContraction(let convention):
      "it is read as \(convention.rawValue), A itself, and has no constant that --contraction could give"
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
    guard !tensor.values.isEmpty else { throw NamedNetworkError.empty(end) }
    return tensor
  }

  func matrix(_ end: String, not excluded: String? = nil) throws -> Matrix<Double> {
    let tensor = try tensor(end, not: excluded, dimensions: 2)
    return Matrix(rows: tensor.shape[0], columns: tensor.shape[1], elements: tensor.values)
  }

  func vector(_ end: String) throws -> [Double] { try tensor(end, not: nil, dimensions: 1).values }

  func optionalVector(_ end: String) throws -> [Double]? { has(end) ? try vector(end) : nil }
}
