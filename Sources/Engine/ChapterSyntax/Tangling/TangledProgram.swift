/// The Swift file that joins a book's description to its compiled chapters.
package enum TangledProgram {
  /// - Parameter chapters: the module of the chapters.
  package static func text(chapters: String) -> String {
    """
    // Generated when the package is built.
    import ExecutableBook
    import \(chapters)

    @main
    enum Program {
      static func main() async {
        await book.run(
          Chapters.book, dataSets: Chapters.dataSets, modules: Chapters.modules,
          recordModules: Chapters.recordModules)
      }
    }

    """
  }
}
