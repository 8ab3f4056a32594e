import Foundation

extension Error {
  /// What the system says of it, such as `Is a directory`: Foundation's own sentences leave that out.
  package var systemReason: String {
    let cause = (self as? CocoaError)?.underlying as? POSIXError ?? self as? POSIXError
    return cause.map { String(cString: strerror($0.code.rawValue)) } ?? localizedDescription
  }

  /// The same behind the file that it is about, where that is known.
  package var fileSentence: String {
    (self as? CocoaError)?.filePath.map { "\($0): \(systemReason)" } ?? systemReason
  }
}
