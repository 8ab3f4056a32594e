import CellKit
import Foundation
import GRDB

/// One finished run of a cell, as the store keeps it.
package struct StoredRun: Sendable, Equatable {
  /// The digest of everything that the run depended on.
  package var key: String
  package var cell: String
  /// The scale of the build.
  package var scale: Scale
  /// The digest of the value; of a figure, of its `FigureRecord`'s text.
  package var value: String
  package var figure: FigureRecord?
  package var trace: Trace

  package init(
    key: String, cell: String, scale: Scale, value: String, figure: FigureRecord?, trace: Trace
  ) {
    (self.key, self.cell, self.scale, self.value) = (key, cell, scale, value)
    (self.figure, self.trace) = (figure, trace)
  }
}

/// A figure's size and the digests of its files.
package struct FigureRecord: Sendable, Equatable {
  package var width: Int
  package var height: Int
  package var lightPNG: String
  package var darkPNG: String
  package var csv: String

  package init(width: Int, height: Int, lightPNG: String, darkPNG: String, csv: String) {
    self.width = width
    self.height = height
    self.lightPNG = lightPNG
    self.darkPNG = darkPNG
    self.csv = csv
  }

  /// The fields, separated by spaces: quick to read, for builds that run nothing.
  package var text: String { "\(width) \(height) \(lightPNG) \(darkPNG) \(csv)" }

  package init?(text: String) {
    let fields = text.split(separator: " ")
    guard fields.count == 5, let width = Int(fields[0]), let height = Int(fields[1]) else { return nil }
    self.init(
      width: width, height: height, lightPNG: String(fields[2]), darkPNG: String(fields[3]),
      csv: String(fields[4]))
  }

  var blobs: [String] { [lightPNG, darkPNG, csv] }
}

extension StoredRun {
  /// The columns that ``init(row:)`` reads, in its order: all but the ingredients.
  static let columns =
    "key, cell, scale, value, figure, wall, cpu, memory, seed, processor, kernels, libraries, revision, finished"

  /// Nil where a column has a value that this version cannot have written.
  init?(row: Row) {
    guard let scale = Scale(rawValue: row[2]) else { return nil }
    key = row[0]
    cell = row[1]
    self.scale = scale
    value = row[3]
    let figureText: String? = row[4]
    figure = figureText.flatMap { FigureRecord(text: $0) }
    let seedText: String? = row[8]
    let libraries: String = row[11]
    trace = Trace(
      wallSeconds: row[5], cpuSeconds: row[6], peakMemory: row[7], seed: seedText.flatMap { UInt64($0) },
      processor: row[9], kernelLevel: row[10],
      libraries: libraries.split(separator: "\n").map(String.init), commit: row[12],
      finishedAt: Date(timeIntervalSince1970: row[13]))
  }
}
