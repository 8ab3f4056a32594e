import CellKit

/// The chapters of the book, compiled.
public enum Chapters {
  /// Every cell that can run, with what its key is made of.
  public static let book: CompiledBook = tangledBook
}
