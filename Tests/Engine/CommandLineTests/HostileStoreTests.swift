import BookTesting
import Foundation
import Support
import Testing

/// Real commands on stores whose rows are wrong in every column of every table. The lists of tables and columns are SQLite's own.
@Suite struct HostileStoreTests {
  static let chapter = """
    # One

    ``` {.swift .result #forty type="Int"}
    40
    ```

    ``` {.swift .result #two type="Int"}
    2
    ```

    ``` {.swift .result #squares type="[Int]"}
    try cell.values(of: shards, on: 3)
    ```

    ``` {.swift .figure #fig-one alt="One."}
    1
    ```
    : One.

    ``` {.swift .table #tab-one}
    1
    ```
    : One.

    ``` {.swift .claim #C1 source="ours"}
    forty + two
    ```
    : There are 42.
    """

  /// Wrong at least somewhere. What is right in a column, such as a number of seconds, is no harm.
  static let values = [
    "NULL", "7", "-1", "9e999", "-9e999", "1e300", "9223372036854775807", "x'FF00'", "''", "'text'",
    "CAST(x'C328' AS TEXT)", "'[]'", "'{}'", "'[{\"kind\":7}]'", "'\"\"'", "zeroblob(100000)",
  ]

  /// A project whose book was built, with a checkpoint and an export beside it.
  private static func built() throws -> (project: TemporaryProject, paths: ProjectPaths) {
    let project = try TemporaryProject()
    let paths = ProjectPaths(root: project.paths.root, name: "sample-book")
    try Data(chapter.utf8).write(to: paths.chapters.appending(path: "01-one.md"))
    try expect(["build"], in: paths, [0])
    try SQLiteFile.execute(
      "INSERT INTO checkpoint SELECT key, 'state', digest, bytes, 'two', 1, 1 FROM page LIMIT 1",
      paths.database)
    try expect(["cache", "export", "x.sqlite"], in: paths, [0])
    return (project, paths)
  }

  /// Runs a command, which must end with one of `codes` and complain in sentences only.
  @discardableResult private static func expect(
    _ arguments: [String], in paths: ProjectPaths, _ codes: [Int32], _ what: String = ""
  ) throws -> BuiltProgram.Ending {
    let ending = try BuiltProgram("sample-book").run(arguments, in: paths.root)
    #expect(codes.contains(ending.status), "\(what): \(arguments): \(ending)")
    for line in ending.errors.split(separator: "\n") {
      let isSentence =
        line.hasPrefix("error: ") || line.hasPrefix("warning: ")
        // What took long on a busy machine is named.
        || line.contains(": computed in ")
      #expect(isSentence, "\(what): \(arguments): \(line)")
    }
    return ending
  }

  /// Every command on a hostile store, and then the way out of it.
  private static func tryEverything(_ paths: ProjectPaths, _ what: String) throws {
    for command in ["status", "explain C1", "explain squares", "cache verify", "cache export y.sqlite"] {
      try expect(command.split(separator: " ").map(String.init), in: paths, [0, 1], what)
    }
    try expect(["build"], in: paths, [0], what)
    try expect(["cache", "verify"], in: paths, [0], what)
    try expect(["cache", "gc"], in: paths, [0], what)
    let status = try expect(["status"], in: paths, [0], what)
    #expect(status.output == "6 of 6 cells current at paper scale\n", "\(what)")
    #expect(try expect(["check"], in: paths, [3], what).output.hasPrefix("C1: reproduced"), "\(what)")
  }

  /// Rewrites a table without types and constraints; `rows` are statements that fill `loose`.
  private static func rewrite(_ table: String, _ columns: [String], _ rows: [String], _ file: URL) throws {
    let statements = ["CREATE TABLE loose (\(columns.joined(separator: ", ")))"] + rows
    try SQLiteFile.execute(
      (statements + ["DROP TABLE \(table)", "ALTER TABLE loose RENAME TO \(table)"]).joined(separator: "; "),
      file)
  }

  static let tables = ["blob", "run", "page", "checkpoint", "sources", "shard", "grdb_migrations"]

  @Test func theseAreAllTables() throws {
    let (project, paths) = try Self.built()
    defer { withExtendedLifetime(project) {} }
    let found = try SQLiteFile.lines(
      "SELECT name FROM sqlite_master WHERE type = 'table'", paths.database)
    #expect(Set(found) == Set(Self.tables))
  }

  /// Every value in a row of its own, in each column, beside the right rows and instead of them.
  @Test(arguments: tables) func wrongValues(table: String) throws {
    let (project, paths) = try Self.built()
    defer { withExtendedLifetime(project) {} }
    let columns = try SQLiteFile.lines("SELECT name FROM pragma_table_info('\(table)')", paths.database)
    #expect(!columns.isEmpty)
    let good = try Data(contentsOf: paths.database)
    let export = try Data(contentsOf: paths.root.appending(path: "x.sqlite"))
    func rows(_ column: String) -> [String] {
      Self.values.map { value in
        let list = columns.map { $0 == column ? value : $0 }.joined(separator: ", ")
        return "INSERT INTO loose SELECT \(list) FROM \(table)"
      }
    }
    let keepsRight = ["INSERT INTO loose SELECT * FROM \(table)"]
    for right in [keepsRight, []] {
      try good.write(to: paths.database)
      try Self.rewrite(table, columns, columns.flatMap(rows) + right, paths.database)
      try Self.tryEverything(paths, table)
    }
    let forged = paths.root.appending(path: "forged.sqlite")
    for column in columns {
      try export.write(to: forged)
      try Self.rewrite(table, columns, rows(column), forged)
      try Self.expect(["cache", "merge", "forged.sqlite"], in: paths, [0, 1], "merging \(table).\(column)")
    }
    try Self.expect(["cache", "verify"], in: paths, [0], "after merging \(table)")
  }

  /// Tables that lack a column, that are views, that are gone, or that act by themselves.
  @Test(arguments: tables) func wrongTables(table: String) throws {
    let (project, paths) = try Self.built()
    defer { withExtendedLifetime(project) {} }
    let columns = try SQLiteFile.lines("SELECT name FROM pragma_table_info('\(table)')", paths.database)
    let good = try Data(contentsOf: paths.database)
    let list = columns.joined(separator: ", ")
    let others = columns.dropFirst().joined(separator: ", ")
    let changes = [
      "DROP TABLE \(table)",
      "ALTER TABLE \(table) RENAME TO old; CREATE VIEW \(table) AS SELECT * FROM old",
      "ALTER TABLE \(table) RENAME TO old; CREATE VIEW \(table) AS SELECT 1 AS \(columns[0])",
      "CREATE TABLE loose (other); DROP TABLE \(table); ALTER TABLE loose RENAME TO \(table)",
      "CREATE TABLE loose AS SELECT \(others.isEmpty ? "1" : others) FROM \(table); DROP TABLE \(table); "
        + "ALTER TABLE loose RENAME TO \(table)",
      "CREATE TABLE loose (\(list), PRIMARY KEY (\(columns[0]))) WITHOUT ROWID; DROP TABLE \(table); "
        + "ALTER TABLE loose RENAME TO \(table)",
      "CREATE TABLE loose (\(list), CHECK (0)); DROP TABLE \(table); ALTER TABLE loose RENAME TO \(table)",
      "CREATE TRIGGER t BEFORE INSERT ON \(table) BEGIN SELECT RAISE(ABORT, 'no'); END",
      "CREATE VIEW v AS SELECT * FROM nowhere",
    ]
    for change in changes {
      try good.write(to: paths.database)
      try SQLiteFile.execute(change, paths.database)
      try Self.expect(["status"], in: paths, [0, 1], change)
      try Self.expect(["cache", "gc"], in: paths, [0, 1], change)
      try Self.expect(["build"], in: paths, [0], change)
      try Self.expect(["cache", "verify"], in: paths, [0], change)
    }
  }

  /// What stands where a store or an export should be.
  @Test func whatIsNoFile() throws {
    let (project, paths) = try Self.built()
    defer { withExtendedLifetime(project) {} }
    let root = paths.root.path
    mkfifo(root + "/pipe", 0o600)
    for name in ["pipe", "/dev/zero", "/dev/null", "chapters", "nowhere"] {
      let merged = try Self.expect(["cache", "merge", name], in: paths, [1], name)
      #expect(merged.errors.hasPrefix("error: "), "\(name): \(merged)")
    }
    try Data("mine".utf8).write(to: paths.root.appending(path: "text"))
    let store = try Data(contentsOf: paths.database)
    for name in ["pipe", "text", "/dev/null", "chapters", ".sample-book/cache.sqlite"] {
      let refused = try Self.expect(["cache", "export", name], in: paths, [1], name)
      #expect(refused.errors.contains("is not replaced, because it is no export"), "\(name): \(refused)")
    }
    #expect(try Data(contentsOf: paths.database) == store)
    #expect(try String(contentsOfFile: root + "/text", encoding: .utf8) == "mine")
    try Self.expect(["cache", "export", "x.sqlite"], in: paths, [0])
    for suffix in ["", "-wal", "-journal"] {
      unlink(paths.database.path + suffix)
      mkfifo(paths.database.path + suffix, 0o600)
      try Self.expect(["status"], in: paths, [1], suffix)
      try Self.expect(["build"], in: paths, [0], suffix)
      try Self.expect(["cache", "verify"], in: paths, [0], suffix)
    }
  }

  /// The shortcut of a build that has nothing to do does not hide what `cache verify` finds.
  @Test func aBuildMendsWhatVerifyFinds() throws {
    let (project, paths) = try Self.built()
    defer { withExtendedLifetime(project) {} }
    for change in [
      "UPDATE blob SET bytes = x'00'", "UPDATE page SET bytes = x'00'", "UPDATE run SET wall = -1",
      "UPDATE run SET ingredients = 'none'", "UPDATE shard SET trace = '{}'",
      "UPDATE checkpoint SET digest = 'x'", "UPDATE sources SET files = '7'",
    ] {
      try Self.expect(["build"], in: paths, [0], change)
      try SQLiteFile.execute(
        "INSERT OR REPLACE INTO checkpoint SELECT key, 'state', digest, bytes, 'two', 1, 1 FROM page LIMIT 1; "
          + change, paths.database)
      try Self.expect(["cache", "verify"], in: paths, [1], change)
      let built = try Self.expect(["build"], in: paths, [0], change)
      #expect(built.errors.contains("damaged, dropped"), "\(change): \(built)")
      try Self.expect(["cache", "verify"], in: paths, [0], change)
    }
    // Where the file looks as it was left, reading it all still shows the damage, and the next build is none of a shortcut.
    let attributes = try FileManager.default.attributesOfItem(atPath: paths.database.path)
    try SQLiteFile.execute("UPDATE blob SET bytes = x'00'", paths.database)
    try FileManager.default.setAttributes(
      [.modificationDate: attributes[.modificationDate] as Any], ofItemAtPath: paths.database.path)
    try Self.expect(["cache", "verify"], in: paths, [1])
    try Self.expect(["build"], in: paths, [0])
    try Self.expect(["cache", "verify"], in: paths, [0])
  }

  /// Where nobody may write, everything can still be read.
  @Test func aReadOnlyStore() throws {
    let (project, paths) = try Self.built()
    defer { withExtendedLifetime(project) {} }
    let folders = [paths.root, paths.store]
    for folder in folders { chmod(folder.path, 0o555) }
    defer { for folder in folders { chmod(folder.path, 0o755) } }
    chmod(paths.database.path, 0o444)
    // To the super-user nothing is read-only.
    let prefix =
      geteuid() == 0 ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : ["env"]
    for command in ["status", "explain C1", "cache verify", "check"] {
      let ending = try BuiltProgram("sample-book").run(
        command.split(separator: " ").map(String.init), in: paths.root, prefix: prefix)
      #expect(ending.status == (command == "check" ? 3 : 0), "\(command): \(ending)")
    }
  }
}
