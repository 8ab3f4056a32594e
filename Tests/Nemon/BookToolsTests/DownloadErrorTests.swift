import BookTools
import ExecutableBook
import Testing

@Suite struct DownloadErrorTests {
  static let table: [(DownloadError, CommandStatus, String)] = [
    (
      DownloadError.unreachable(address: "https://a/b", reason: "no host"), .failure,
      "https://a/b cannot be reached (no host): try again where there is a network, or load it by other means, "
        + "unpack it and run `nemon-book data import DIR`"
    ),
    (
      DownloadError.wrongDigest(
        address: "https://a/b", found: String(repeating: "0", count: 64),
        expected: String(repeating: "1", count: 64)), .failure,
      "what https://a/b gives is another file: its SHA-256 is 000000000000... instead of 111111111111...; it was removed"
    ),
    (
      DownloadError.interrupted, .interrupted,
      "interrupted; what was loaded is kept, and the next call loads the rest"
    ),
  ]

  @Test(arguments: table.indices)
  func sentence(row: Int) {
    let (error, status, sentence) = Self.table[row]
    #expect(error.sentence == sentence)
    #expect(error.status == status)
  }
}
