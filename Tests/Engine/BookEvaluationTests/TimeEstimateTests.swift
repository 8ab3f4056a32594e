import BookEvaluation
import BookStore
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import Support
import Testing

/// Expected times are added up by hand.
@Suite struct TimeEstimateTests {
  static let book = TestBook([
    TestCell(id: "a"), TestCell(id: "b"), TestCell(id: "c", reads: ["a"]),
    TestCell(id: "d", reads: ["b", "c"]),
    TestCell(id: "costly", attributes: ["cost": "hours"]),
  ])

  private func estimate(_ known: [String: Double], jobs: Int, in project: TemporaryProject) throws
    -> TimeEstimate
  {
    let book = Self.book.book(in: project.paths)
    let reading = try book.read()
    let plan = try book.plan(of: reading.cells, scale: .paper, store: Store.reader(for: project.paths))
    return TimeEstimate(of: plan, known: known, jobs: jobs)
  }

  @Test(arguments: [
    // One after the other: 4 + 1 + 2 + 8.
    (1, 15.0),
    // b beside a, then c, then d: 4 + 2 + 8.
    (2, 14),
  ])
  func aScheduleOfJobs(jobs: Int, seconds: Double) throws {
    let estimate = try estimate(["a": 4, "b": 1, "c": 2, "d": 8], jobs: jobs, in: TemporaryProject())
    #expect(estimate.wallSeconds == seconds)
    #expect(estimate.items.map(\.id) == ["a", "b", "c", "d"])
    #expect(estimate.items.map(\.mayBeSpared) == [false, false, true, true])
  }

  @Test func whatIsNotKnownIsNotInvented() throws {
    let estimate = try estimate(["a": 4], jobs: 1, in: TemporaryProject())
    #expect(estimate.items.map(\.seconds) == [4, nil, nil, nil])
  }

  @Test func whatIsCurrentTakesNoTime() throws {
    let project = try TemporaryProject()
    _ = try Self.book.evaluate(in: project)
    #expect(try estimate([:], jobs: 1, in: project).items == [])
    let runs = try #require(try Store.reader(for: project.paths)).runs()
    #expect(runs.seconds(of: ["a", "costly"], scale: .paper).keys.sorted() == ["a"])
    #expect(runs.seconds(of: ["a"], scale: .quick) == [:])
  }

  @Test func recordedTimesAreReadAgainAndNeverInTheWay() throws {
    let project = try TemporaryProject()
    #expect(RecordedTimes.read(project.paths) == nil)
    let times = RecordedTimes(processor: "P", gigaflops: 173, seconds: ["a": 1.25])
    #expect(try times.write(project.paths))
    #expect(try !times.write(project.paths))
    #expect(RecordedTimes.read(project.paths) == times)
    try Data("nonsense".utf8).write(to: project.paths.recordedTimes)
    #expect(RecordedTimes.read(project.paths) == nil)
  }
}
