import ExecutableBook
import Foundation
import MutatedInputs
import Testing

/// What comes from a browser, from the store, from a failed build and from `--where`: taken, or refused.
@Suite struct CommandTrials {
  @Test func requests() {
    let original = "GET /01-one.html?x#y HTTP/1.1\r\nHost: localhost:8123\r\nAccept: */*\r\n"
    let pieces = ["\r\n", "\n", " ", "Host:", "host: ", "HTTP/1.", "GET", "/", "%", "?", "\u{0}", "é"]
    let server = SiteServer(
      files: ServedFiles(root: URL(filePath: "/nonexistent")), port: 8123, state: { LiveState() })
    var read = 0
    Trials.run(2000, seed: 61, [Data(original.utf8)], pieces: pieces) { data in
      guard let request = Request(head: data) else { return }
      read += 1
      #expect(request.path.hasPrefix("/") && !request.path.contains("?"))
      #expect(server.answer(request).status != .ok)
    }
    #expect(read > 0)
  }

  @Test func selectionsOfValues() {
    let json =
      #"[{"lambda":0.001,"seed":2,"name":"a","ok":true},{"seed":18446744073709551615,"x":[null,{"y":-1.5e300}]}]"#
    let texts = ["lambda=1e-3,seed=2", "ok=true", "name=a", "seed=18446744073709551615"]
    let pieces = [
      "[", "]", "{", "}", "\"", ":", ",", "=", "null", "1e999", "-0", "9223372036854775808", "\\ud800",
      "true", "[[", "{\"a\":",
    ]
    var found = 0
    Trials.run(2000, seed: 62, texts.map { $0 + "\n" + json }, pieces: pieces) { text in
      let parts = text.split(separator: "\n", maxSplits: 1)
      guard let selection = try? ValueSelection(String(parts.first ?? "")) else { return }
      let data = try? selection.elements(of: Data((parts.count > 1 ? String(parts[1]) : json).utf8), id: "x")
      if let data {
        found += 1
        #expect((try? JSONSerialization.jsonObject(with: data)) is [Any])
      }
    }
    #expect(found > 0)
  }

  @Test func wordsOfABuild() {
    let original = """
      book: compiling what has changed
      chapters/01-one.md:6:1: error: v crashed: an index is out of range [cell-crashed]
        6 | crash 3
      error: 1 mistake
      """
    let pieces = [
      "\n", ": error: ", ":1:1: error: ", "error: ", ":", "99999999999999999999", "chapters/", "\u{0}", "\r",
    ]
    Trials.run(2000, seed: 63, [original], pieces: pieces) { text in
      let mistakes = BuildOutput.mistakes(
        in: text, root: URL(filePath: "/book"), editor: "vscode://file{file}:{line}:{column}")
      #expect(mistakes.count <= 50)
    }
  }
}
