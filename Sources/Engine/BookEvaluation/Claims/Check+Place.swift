import CellKit
import ChapterSyntax
import Support

/// Where a check's numbers are shown: a reference at the end of its name, as in `gain, points @fig-gains`.
extension Check {
  /// The name without the reference.
  package var statement: String { Self.split(name).statement }

  /// The id of the figure or table.
  package var shownIn: String? { Self.split(name).id }

  private static func split(_ name: String) -> (statement: String, id: String?) {
    guard let match = name.wholeMatch(of: namedPlace) else { return (name, nil) }
    return (String(match.1), String(match.2))
  }
}

extension Cell {
  /// The references at the ends of the names of a claim's checks, with their places: they are known before anything runs.
  package var placesOfChecks: [(id: String, location: SourceLocation)] {
    guard kind == .claim else { return [] }
    return body.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { row, line in
      line.matches(of: quotedPlace).map { match in
        // Of the `@`, from 0.
        let column = line[..<match.1.startIndex].unicodeScalars.count - 1
        return (
          String(match.1),
          SourceLocation(
            file: bodyLocation.file, line: bodyLocation.line + row, column: bodyLocation.column + column)
        )
      }
    }
  }
}

private nonisolated(unsafe) let namedPlace = /(.*?),? @((?:fig|tbl)-[\w-]*\w)/
private nonisolated(unsafe) let quotedPlace = /\ @((?:fig|tbl)-[\w-]*\w)"/
