import BookSite
import Foundation
import Testing

@Suite("The face of text and formulas")
struct TextFontTests {
  private func folder(_ names: [String]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: UUID().uuidString, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in names { try Data(name.utf8).write(to: folder.appending(path: name)) }
    return folder
  }

  @Test("The fonts that are found go with the site, with their license")
  func found() throws {
    let names = [
      "STIXGeneral-Regular.otf", "STIXGeneral-Italic.otf", "STIXGeneral-Bold.otf",
      "STIXGeneral-BoldItalic.otf",
    ]
    let fonts = try folder(names + ["copyright", "Other.otf"])
    let font = TextFont(folders: [try folder([]), fonts])
    let files = try font.files(license: fonts.appending(path: "copyright"))
    #expect(files.keys.sorted() == (names.map { "fonts/" + $0 } + ["fonts/STIX-license.txt"]).sorted())
    #expect(files["fonts/STIXGeneral-Bold.otf"] == Data("STIXGeneral-Bold.otf".utf8))
    // Each file that the style sheet asks for is there, and digits of formulas are those of the text.
    let asked = Set(font.styleSheet.matches(of: /url\(([^)]*)\)/).map { String($0.1) })
    #expect(asked == Set(names.map { "fonts/" + $0 }))
    #expect(font.styleSheet.ranges(of: "font-family:\"Book Text\"").count == 4)
    #expect(font.styleSheet.ranges(of: "font-family:KaTeX_Math").count == 2)
  }

  @Test("Without them a page asks for none")
  func missing() throws {
    let font = TextFont(folders: [try folder([])])
    #expect(font.styleSheet.isEmpty)
    #expect(try font.files().isEmpty)
  }
}
