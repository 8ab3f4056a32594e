import BookSite
import Foundation
import Testing

@Suite("Figures that can be questioned")
struct FigurePlacesPageTests {
  static let chapter = """
    # T

    ``` {.swift .figure #fig-x alt="A curve."}
    plot()
    ```
    : Caption.
    """

  private func rendered(places: String?) throws -> SampleBook {
    let book = try SampleBook(Self.chapter)
    book.giveFigure("fig-x", places: places)
    try book.render()
    return book
  }

  @Test("The page names the values' places, which are a script of their own")
  func places() throws {
    let json = #"{"panels":[]}"#
    let book = try rendered(places: json)
    let page = try book.page()
    #expect(
      page.contains("<div class=\"figure-image\" data-places=\"fig-x\" data-label=\"Figure\u{A0}1.1\">"))
    #expect(!page.contains("frame"))
    let script = try #require(try book.site()["figures/fig-x.js"])
    #expect(
      String(decoding: script, as: UTF8.self)
        == "(window.bookPlaces = window.bookPlaces || {})[\"fig-x\"] = {\"panels\":[]};\n")
  }

  @Test("Without places there is neither")
  func none() throws {
    let book = try rendered(places: nil)
    #expect(try !book.page().contains("data-places"))
    #expect(try book.site()["figures/fig-x.js"] == nil)
  }

  @Test("Frames have a slider with their names, and room for one frame of the picture")
  func frames() throws {
    let page = try rendered(places: #"{"frames":["λ = 0","\"<b>\""],"panels":[]}"#).page()
    // Two frames of 640 by 200.
    #expect(
      page.contains("<div class=\"frame-window\" style=\"--frames:2;--ratio:3.2000;--width:640px\"><img"))
    #expect(
      page.contains(
        "<input type=\"range\" class=\"frames\" min=\"0\" max=\"1\" value=\"0\" aria-label=\"Frame of Figure\u{A0}1.1\""
      ))
    #expect(page.contains("data-names=\"[&quot;λ = 0&quot;,&quot;\\&quot;&lt;b&gt;\\&quot;&quot;]\""))
  }
}
