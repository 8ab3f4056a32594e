import Foundation
import ImageData
import Testing

struct DataSetDescriptionTests {
  /// The digest of "abc" (FIPS 180-2, appendix B.1).
  private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  private static func set(_ digests: [String]) -> DataSetDescription {
    DataSetDescription(
      name: "set",
      files: digests.enumerated().map { index, digest in
        DataSetDescription.File(name: "f\(index)", packing: .none, bytes: 3, sha256: digest)
      },
      repair: "")
  }

  @Test func verifyTellsWhatIsWrongWithEachFile() throws {
    try withTemporaryFolder { folder in
      for (name, text) in [("f0", "abc"), ("f1", "abd"), ("f2", "ab"), ("f3", "abcd")] {
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
      try FileManager.default.createDirectory(
        at: folder.appending(path: "f5"), withIntermediateDirectories: false)
      let set = Self.set(Array(repeating: Self.abc, count: 6))
      // SHA-256 of "abd" by sha256sum.
      let abd = "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9"
      #expect(set.missingFiles(in: folder) == ["f4"])
      #expect(
        set.verify(folder) == [
          FileReport(file: "f0", state: .present),
          FileReport(file: "f1", state: .wrongDigest(found: abd, expected: Self.abc)),
          FileReport(file: "f2", state: .wrongSize(found: 2, expected: 3)),
          FileReport(file: "f3", state: .wrongSize(found: 4, expected: 3)),
          FileReport(file: "f4", state: .missing),
          FileReport(
            file: "f5", state: .damaged(.unreadableFile(path: folder.appending(path: "f5").path))),
        ])
    }
  }
}
