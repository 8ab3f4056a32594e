import Foundation
import NetworkFiles

extension CertifyReport {
  /// Their names, as they are shown: the global bounds first.
  static let certificates = ["C5", "Metzler", "Euclidean", "interval", "local", "linear"]

  /// Certificates whose counts are known.
  var names: [String] { Self.certificates.filter { certified[$0] != nil } }

  /// What is said of certificates that failed, a sentence each.
  var failures: [String] { Self.certificates.compactMap { name in failed[name].map { "\(name): \($0)" } } }

  /// The constant of the layer, and whether it was given; nil where the layer has none.
  var constant: String? {
    contraction.map { "constant of the layer: \($0), \(isContractionGiven ? "as given" : "by default")" }
  }

  /// Six digits, or that it is no number.
  private static func short(_ value: Double) -> String {
    value.isFinite ? String(format: "%.6g", value) : "not finite"
  }

  /// Whether and in which norm the network is well posed.
  var verdict: String {
    if model != nil {
      let own = convention.hasWeights ? "the weights of the file" : "weights of 1"
      return
        "well posed: the measure of A is \(Self.short(measure)) in \(own) and \(Self.short(bestMeasure)) in the best ones"
    }
    let best = "the measure of A is \(Self.short(bestMeasure)) in the best weights"
    let euclidean = "\(Self.short(euclideanMeasure)) in the Euclidean norm"
    return isWellPosed
      ? "well posed in the Euclidean norm alone: \(best), and \(euclidean)"
      : "not shown to be well posed: \(best), and \(euclidean)"
  }

  /// In which weights certificates were computed; nil without any.
  var weighting: String? {
    guard let weightsFrom, let least = weights?.min(), let most = weights?.max() else { return nil }
    let span = String(format: "from %.6g to %.6g", least, most)
    return switch weightsFrom {
    case .file: "certificates are in the weights of the file, \(span)"
    case .ones: "certificates are in weights of 1"
    case .best: "certificates are in the best weights, \(span)"
    }
  }

  /// Why there is no certificate by interval equilibria where ``model`` is nil.
  var noInterval: String {
    isWellPosed ? "it is well posed in the Euclidean norm alone" : "it is not shown to be well posed"
  }

  /// A Lipschitz bound, or why there is none.
  func bound(_ name: String) -> String {
    guard let bound = bounds[name]?.wrappedValue else { return "none, its hypothesis fails" }
    return bound.isFinite ? String(format: "%.6g", bound) : "none, it is beyond all numbers"
  }

  var text: String {
    var lines = ["\(convention.rawValue): \(units) units, \(inputs) inputs, \(classes) classes"]
    lines += [constant, verdict, weighting].compactMap { $0 }
    lines += Self.certificates.prefix(3).map { "Lipschitz bound, \($0): \(bound($0))" }
    guard isWellPosed else { return lines.joined(separator: "\n") }
    lines.append(
      right.map { "\($0) of \(images) images right; of them certified at each radius:" }
        ?? "of \(images) images certified at each radius:")
    func row(_ cells: [String]) -> String {
      cells.map { String(repeating: " ", count: max(0, 11 - $0.count)) + $0 }.joined()
    }
    if !names.isEmpty {
      lines.append(row(["radius"] + names))
      for (k, radius) in radii.enumerated() {
        lines.append(row(["\(radius)"] + names.compactMap { certified[$0].map { "\($0[k])" } }))
      }
    }
    return (lines + failures).joined(separator: "\n")
  }
}
