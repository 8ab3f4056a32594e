import Foundation
import ImplicitNetworks
import LinearAlgebra
import Records

/// A fully connected network whose family is known at run time only.
package protocol FullyConnectedClassifier: Sendable {
  /// Numbers of states n, inputs r and classes q.
  var width: Int { get }
  var inputs: Int { get }
  var classes: Int { get }
  /// Of the activation below zero.
  var negativeSlope: Float { get }
  /// What `A` follows from.
  var freeParameters: any LayerParameters { get }
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
  package var freeParameters: any LayerParameters { layer }
}

extension FullyConnectedNetwork: TrainableNetwork {}
extension ConvolutionalNetwork: TrainableNetwork {}

extension NetworkFamily {
  /// As records name it.
  var record: Family {
    switch self {
    case .nemon: .nemon
    case .idl: .idl
    case .mon: .mon
    case .explicit: .explicit
    }
  }
}

extension TrainedNetwork {
  /// The fully connected network behind the record.
  /// - Throws: `DecodingError`.
  package func fullyConnected() throws -> any FullyConnectedClassifier {
    func decoded<Layer: LayerParameters>(_ type: Layer.Type) throws -> any FullyConnectedClassifier {
      try JSONDecoder().decode(FullyConnectedNetwork<Layer>.self, from: parameters)
    }
    return switch family {
    case .nemon: try decoded(NEMONLayer.self)
    case .idl: try decoded(IDLLayer.self)
    case .mon: try decoded(MONLayer.self)
    case .explicit: try decoded(ExplicitLayer.self)
    }
  }

  /// The convolutional network behind the record.
  /// - Throws: `DecodingError`.
  package func convolutional() throws -> ConvolutionalNetwork {
    try JSONDecoder().decode(ConvolutionalNetwork.self, from: parameters)
  }
}
