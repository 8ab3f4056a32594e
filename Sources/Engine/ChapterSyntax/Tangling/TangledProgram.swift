/// The Swift file that joins a book's description to its compiled chapters.
package enum TangledProgram {
  /// The function by which the module of the results hands them to the program.
  static let chaptersSymbol = "book_compiled_chapters"
  static let chaptersType =
    "(book: CompiledBook, dataSets: [String], modules: [String], recordModules: [String])"

  /// - Parameter chapters: the names of the chapters.
  package static func text(chapters: [String]) -> String {
    let lists = chapters.map { name in
      "  \(SwiftLiteral.string(name)): \(TangledChapter.listName("presentation", name)),"
    }
    return """
      // Generated when the package is built.
      import CellKit
      import ExecutableBook

      @main
      enum Program {
        static func main() async {
          let chapters = compiledChapters()
          await book.run(
            chapters.book, presentation: presentation, dataSets: chapters.dataSets, modules: chapters.modules,
            recordModules: chapters.recordModules)
        }
      }

      @_silgen_name("\(chaptersSymbol)")
      private func compiledChapters() -> \(chaptersType)

      /// The cells that show results, by chapter.
      private let presentation: [String: [CompiledCell]] = [
      \(lists.isEmpty ? "  :" : lists.joined(separator: "\n"))
      ]

      """
  }
}
