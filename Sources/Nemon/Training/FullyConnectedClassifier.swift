import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra

/// A fully connected network whose family is known at run time only.
public protocol FullyConnectedClassifier: Sendable {
  /// The model in double precision, measured in the family's own weights.
  /// - Throws: ``ParametersError``, ``ModelError`` (from ImplicitNetworks).
  func implicitModel() throws -> ImplicitModel

  /// The network with images to attack, in pixels normalised as MNIST's.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``.
  func underAttack(on images: LabeledImages, team: WorkerTeam) throws(TrainingError) -> NetworkUnderAttack
}

extension FullyConnectedNetwork: FullyConnectedClassifier {
  /// - Parameters:
  ///   - images: as many pixels as the network has inputs, with labels below the number of classes.
  ///   - team: shares the images.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``.
  public func underAttack(
    on images: LabeledImages, team: WorkerTeam
  ) throws(TrainingError) -> NetworkUnderAttack {
    try NetworkUnderAttack(self, images: images, team: team)
  }
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
