/// `0..<whole` in blocks, of which the last may be shorter: what tasks work on. Cut by the whole alone, so that no result
/// depends on the number of threads.
package struct Blocks: RandomAccessCollection, Sendable {
  private let whole, size: Int

  package init(of whole: Int, each size: Int = 48) { (self.whole, self.size) = (whole, size) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { (whole + size - 1) / size }

  package subscript(block: Int) -> Range<Int> { block * size..<Swift.min(whole, (block + 1) * size) }
}
