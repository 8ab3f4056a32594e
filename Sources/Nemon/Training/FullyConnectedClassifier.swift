import Foundation
import ImplicitNetworks
import LinearAlgebra

/// A fully connected network whose family is known at run time only.
public protocol FullyConnectedClassifier: Sendable {
  /// Numbers of states n, inputs r and classes q.
  var width: Int { get }
  var inputs: Int { get }
  var classes: Int { get }
  /// Of the activation below zero.
  var negativeSlope: Float { get }
  /// What `A` follows from.
  var freeParameters: any StateParameters { get }
  /// Shapes `[width, inputs]`, `[width]`, `[classes, width]` and `[classes]`, row-major.
  var B: [Float] { get }
  var b: [Float] { get }
  var C: [Float] { get }
  var c: [Float] { get }

  /// The model in double precision, measured in the family's own weights.
  /// - Throws: ``ParametersError``, ``ModelError`` (from ImplicitNetworks).
  func implicitModel() throws -> ImplicitModel
}

extension FullyConnectedNetwork: FullyConnectedClassifier {
  public var freeParameters: any StateParameters { state }
}

extension NetworkFamily {
  /// The family's name in figures and messages.
  public var title: String {
    switch self {
    case .nemon: "NEMON"
    case .idl: "IDL"
    case .mon: "MON"
    case .explicit: "explicit"
    }
  }

  /// The network of the family called `title`, from its JSON.
  /// - Parameters:
  ///   - title: `NEMON`, `IDL`, `MON` or `explicit`.
  ///   - json: what `JSONEncoder` makes of the network.
  /// - Throws: `DecodingError`; ``TrainingError/unknownFamily(_:)``.
  public static func network(titled title: String, json: Data) throws -> any FullyConnectedClassifier {
    func decoded<State: StateParameters>(_ type: State.Type) throws -> any FullyConnectedClassifier {
      try JSONDecoder().decode(FullyConnectedNetwork<State>.self, from: json)
    }
    return switch title {
    case "NEMON": try decoded(NEMONState.self)
    case "IDL": try decoded(IDLState.self)
    case "MON": try decoded(MONState.self)
    case "explicit": try decoded(ExplicitState.self)
    default: throw TrainingError.unknownFamily(title)
    }
  }
}
