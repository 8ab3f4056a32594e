import BookEvaluation
import CellKit
import ChapterSyntax
import Foundation
import Testing

/// The files of the site that other programs read.
@Suite struct SiteDataTests {
  private static func book() throws -> SampleBook {
    let book = try SampleBook(
      """
      # First

      ``` {.swift .result #some-rows type="[Int]"}
      [1]
      ```

      ``` {.swift .figure #fig-x alt="A curve."}
      plot(someRows)
      ```
      : A curve.

      ``` {.swift .table #tbl-x caption="A table."}
      someRows
      ```
      """)
    try book.give("some-rows", .result, [1])
    book.giveFigure("fig-x")
    try book.give(
      "tbl-x", .table, Table([.init("$\\mu$, in \"units\""), .init("n")], rows: [["a, b", "$x_1$"]]))
    return book
  }

  @Test func `A table is a file of comma-separated values`() throws {
    let book = try Self.book()
    try book.render()
    let text = try #require(try book.site()["tables/tbl-x.csv"])
    #expect(String(decoding: text, as: UTF8.self) == "\"μ, in \"\"units\"\"\",\"n\"\r\n\"a, b\",\"x1\"\r\n")
  }

  /// Oracle: Python's zipfile, which checks the sums of all entries.
  @Test func `The archive has the numbers of all figures and tables`() throws {
    let book = try Self.book()
    try book.render()
    let archive = book.root.appending(path: "output/data.zip")
    let python = Process()
    let output = Pipe()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c",
      """
      import sys, zipfile
      archive = zipfile.ZipFile(sys.argv[1])
      assert archive.testzip() is None
      for entry in archive.infolist(): print(entry.filename, oct(entry.external_attr >> 16), entry.date_time[0])
      sys.stdout.write(archive.read("figures/fig-x.csv").decode())
      """, archive.path,
    ]
    python.standardOutput = output
    try python.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)
    #expect(
      text == """
        claims.csv 0o100644 1980
        figures/fig-x.csv 0o100644 1980
        tables/tbl-x.csv 0o100644 1980
        x,y
        1,2

        """)
  }

  private static func graph(of book: SampleBook) throws -> [String: [String: Any]] {
    let data = try #require(try book.site()["ro-crate-metadata.json"])
    let crate = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let graph = try #require(crate["@graph"] as? [[String: Any]])
    return Dictionary(graph.map { ($0["@id"] as? String ?? "", $0) }) { first, _ in first }
  }

  private static func ids(_ value: Any?) -> [String] {
    ((value as? [[String: Any]]) ?? (value as? [String: Any]).map { [$0] } ?? [])
      .compactMap { $0["@id"] as? String }
  }

  @Test func `Every run says what it read, what it made, and when`() throws {
    let book = try Self.book()
    try book.render()
    let graph = try Self.graph(of: book)
    let run = try #require(graph["#run-fig-x"])
    #expect(run["@type"] as? String == "CreateAction")
    #expect(Self.ids(run["instrument"]) == ["#code-fig-x"])
    #expect(Self.ids(run["object"]) == ["#value-some-rows"])
    #expect(
      Self.ids(run["result"]) == [
        "#value-fig-x", "figures/fig-x.png", "figures/fig-x-dark.png", "figures/fig-x.csv",
      ])
    #expect(run["startTime"] as? String == "2026-09-21T14:13:16Z")
    #expect(run["endTime"] as? String == "2026-09-21T14:13:20Z")
    #expect(Self.ids(graph["#run-tbl-x"]?["result"]) == ["#value-tbl-x", "tables/tbl-x.csv"])
  }

  @Test func `Whatever the crate refers to is in it`() throws {
    let book = try Self.book()
    try book.render()
    let graph = try Self.graph(of: book)
    let files = try book.site()
    for (id, entity) in graph {
      for key in ["hasPart", "mentions", "instrument", "object", "result", "license", "conformsTo", "author"]
      where id != "ro-crate-metadata.json" {
        #expect(Self.ids(entity[key]).allSatisfy { graph[$0] != nil }, "\(id) \(key)")
      }
      if entity["@type"] as? String == "File" {
        #expect(entity["contentSize"] as? String == files[id].map { String($0.count) })
      }
    }
    #expect(Set(files.keys.filter { !$0.hasPrefix("assets/") }).subtracting(graph.keys).isEmpty)
  }

  @Test func `A reproducible build's crate has no times and no machine`() throws {
    let book = try Self.book()
    book.sourceDate = Date(timeIntervalSince1970: 1_700_000_000)
    try book.render()
    let run = try #require(try Self.graph(of: book)["#run-fig-x"])
    #expect(run["startTime"] == nil && run["endTime"] == nil)
    #expect((run["description"] as? String)?.contains("Example CPU") == false)
  }
}
