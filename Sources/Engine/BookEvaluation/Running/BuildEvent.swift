import BookStore
import Synchronization

/// What happens during a build, for whoever shows its progress.
package enum BuildEvent: Sendable {
  /// The evaluation of this many cells begins.
  case evaluating(cells: Int)
  /// `lastSeconds`: how long the cell's latest run took, if there was one.
  case started(id: String, reasons: [RerunReason], lastSeconds: Double?)
  case progressed(id: String, fraction: Double, what: String)
  /// The cell printed this, without the line end.
  case said(id: String, line: String)
  case finished(CellOutcome)
  /// A stored value turned out to be damaged and was dropped; its cell runs again.
  case droppedDamagedValue(digest: String)
  /// The store was damaged, or a part of it.
  case repaired(StoreRepair)
  case rendering
}

/// An evaluation ended before its time. What had been computed until then is stored.
package struct Interrupted: Error, Equatable, Sendable {
  package init() {}
}

/// Ends an evaluation from outside: from a signal handler's queue, for instance.
package final class Interruption: Sendable {
  let mailbox = Mailbox<EvaluationMessage>()
  private let happened = Mutex(false)

  package init() {}

  package var isInterrupted: Bool { happened.withLock { $0 } }

  package func interrupt() {
    happened.withLock { $0 = true }
    mailbox.post(.interrupted)
  }
}

/// What reaches the evaluation's own thread.
enum EvaluationMessage: Sendable {
  case progressed(id: String, fraction: Double, what: String)
  case said(id: String, line: String)
  case finished(CellPlan, Result<CellJob.Product, any Error>)
  case interrupted
}
