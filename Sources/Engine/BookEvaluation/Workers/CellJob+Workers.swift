import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Synchronization

extension CellJob {
  /// Runs the cell in a process of its own.
  /// - Parameter said: gets each line that it prints.
  /// - Throws: a `Diagnostic` where the cell fails, crashes or takes too long; ``StoreError``.
  func run(
    by workers: CellWorkers, store: URL, threads: Int?, said: @escaping @Sendable (String) -> Void
  ) throws -> Product {
    let cell = plan.cell
    let values = try cell.compiled.reads.compactMap { id in
      try inputs[id]?.json.map { (id, try $0.load()) }
    }
    let task = CellTask(
      cell: cell.planned.cell, codeDigest: cell.compiled.codeDigest, reads: values.map(\.0), scale: scale,
      seed: seed, isQuick: plan.marks.isQuick, ingredients: plan.ingredients,
      isRequested: plan.action == .run([.requested]),
      dataSets: dataSets.map { CellTask.Place(name: $0.name, directory: $0.directory, digest: $0.digest) },
      threads: threads, store: store, environment: environment)
    let printed = Mutex("")
    var product = try workers.run(
      task, values.map(\.1), of: cell, progress: { progress($0, $1) },
      said: { line in
        said(line)
        printed.withLock { if $0.utf8.count < Self.keptOutput { $0 += line + "\n" } }
      })
    product.output = printed.withLock { $0 }
    return product
  }

  /// About as many bytes of what a cell prints are kept.
  private static let keptOutput = 64 << 10
}
