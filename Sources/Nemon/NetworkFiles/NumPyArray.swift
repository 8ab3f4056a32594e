import Foundation

/// One array in the form that `numpy.save` writes: a magic number, the version, the length of the header, the header as a Python
/// dictionary, then the numbers.
/// - Source: the format's description in NumPy's manual, from which no code is taken.
package enum NumPyArray {
  /// Bytes of a header, at most.
  private static let longestHeader = 1 << 16

  private struct Header {
    var type = ""
    var isColumnMajor = false
    var shape: [Int] = []
  }

  /// - Throws: ``NumPyError``.
  package static func read(_ data: Data) throws(NumPyError) -> NamedTensors.Tensor {
    let (header, body) = try header(of: data)
    guard let width = widths[header.type] else { throw .type(header.type) }
    var count = 1
    for side in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: side)
      guard !overflow, product <= body.count else { throw .shape(header.shape) }
      count = product
    }
    // An empty side makes the product small whatever the others are.
    guard count * width == body.count, header.shape.allSatisfy({ $0 <= max(body.count, longestHeader) })
    else {
      throw .shape(header.shape)
    }
    let values = values(body, header.type)
    guard header.isColumnMajor, header.shape.count == 2 else {
      guard !header.isColumnMajor || header.shape.count < 2 else { throw .order }
      return NamedTensors.Tensor(shape: header.shape, values: values)
    }
    let (rows, columns) = (header.shape[0], header.shape[1])
    return NamedTensors.Tensor(
      shape: header.shape,
      values: (0..<rows * columns).map { values[$0 % columns * rows + $0 / columns] })
  }

  private static let widths = ["<f8": 8, "<f4": 4, "<f2": 2, "|u1": 1, "<i8": 8, "<i4": 4]

  private static func header(of data: Data) throws(NumPyError) -> (Header, body: Data) {
    let start = [UInt8](data.prefix(12))
    guard start.count >= 10, Array(start[..<6]) == [0x93] + Array("NUMPY".utf8) else { throw .magic }
    let lengthBytes = start[6] == 1 ? 2 : 4
    guard (1...3).contains(start[6]), start.count >= 8 + lengthBytes else { throw .magic }
    let length = start[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    let begin = data.startIndex + 8 + lengthBytes
    guard length <= longestHeader, length <= data.endIndex - begin else { throw .header }
    let text = String(decoding: data[begin..<begin + length], as: UTF8.self)
    return (try parse(text), data[(begin + length)...])
  }

  /// `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`, in any order.
  private static func parse(_ text: String) throws(NumPyError) -> Header {
    let pattern =
      #/^\s*\{\s*(?:(?:'descr':\s*'(?<type>[^']*)'|'fortran_order':\s*(?<order>True|False)|'shape':\s*\((?<shape>[0-9, ]*)\))\s*,?\s*){3}\}\s*$/#
    guard let match = text.wholeMatch(of: pattern), let type = match.output.type,
      let order = match.output.order, let shape = match.output.shape
    else { throw .header }
    let sides = shape.split(whereSeparator: { $0 == "," || $0 == " " }).map { Int($0) }
    guard !sides.contains(nil) else { throw .header }
    return Header(type: String(type), isColumnMajor: order == "True", shape: sides.compactMap { $0 })
  }

  private static func values(_ bytes: Data, _ type: String) -> [Double] {
    switch type {
    case "<f8": bytes.numbers(UInt64.self) { Double(bitPattern: $0) }
    case "<f4": bytes.numbers(UInt32.self) { Double(Float(bitPattern: $0)) }
    case "<f2": bytes.numbers(UInt16.self) { Double(half: $0) }
    case "<i8": bytes.numbers(Int64.self) { Double($0) }
    case "<i4": bytes.numbers(Int32.self) { Double($0) }
    default: bytes.map { Double($0) }
    }
  }
}

/// Why a file is no array or archive of NumPy's that is read here. Nothing is allocated for numbers before all is checked.
package enum NumPyError: Error, Equatable {
  /// It does not begin as such a file does.
  case magic
  /// Its header, or the archive's list of members, cannot be read.
  case header
  /// Little-endian floats of 2, 4 or 8 bytes, integers of 4 or 8 and bytes are read.
  case type(String)
  /// The shape does not fit the bytes.
  case shape([Int])
  /// Columns first, in more than two dimensions.
  case order
  /// A member of the archive is encrypted, packed by an unknown method, damaged, or its packed bytes do not fit the archive.
  case member(String)
  /// Unpacked, the members would have more bytes than this.
  case tooLarge(limit: Int)

  package var sentence: String {
    switch self {
    case .magic: "it does not begin as a file of NumPy's does"
    case .header: "its header cannot be read"
    case .type(let type): "an array has the type \(type); <f8, <f4, <f2, <i8, <i4 and |u1 are read"
    case .shape(let shape): "the shape \(shape) does not fit the bytes"
    case .order: "an array of more than two dimensions is stored with columns first"
    case .member(let name): "its member \(name) cannot be unpacked"
    case .tooLarge(let limit): "unpacked it would have more than \(limit) bytes"
    }
  }
}
