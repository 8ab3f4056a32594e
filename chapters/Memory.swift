import Foundation

/// Bytes that the C library's allocator has given out and not got back, in the whole process, by `malloc_info`; NaN where
/// there is no such function.
func liveBytes() -> Double {
  guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "malloc_info") else { return .nan }
  let report = unsafeBitCast(symbol, to: (@convention(c) (Int32, UnsafeMutablePointer<FILE>) -> Int32).self)
  var text: UnsafeMutablePointer<CChar>?
  var size = 0
  guard let stream = open_memstream(&text, &size) else { return .nan }
  _ = report(0, stream)
  fclose(stream)
  defer { free(text) }
  let xml = text.map { String(cString: $0) } ?? ""
  guard let end = xml.range(of: "</heap>", options: .backwards) else { return .nan }
  let totals = xml[end.upperBound...]
  func bytes(_ type: String) -> Double {
    guard let entry = totals.range(of: "type=\"\(type)\""),
      let number = totals[entry.upperBound...].range(of: "size=\"")
    else { return .nan }
    return Double(totals[number.upperBound...].prefix { $0.isNumber }) ?? .nan
  }
  return bytes("current") - bytes("fast") - bytes("rest") + bytes("mmap")
}
