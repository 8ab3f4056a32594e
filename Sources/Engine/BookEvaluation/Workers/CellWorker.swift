import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support
import Synchronization

/// A process that runs cells for a build, one after the other: whatever a cell does to it, the build goes on. See
/// `docs/decisions/cells-in-processes.md`.
package struct CellWorker {
  private let book: Book
  private let cells: [String: CompiledCell]
  private let recipes: Recipes
  private let channel: WorkerChannel

  /// The first argument of a process that is to be one.
  package static let argument = "_run-cells"

  package init(_ book: Book) {
    self.book = book
    recipes = Recipes(book)
    // What cells print goes where the build reads messages: this process's output is for the build alone.
    let (input, output) = (dup(STDIN_FILENO), dup(STDOUT_FILENO))
    for descriptor in [input, output] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    dup2(STDERR_FILENO, STDOUT_FILENO)
    let nothing = open("/dev/null", O_RDONLY)
    dup2(nothing, STDIN_FILENO)
    close(nothing)
    Self.writeLinesAtOnce()
    channel = WorkerChannel(input: input, output: output)
    cells = Dictionary(
      book.compiled.chapters.flatMap(\.cells).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A crash must not take with it what was printed before.
  private static func writeLinesAtOnce() {
    #if canImport(Darwin)
      let name = "__stdoutp"
    #else
      let name = "stdout"
    #endif
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), name) else { return }
    let stream = symbol.assumingMemoryBound(to: UnsafeMutablePointer<FILE>?.self).pointee
    if let stream { setvbuf(stream, nil, _IOLBF, 1 << 16) }
  }

  /// Runs what comes, until nothing can come any more.
  package func run() -> Never {
    // Ctrl-C at a terminal reaches every process: the build decides.
    signal(SIGINT, SIG_IGN)
    let tasks = Mailbox<(CellTask, [Data])?>()
    let reads: Void? = try? SystemThread.start("tasks") { [channel] in
      while let (task, values) = channel.next(CellTask.self) { tasks.post((task, values)) }
      // Nobody wants a value any more.
      _exit(0)
    }
    guard reads != nil else { _exit(1) }
    var stores: [URL: Store] = [:]
    while let (task, values) = tasks.next() {
      let message: WorkerMessage
      var blobs: [Data] = []
      do {
        let store = try stores[task.store] ?? Store.helper(for: paths(task))
        stores[task.store] = store
        let job = try job(task, values, store)
        channel.send(WorkerMessage.started)
        let product = try onThread(job)
        message = .done(product.run)
        blobs = product.blobs
      } catch let error as StoreError {
        message = .storeFailed(error)
      } catch {
        message = .failed(CellFailure.diagnostic(error, in: task.cell))
      }
      fflush(nil)
      FileHandle.standardError.write(Data((endOfOutput + "\n").utf8))
      if !channel.send(message, blobs) { _exit(1) }
    }
    _exit(0)
  }

  private func paths(_ task: CellTask) -> ProjectPaths {
    var paths = book.project
    paths.store = task.store
    return paths
  }

  /// - Throws: ``ChangedProgram``.
  private func job(_ task: CellTask, _ values: [Data], _ store: Store) throws -> CellJob {
    let id = task.cell.id
    guard let compiled = cells[id], compiled.codeDigest == task.codeDigest else { throw ChangedProgram() }
    let planned = PlannedCell(
      cell: task.cell, chapter: "", name: id, reads: compiled.reads, dataSets: compiled.dataSets,
      modules: compiled.modules, readsScale: compiled.readsScale, readsSeed: compiled.readsSeed,
      canonicalText: "")
    var plan = CellPlan(
      cell: BookCell(planned: planned, compiled: compiled),
      action: .run(task.isRequested ? [.requested] : []),
      lastRun: nil)
    plan.ingredients = task.ingredients
    plan.key = task.ingredients.key(of: id)
    plan.marks = CellValue(isQuick: task.isQuick)
    let progress = CellProgress.sparing { [channel] fraction, what in
      channel.send(WorkerMessage.progressed(fraction: fraction, what: what))
    }
    let inputs = zip(task.reads, values).map { id, bytes in
      (id, CellValue(json: StoredBytes(digest: "") { bytes }))
    }
    let earlier = EarlierTime()
    return CellJob(
      plan: plan, inputs: Dictionary(inputs, uniquingKeysWith: { first, _ in first }), scale: task.scale,
      seed: task.seed,
      dataSets: task.dataSets.map { DataSet(name: $0.name, directory: $0.directory, digest: $0.digest) },
      checkpoint: plan.checkpointKey.map { store.checkpoint(of: id, forKey: $0, earlier: earlier) } ?? .none,
      cell: ShardAccess(
        store: store, recipe: { [recipes] in recipes.recipe(scale: task.scale) },
        environment: task.environment, threads: task.threads
      ).runningCell(for: plan, earlier: earlier, progress: progress),
      earlier: earlier,
      progress: progress, environment: task.environment, bookName: book.project.name)
  }

  /// On a thread with room for a deep recursion.
  private func onThread(_ job: CellJob) throws -> CellJob.Product {
    let outcome = Mailbox<Result<CellJob.Product, any Error>>()
    let handoff = Handoff(job)
    try SystemThread.start(job.plan.id, stackSize: CellJob.stackSize) {
      outcome.post(handoff.run { try $0.run() })
    }
    return try outcome.next().get()
  }
}

/// The recipes of keys, which take reading the compilers' flags: made where a cell has shards.
private final class Recipes: Sendable {
  private let book: Book
  private let known = Mutex<[Scale: KeyRecipe]>([:])

  init(_ book: Book) { self.book = book }

  func recipe(scale: Scale) -> KeyRecipe {
    known.withLock { known in
      if let recipe = known[scale] { return recipe }
      let recipe = book.recipe(scale: scale)
      known[scale] = recipe
      return recipe
    }
  }
}

/// The program was compiled anew while its build ran.
struct ChangedProgram: LocalizedError {
  var errorDescription: String? { "the program was compiled anew meanwhile: build again" }
}
