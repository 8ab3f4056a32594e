import BookCommands
import Chapters

@main
enum NemonBookProgram {
  static func main() async { await BookCommandLine.main(compiled: Chapters.book) }
}
