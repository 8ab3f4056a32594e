import Foundation
import Plotting
import Testing

@Suite struct FigureDataTests {
  @Test func rowsOfEveryMark() throws {
    let grid = Grid(columns: 2) {
      Plot("left, \"quoted\"") {
        Line(x: [1, 2], y: [0.1, 1e-20], label: "a,b")
        Rule(y: 3, label: "limit")
      }
      Plot { Bars(x: [0, 0, 1, 1], y: [4, 6, 6, 8]) }.xAxis(scale: .categorical(["NEMON", "MON"]))
    }
    let expected = [
      "panel,mark,series,x,y,lower,upper,text",
      "\"left, \"\"quoted\"\"\",Line,\"a,b\",1,0.1,,,",
      "\"left, \"\"quoted\"\"\",Line,\"a,b\",2,1e-20,,,",
      "\"left, \"\"quoted\"\"\",Rule,,,3,,,limit",
      "2,Bars,,NEMON,5,4,6,",
      "2,Bars,,MON,7,6,8,",
    ]
    #expect(try Figure(grid).csv() == expected.joined(separator: "\r\n") + "\r\n")
  }

  @Test func imagesAreRowsOfHexadecimalPixels() throws {
    let plot = Plot {
      ImageGrid(
        [
          Picture(width: 2, height: 1, gray: [0, 1.0], caption: "3"),
          Picture(width: 1, height: 1, gray: [0.5]),
        ], columns: 2)
    }
    let lines = try Figure(plot).csv().split(separator: "\r\n").map(String.init)
    #expect(
      lines == ["panel,mark,series,x,y,pixels,text", "1,ImageGrid,,0,0,00ff,3", "1,ImageGrid,,1,0,80,"])
  }
}
