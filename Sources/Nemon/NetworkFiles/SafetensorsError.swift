/// Why a file is no safetensors file that is read here. Nothing is allocated for its tensors before all of this is checked.
package enum SafetensorsError: Error, Equatable {
  /// The file ends before its header does, or the header is longer than any network needs.
  case headerLength(UInt64, file: Int)
  /// The header is no JSON object of tensors.
  case header
  /// Only F64, F32, F16 and BF16 are read.
  case dtype(String, tensor: String)
  /// A shape with a negative side, or with more numbers than its bytes can hold.
  case shape([Int], tensor: String)
  /// The bytes of this tensor do not begin where those before it end, or do not end in the file.
  case offsets(tensor: String)
  /// Bytes after the last tensor.
  case trailing(bytes: Int)

  package var sentence: String {
    switch self {
    case .headerLength(let length, let file):
      "its header would have \(length) bytes, in a file of \(file); at most \(Safetensors.longestHeader) are read"
    case .header: "its header is no JSON object of tensors"
    case .dtype(let dtype, let tensor): "\(tensor) has the type \(dtype); F64, F32, F16 and BF16 are read"
    case .shape(let shape, let tensor): "the shape \(shape) of \(tensor) does not fit its bytes"
    case .offsets(let tensor): "the bytes of \(tensor) overlap others, leave a gap or go beyond the file"
    case .trailing(let bytes): "\(bytes) bytes after the last tensor"
    }
  }
}
