import CellKit
import Foundation
import Measurements
import Plotting
import Records

// How trained networks are called, drawn and tabulated in every chapter.

/// The network's name in figures.
func networkTitle(_ family: Family, _ lambda: Double) -> String {
  family == .nemon ? "NEMON, \(Notation.lambda(lambda))" : family.title
}

/// The same for a run.
func networkTitle(_ run: some StudyRun) -> String { networkTitle(run.family, run.lambda) }

/// The name of a lambda in legends, in full for 0 only.
func lambdaLabel(_ lambda: Double) -> String { lambda == 0 ? Notation.lambda(0) : Notation.power(lambda) }

/// The same where other networks stand beside NEMON.
func lambdaTitle(_ lambda: Double) -> String { (lambda == 0 ? "NEMON, " : "") + Notation.lambda(lambda) }

/// A column for each of the three Lipschitz bounds that every network is given, with how many of the networks have one where not
/// all do, and which is the smallest on average.
/// - Parameter isFull: false where the Euclidean bound is not computed.
func boundColumns<Row: Collection>(
  _ format: String, isFull: Bool = true, of measures: @escaping (Row.Element) -> NetworkMeasures
) -> [TableColumn<Row>] {
  var bounds: [(name: String, value: (NetworkMeasures) -> Double?)] = [
    ("C5", { $0.bound }), ("Metzler", { $0.sharperBound }), ("Euclidean", { $0.euclideanBound }),
  ]
  if !isFull { bounds.removeLast() }
  return bounds.map { name, value in
    .value(name) { networks in
      let found = networks.compactMap { value(measures($0)) }
      let text = SampleSummary(found)?.text(format) ?? "none"
      return found.isEmpty || found.count == networks.count
        ? text : text + " (\(found.count) of \(networks.count))"
    }
  } + [
    .value("best") { networks in
      let means = bounds.compactMap { name, value -> (name: String, mean: Double)? in
        let found = networks.compactMap { value(measures($0)) }
        return found.count == networks.count ? found.mean { $0 }.map { (name, $0) } : nil
      }
      return means.min { $0.mean < $1.mean }?.name
    }
  ]
}

/// The names of the global certificates, as they are drawn from the first to the last.
let globalCertificateNames = ["Metzler", "C5", "Euclidean"]

/// Behind the name of a certificate for an evaluation in single precision.
let inSingle = ", single precision"

/// A line for each global certificate, mean over the networks that have it.
func certifiedLines(_ curves: [CertifiedAccuracy]) -> [any Mark] {
  globalCertificateNames.map { name in
    Line(
      curves.filter { $0.certificate == name }, x: \.radii, y: \.accuracies, label: "certified, \(name)",
      style: methodStyle("certified, \(name)"))
  }
}

/// What an attack leaves, mean over networks; a radius of 0 has no place on a logarithmic axis.
func attackCurve(_ curves: [AttackedAccuracy], _ label: String) -> Curve {
  Curve(
    curves, x: { $0.radii.map { $0 > 0 ? $0 : nil } }, y: \.accuracies, label: label,
    style: methodStyle(label))
}

extension Plot {
  /// Accuracy from 0 to 100 % against the radius of an attack.
  func accuracyAxes(_ scale: AxisScale = .linear, radii: ClosedRange<Double>? = nil) -> Plot {
    xAxis("radius $\\varepsilon$", scale: scale, range: radii)
      .yAxis("accuracy", range: 0...1, format: .percent)
  }
}
