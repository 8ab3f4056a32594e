import BookEvaluation
import BookStore
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import Support
import Synchronization
import Testing

/// Books whose cells keep, or break, the promise that the same key means the same value.
@Suite struct AuditTests {
  /// A cell that gives another number each time it runs.
  private static func unsteady(_ id: String, alone: Bool = false) -> TestCell {
    let runs = Mutex(0)
    return TestCell(
      id: id, attributes: alone ? ["runs": "alone"] : [:],
      body: .result { _ in
        runs.withLock {
          $0 += 1
          return $0
        }
      })
  }

  private func audit(_ book: TestBook, in project: ProjectPaths, costly: Bool = false) throws
    -> [String: Audit.Finding]
  {
    let findings = try Audit(
      book: book.book(in: project), scale: .paper, jobs: 2, includesCostly: costly
    ).run()
    return Dictionary(findings.map { ($0.cell.id, $0.finding) }, uniquingKeysWith: { first, _ in first })
  }

  @Test func aValueThatChangesFromRunToRunShows() throws {
    let project = try TemporaryProject()
    let book = TestBook([
      TestCell(id: "steady"), Self.unsteady("clock"),
      TestCell(id: "reader", reads: ["clock"], body: .result { try $0.value("clock", as: Int.self) }),
      TestCell(id: "constant", reads: ["clock"]),
    ])
    _ = try book.evaluate(in: project)
    let found = try audit(book, in: project.paths)
    #expect(found["steady"] == .same)
    guard case .differs = found["clock"] else {
      Issue.record("\(String(describing: found["clock"]))")
      return
    }
    // Those that read it are not to blame.
    #expect(found["reader"] == .readsOther(results: ["clock"]))
    #expect(found["constant"] == .readsOther(results: ["clock"]))
    // The stored values are still current: an audit tells, it does not repair.
    #expect(try book.evaluate(in: project).computed == [])
  }

  @Test func aCommittedValueIsTaken() throws {
    let project = try TemporaryProject()
    let book = TestBook([TestCell(id: "sweep", attributes: ["cost": "hours"], body: .result { _ in 5 })])
    _ = try book.evaluate(in: project, recompute: ["sweep"])
    try book.book(in: project.paths).freeze("sweep", store: Store.reader(for: project.paths))
    #expect(try audit(book, in: project.paths) == ["sweep": .frozen])
    #expect(try audit(book, in: project.paths, costly: true) == ["sweep": .same])
    // Nothing is left of an audit.
    let names = try FileManager.default.contentsOfDirectory(atPath: project.paths.store.path)
    #expect(!names.contains { $0.hasPrefix("audit-") })
  }

  @Test func measurementsMayDiffer() throws {
    let project = try TemporaryProject()
    let book = TestBook([
      Self.unsteady("memory", alone: true),
      TestCell(id: "reader", reads: ["memory"], body: .result { try $0.value("memory", as: Int.self) }),
    ])
    _ = try book.evaluate(in: project)
    #expect(
      try audit(book, in: project.paths)
        == ["memory": .measuredAnew, "reader": .measuredAnew])
  }

  @Test func whatCannotBeComparedIsNamed() throws {
    struct Trouble: Error {}
    let project = try TemporaryProject()
    let book = TestBook([
      TestCell(id: "new"), TestCell(id: "bad", body: .result { _ -> Int in throw Trouble() }),
      TestCell(id: "sweep", attributes: ["cost": "hours"], body: .result { _ in 5 }),
    ])
    let found = try audit(book, in: project.paths)
    #expect(found["new"] == .notStored)
    #expect(found["bad"] == .failed(reason: "bad failed: Trouble.Trouble()"))
    #expect(found["sweep"] == .notComputed(reason: "it costs hours"))
    #expect(try audit(book, in: project.paths, costly: true)["sweep"] == .notStored)
  }
}
