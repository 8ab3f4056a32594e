import ExecutableBook
import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import NetworkFiles
import Robustness
import Support

/// What ends `certify`, with the file that it is about.
struct CertifyError: ReportedError {
  var sentence: String

  init(path: String, reason: String) { sentence = "\(path): \(reason)" }

  /// - Parameter error: of reading or writing this file; errors that name a file themselves keep it.
  init(path: String, _ error: any Error) {
    sentence =
      switch error {
      case let error as any ReportedError: error.sentence
      case let error as DatasetError: error.description
      default: "\(path): \(certifySentence(error))"
      }
  }
}

/// What `body` gives; an error of it names the file.
func about<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do { return try body() } catch { throw CertifyError(path: path, error) }
}

/// Why a network that was read cannot be certified.
struct UnfitNetwork: Error {
  var sentence: String
}

/// What is wrong, without the file.
func certifySentence(_ error: any Error) -> String {
  switch error {
  case let error as SafetensorsError: error.sentence
  case let error as NumPyError: error.sentence
  case let error as NamedNetworkError: error.sentence
  case let error as UnfitNetwork: error.sentence
  case let error as ModelError: sentence(error)
  case let error as ParametersError: sentence(error)
  case let error as SolverError: sentence(error)
  case let error as CocoaError: error.systemReason
  case WeightsError.notPositive(let unit, let weight): "the weight of unit \(unit) would be \(weight)"
  case BoundError.notWellPosed(let measure): "the measure of A is \(measure), not below 1"
  default: "\(error)"
  }
}

private func sentence(_ error: ModelError) -> String {
  switch error {
  case .shape(let parameter, let expected, let found):
    "\(parameter) has \(found.rows) x \(found.columns) entries, where \(expected.rows) x \(expected.columns) fit the others"
  case .notFinite(let parameter): "\(parameter) has an entry that is infinite or no number"
  case .slopeOutsideUnit(let slope): "the activation has the slope \(slope), which is not between 0 and 1"
  }
}

private func sentence(_ error: ParametersError) -> String {
  switch error {
  case .shapes(let T, let d):
    "T has \(T.rows) x \(T.columns) entries and d \(d); T must be square, and d as long as one of its rows"
  case .notFinite: "T, or the matrix that follows from it, has an entry that is infinite or no number"
  case .weights(.notPositive(let unit, let weight)):
    "the logarithm of unit \(unit)'s weight is no number or too large: the weight would be \(weight)"
  case .measureAboveGamma(let measure, let gamma):
    "the measure of A is \(measure), above the constant \(gamma)"
  }
}

private func sentence(_ error: SolverError) -> String {
  switch error {
  case .notConverged: "not converged"
  case .notFinite: "not converged: the states grow beyond all numbers"
  case .notWellPosed(let measure): "the measure of A is \(measure), not below 1"
  case .singular: "a linear system has no unique solution"
  case .startShape(let expected, let found):
    "\(found.rows) x \(found.columns) states to start from, where \(expected.rows) x \(expected.columns) are needed"
  }
}
