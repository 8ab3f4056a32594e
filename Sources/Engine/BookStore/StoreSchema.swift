import GRDB

/// The database's tables, as steps from an empty file. A step that was ever released is never edited.
enum StoreSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: values, runs, pages, checkpoints") { db in
      try db.execute(
        sql: """
          CREATE TABLE blob (
            digest TEXT NOT NULL PRIMARY KEY,
            bytes BLOB NOT NULL
          );
          CREATE TABLE run (
            key TEXT NOT NULL PRIMARY KEY,
            cell TEXT NOT NULL,
            scale TEXT NOT NULL,
            value TEXT NOT NULL,
            figure TEXT,
            ingredients TEXT NOT NULL,
            wall REAL NOT NULL,
            cpu REAL NOT NULL,
            memory INTEGER NOT NULL,
            seed TEXT,
            processor TEXT NOT NULL,
            kernels TEXT NOT NULL,
            libraries TEXT NOT NULL,
            revision TEXT,
            finished REAL NOT NULL
          );
          CREATE INDEX run_of_cell ON run (cell);
          CREATE TABLE page (
            key TEXT NOT NULL PRIMARY KEY,
            digest TEXT NOT NULL,
            bytes BLOB NOT NULL
          );
          CREATE TABLE checkpoint (
            key TEXT NOT NULL,
            name TEXT NOT NULL,
            digest TEXT NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (key, name)
          );
          """)
    }
    migrator.registerMigration("2: checkpoints say whose they are and when they were saved") { db in
      try db.execute(
        sql: """
          ALTER TABLE checkpoint ADD COLUMN cell TEXT NOT NULL DEFAULT '';
          ALTER TABLE checkpoint ADD COLUMN saved REAL NOT NULL DEFAULT 0;
          """)
    }
    migrator.registerMigration("3: the files behind the digest of sources, so as to name those that changed")
    { db in
      try db.execute(sql: "CREATE TABLE sources (digest TEXT NOT NULL PRIMARY KEY, files TEXT NOT NULL)")
    }
    migrator.registerMigration("4: shards") { db in
      try db.execute(
        sql: """
          CREATE TABLE shard (
            key TEXT NOT NULL PRIMARY KEY,
            cell TEXT NOT NULL,
            type TEXT NOT NULL,
            label TEXT NOT NULL,
            settings TEXT NOT NULL,
            ingredients TEXT NOT NULL,
            digest TEXT NOT NULL,
            bytes BLOB NOT NULL,
            trace TEXT NOT NULL,
            finished REAL NOT NULL
          );
          CREATE INDEX shard_of_cell ON shard (cell);
          """)
    }
    migrator.registerMigration("5: the time of shards that were kept before a run") { db in
      try db.execute(sql: "ALTER TABLE run ADD COLUMN kept REAL")
    }
    migrator.registerMigration("6: the time that a checkpoint took") { db in
      try db.execute(sql: "ALTER TABLE checkpoint ADD COLUMN spent REAL")
    }
    return migrator
  }
}

extension StoreSchema {
  /// What stands in a file.
  enum State {
    /// Nothing yet.
    case empty
    /// The tables of this program, or of a former version of it.
    case ours
    /// Those of a later version.
    case newer
    /// Others.
    case foreign
  }

  static func state(_ db: Database) throws -> State {
    let objects = try texts(db, "SELECT type, name FROM sqlite_master")
    if objects.isEmpty { return .empty }
    // What would run, or be read, unasked.
    guard objects.allSatisfy({ $0[0] == "table" || $0[0] == "index" }) else { return .foreign }
    guard objects.contains(["table", migrations]) else { return .foreign }
    if try migrator.hasBeenSuperseded(db) { return .newer }
    guard let last = try migrator.appliedMigrations(db).last else { return .foreign }
    let model = try DatabaseQueue()
    try migrator.migrate(model, upTo: last)
    let expected = try model.read { try columns($0) }
    let found = try columns(db)
    return expected.allSatisfy { found[$0.key] == $0.value } ? .ours : .foreign
  }

  private static let migrations = "grdb_migrations"

  /// The names of the columns, by table.
  private static func columns(_ db: Database) throws -> [String: Set<String>] {
    let pairs = try texts(
      db,
      "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table'")
    return Dictionary(grouping: pairs, by: { $0[0] }).mapValues { Set($0.map { $0[1] }) }
  }

  private static func texts(_ db: Database, _ query: String) throws -> [[String]] {
    try Row.fetchAll(db, sql: query).map { row in
      Array(row.databaseValues).map { String.fromDatabaseValue($0) ?? "" }
    }
  }
}
