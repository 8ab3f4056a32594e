import BookEvaluation
import BookStore
import BookTesting
import CellKit
import Foundation
import Support
import Testing

/// What happens between processes: real ones, which the tests start from their own program.
@Suite struct StoreProcessTests {
  /// Many cells with values of 40 kB each, so that a build is writing most of the time.
  static func manyCells(_ count: Int) -> TestBook {
    TestBook(
      (0..<count).map { number in
        TestCell(id: "c\(number)", body: .result { _ in [Int](repeating: number, count: 20_000) })
      })
  }

  /// Killed at twelve different moments of a build: whatever is stored is whole, and the next build
  /// computes exactly the rest.
  @Test(arguments: 0..<12)
  func killedWhileWriting(moment: Int) async throws {
    let project = try TemporaryProject()
    let folder = project.paths.root.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String, moment = moment as Int] in
      let paths = ProjectPaths(root: URL(fileURLWithPath: folder))
      let book = StoreProcessTests.manyCells(2000).book(in: paths)
      var evaluator = try book.evaluator(
        of: book.read().cells, BuildRequest(execution: .run(jobs: 2)), store: Store.writer(for: paths)
      ) { event in
        guard case .finished(let outcome) = event, outcome.id == "c\(moment)" else { return }
        Thread.detachNewThread {
          Thread.sleep(forTimeInterval: 0.0007 * Double(moment))
          kill(getpid(), SIGKILL)
        }
      }
      _ = try evaluator.evaluate()
    }
    let book = Self.manyCells(30)
    let stored = try #require(try Store.reader(for: project.paths))
    let status = try book.plan(in: project)
    let current = status.filter { $0.value == .reuse }.map(\.key)
    #expect(current.contains("c\(moment)"))
    let evaluation = try book.evaluate(in: project)
    #expect(evaluation.failures == [])
    #expect(Set(evaluation.reused) == Set(current))
    for (id, outcome) in evaluation.outcomes {
      let digits = try #require(Int(id.dropFirst()))
      #expect(
        try JSONDecoder().decode([Int].self, from: #require(try outcome.data())).allSatisfy { $0 == digits })
    }
    withExtendedLifetime(stored) {}
  }

  /// The lock is the kernel's: a second process is refused at once and names the first, which ends the
  /// matter as soon as it ends, however it ends.
  @Test func twoBuildsAtOnce() async throws {
    let project = try TemporaryProject()
    let folder = project.paths.root.path
    let store = try Store.writer(for: project.paths)
    let parent = getpid()
    await #expect(processExitsWith: .exitCode(4)) { [folder = folder as String, parent = parent as Int32] in
      do {
        _ = try Store.writer(for: ProjectPaths(root: URL(fileURLWithPath: folder)))
      } catch StoreError.locked(let holder) where holder.pid == parent && !holder.command.isEmpty {
        exit(4)
      }
    }
    // Reading is possible all the while.
    await #expect(processExitsWith: .success) { [folder = folder as String] in
      let reader = try Store.reader(for: ProjectPaths(root: URL(fileURLWithPath: folder)))
      exit(try reader?.runs().run(withKey: "x") == nil ? 0 : 1)
    }
    withExtendedLifetime(store) {}
  }

  @Test func theLockOfADeadProcessIsFree() async throws {
    let project = try TemporaryProject()
    let folder = project.paths.root.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
      let store = try Store.writer(for: ProjectPaths(root: URL(fileURLWithPath: folder)))
      withExtendedLifetime(store) { _ = kill(getpid(), SIGKILL) }
    }
    _ = try Store.writer(for: project.paths)
  }

  /// A limit on the size of files stands for a full disk: what was stored before stays usable.
  @Test func fullDisk() async throws {
    let project = try TemporaryProject()
    let folder = project.paths.root.path
    _ = try Self.manyCells(3).evaluate(in: project)
    await #expect(processExitsWith: .exitCode(9)) { [folder = folder as String] in
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 400_000, rlim_max: 400_000)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let paths = ProjectPaths(root: URL(fileURLWithPath: folder))
      let book = StoreProcessTests.manyCells(200).book(in: paths)
      var evaluator = try book.evaluator(
        of: book.read().cells, BuildRequest(execution: .run(jobs: 1)), store: Store.writer(for: paths))
      do {
        _ = try evaluator.evaluate()
      } catch StoreError.diskFull(let path) where path == paths.database.path {
        exit(9)
      }
    }
    let after = try Self.manyCells(3).evaluate(in: project)
    #expect(after.reused == ["c0", "c1", "c2"])
  }
}
