import ChapterSyntax
import Foundation
import Support

/// The sentence for an error that ended a cell.
enum CellFailure {
  static func diagnostic(_ error: any Error, in cell: Cell) -> Diagnostic {
    if let diagnostic = error as? Diagnostic { return diagnostic }
    return Diagnostic(
      id: "cell-failed", message: "\(cell.id) failed: \(sentence(error))",
      at: cell.bodyLocation)
  }

  private static func sentence(_ error: any Error) -> String {
    switch error {
    case let error as CanonicalJSONError: return sentence(error)
    case let error as DecodingError:
      return "a value cannot be read as the type that the cell declares: \(error)"
    case let error as any LocalizedError: return error.errorDescription ?? "\(error)"
    default: return "\(type(of: error)).\(error)"
    }
  }

  private static func sentence(_ error: CanonicalJSONError) -> String {
    switch error {
    case .notFinite(let value, let path):
      path.isEmpty ? "its value is \(value)" : "its value has \(value) at \(path)"
    case .unencodable(let reason, let path):
      "its value cannot be stored\(path.isEmpty ? "" : " (at \(path))"): \(reason)"
    }
  }
}
