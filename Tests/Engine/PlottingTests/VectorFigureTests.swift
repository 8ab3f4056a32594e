import Foundation
import Plotting
import Testing

@Suite struct VectorFigureTests {
  static let grid = Grid(columns: 2) {
    Plot("Convergence") {
      Line(x: [0, 1, 2], y: [1.0, 0.1, 0.01], label: "average $\\kappa_{\\infty} \\leq 1$")
      Rule(y: 0.1, label: "here")
    }
    .xAxis("iteration").yAxis("residual", scale: .log)
    Plot("Weights") { ImageGrid([Picture(width: 2, height: 2, gray: [0, 0.3, 0.6, 1])], columns: 1) }
  }

  private static func draw(_ output: FigureOutput, recipe: String = "a < b & c") throws -> Data {
    try Figure(grid).drawn(as: output, appearance: .light, recipe: recipe)
  }

  @Test(arguments: FigureOutput.Format.allCases) func sameInputsSameBytes(format: FigureOutput.Format) throws
  {
    let output = FigureOutput(format, width: 312)
    let first = try Self.draw(output)
    #expect(try Self.draw(output) == first)
    #expect(try Self.draw(FigureOutput(format, width: 318)) != first)
  }

  @Test func svgIsOneSelfContainedDocument() throws {
    let file = try Self.draw(FigureOutput(.svg, width: 330.5, height: 500))
    let text = String(decoding: file, as: UTF8.self)
    // 330.5 CSS pixels are 247.875 points.
    #expect(text.contains("width=\"247.875pt\" height=\"375pt\""))
    #expect(text.contains("<metadata>a &lt; b &amp; c</metadata>"))
    #expect(!text.contains("font-family") && !text.contains("href=\"http"))
    #expect(XMLCheck.isWellFormed(file))
  }

  @Test func pngHasTheResolutionThatIsAskedFor() throws {
    let file = try Self.draw(FigureOutput(.png, width: 312, height: 400, pixelsPerInch: 300))
    let pixels = try PNGPixels(decoding: file)
    #expect(pixels.width == 975 && pixels.height == 1250)
    // 300 / 0.0254 = 11811.02 a metre.
    let density = PNGFile.word(11811)
    #expect(PNGFile.chunks(of: file).first { $0.type == "pHYs" }?.body == density + density + [1])
  }

  @Test func sizesThatCannotBeAreErrors() {
    #expect(throws: PlotError.pixels(width: 200_000, height: 200_000)) {
      try Self.draw(FigureOutput(.png, width: 4000, height: 4000, pixelsPerInch: 4800))
    }
    for width in [0, -1, 39, 1e300, .nan, .infinity] {
      for format in FigureOutput.Format.allCases {
        #expect(throws: PlotError.self) { try Self.draw(FigureOutput(format, width: width)) }
      }
    }
  }

  /// A file that an error cuts short is let go in order.
  @Test func whatCannotBeDrawnEndsInWordsInEveryForm() {
    let plot = Plot(Array(repeating: "endless", count: 90).joined(separator: " ")) {
      Line(x: [0, 1], y: [0, 1])
    }
    for format in FigureOutput.Format.allCases {
      for _ in 0..<20 {
        #expect(throws: PlotError.self) {
          try Figure(plot).drawn(as: FigureOutput(format), appearance: .light, recipe: "")
        }
      }
    }
  }

  @Test func aLegendThatItsPanelCannotHoldStandsAboveIt() throws {
    let plot = Plot { for index in 0..<9 { Line(x: [0, 1], y: [0, index], label: "line \(index)") } }
      .legend(.bottomTrailing)
    #expect(
      try Figure(plot).labels(in: FigureOutput(.pdf, width: 312)).count { $0.text.hasPrefix("line") } == 9)
  }

  /// Text keeps its size, and what is too narrow for two columns has one.
  @Test func aNarrowFigureIsLaidOutAnew() throws {
    let labels = try Figure(Self.grid).labels(in: FigureOutput(.png, width: 312))
    let wide = try Figure(Self.grid).labels(in: FigureOutput(.png))
    func title(_ labels: [PlacedLabel], _ text: String) throws -> PlacedLabel {
      try #require(labels.first { $0.text == text })
    }
    let (first, second) = (try title(labels, "Convergence"), try title(labels, "Weights"))
    #expect(second.box.minY > first.box.maxY + 100)
    #expect(abs(first.box.width - (try title(wide, "Convergence")).box.width) < 1e-9)
    #expect(abs((try title(wide, "Weights")).box.minY - (try title(wide, "Convergence")).box.minY) < 1e-9)
  }

  @Test(.enabled(if: Tool.find("pdffonts") != nil && Tool.find("pdftotext") != nil))
  func pdfHasItsFontsItsTextItsSizeAndNoDate() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "figure-\(UUID().uuidString).pdf")
    defer { try? FileManager.default.removeItem(at: file) }
    // 3.25 inches by 4.
    try Self.draw(FigureOutput(.pdf, width: 312, height: 384)).write(to: file)
    let fonts = try Tool.run("pdffonts", file.path).split(separator: "\n").dropFirst(2)
    #expect(!fonts.isEmpty)
    for font in fonts {
      #expect(font.contains("STIXGeneral"))
      #expect(font.contains(/yes yes yes +\d+ +\d+$/), "embedded, a part, with its characters")
    }
    let text = try Tool.run("pdftotext", file.path, "-")
    for word in ["Convergence", "iteration", "residual", "κ", "∞", "≤", "here"] {
      #expect(text.contains(word))
    }
    let information = try Tool.run("pdfinfo", file.path)
    #expect(information.contains("234 x 288 pts"))
    #expect(information.contains("a < b & c"))
    #expect(!information.contains("Date"))
    // The picture is an image of few pixels; nothing else is one. Two lines are the table's head.
    #expect(try Tool.run("pdfimages", "-list", file.path).split(separator: "\n").count == 2 + 1)
  }
}

/// A program of the system, where it is installed.
enum Tool {
  static func find(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func run(_ name: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(find(name)))
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }
}

/// Whether every element that is opened is closed, in order.
enum XMLCheck {
  static func isWellFormed(_ file: Data) -> Bool {
    var open: [Substring] = []
    for tag in String(decoding: file, as: UTF8.self).matches(of: /<(\/?)([A-Za-z][\w:]*)[^<>]*?(\/?)>/) {
      if tag.1 == "/" {
        if open.popLast() != tag.2 { return false }
      } else if tag.3.isEmpty {
        open.append(tag.2)
      }
    }
    return open.isEmpty
  }
}
