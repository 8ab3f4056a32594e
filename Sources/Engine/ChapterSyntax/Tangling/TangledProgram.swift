/// The Swift file that joins a book's description to its compiled chapters.
package enum TangledProgram {
  /// - Parameters:
  ///   - module: that of the results.
  ///   - chapters: the names of the chapters.
  package static func text(module: String, chapters: [String]) -> String {
    let lists = chapters.map { name in
      "  \(SwiftLiteral.string(name)): \(TangledChapter.listName("presentation", name)),"
    }
    return """
      // Generated when the package is built.
      import CellKit
      import ExecutableBook
      import \(module)

      @main
      enum Program {
        static func main() async {
          await book.run(
            Chapters.book, presentation: presentation, dataSets: Chapters.dataSets, modules: Chapters.modules,
            recordModules: Chapters.recordModules)
        }
      }

      /// The cells that show results, by chapter.
      private let presentation: [String: [CompiledCell]] = [
      \(lists.isEmpty ? "  :" : lists.joined(separator: "\n"))
      ]

      """
  }
}
