import ExecutableBook
import Foundation
import ImplicitNetworks
import NetworkFiles
import Records
import Training

extension ValueFormat {
  /// Trained networks as `A`, `B`, `b`, `C`, `c`: `x = relu(A x + B u + b)`, `y = C x + c`. Of several networks each name begins
  /// with its network's settings and a point.
  public static var safetensors: ValueFormat {
    ValueFormat(
      name: "safetensors", help: "of trained fully connected networks, as PyTorch and NumPy read them"
    ) { json in
      guard let networks = try? JSONDecoder().decode([TrainedNetwork].self, from: json) else {
        throw ExportError(sentence: "only trained networks are written as safetensors")
      }
      var (tensors, metadata) = (NamedTensors([:]), [String: String]())
      for network in networks {
        let name = "\(network.family.rawValue)-lambda-\(network.lambda)-seed-\(network.seed)"
        guard let model = try? network.fullyConnected().implicitModel() else {
          throw ExportError(
            sentence: "\(name) has convolutions; networks of A, B, b, C and c alone are written")
        }
        let settings = "\(name)-width-\(model.width)"
        let prefix = networks.count == 1 ? "" : settings + "."
        guard tensors.tensors[prefix + "A"] == nil else {
          throw ExportError(sentence: "several networks have the settings \(settings); choose by --where")
        }
        for (name, tensor) in NamedTensors(model).tensors { tensors.tensors[prefix + name] = tensor }
        metadata[prefix + "settings"] = settings
        metadata[prefix + "right"] = "\(network.testCorrect) of \(network.testImages)"
      }
      return Safetensors.data(tensors, metadata: metadata)
    }
  }
}

private struct ExportError: ReportedError {
  var sentence: String
}
