import BookStore
import CellKit
import Foundation
import Support

/// The committed figures: `ID.png`, `ID-dark.png` and `ID.csv`.
package struct FigureFolder: Sendable {
  package var url: URL

  package init(_ url: URL) { self.url = url }

  /// Writes the files of every current paper-scale figure that differ from those in the folder. Figures
  /// that failed, were not run or are stale keep the files of their last good run. Those that show a measurement
  /// are not written: they would differ after every run.
  /// - Returns: the names of the files that were written, sorted.
  /// - Throws: ``StoreError``, or the file system's error.
  package func update(from evaluation: Evaluation) throws -> [String] {
    guard evaluation.scale == .paper else { return [] }
    let lasting = evaluation.outcomes.values.filter { $0.isFinished && !$0.isMeasured }
    return try lasting.sorted { $0.id < $1.id }.flatMap { outcome in
      try outcome.value?.figure.map { try write($0, of: outcome.id) } ?? []
    }
  }

  /// - Returns: the names of the files that were written.
  package func write(_ figure: Figure, of id: String) throws -> [String] {
    let files = [("\(id).png", figure.light), ("\(id)-dark.png", figure.dark), ("\(id).csv", figure.csv)]
    return try files.compactMap { name, bytes in
      try bytes.load().writeIfDifferent(to: url.appending(path: name)) ? name : nil
    }
  }
}
