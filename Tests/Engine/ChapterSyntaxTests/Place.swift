import Support

/// `SourceLocation` is also a name of the Testing module.
typealias Place = Support.SourceLocation

/// A place in the first chapter.
func place(_ line: Int, _ column: Int) -> Place { Place(file: "chapters/01.md", line: line, column: column) }
