import Foundation
import NetworkFiles
import Plotting

extension CertifyReport {
  /// Their names, as they are shown: the global bounds first.
  static let certificates = ["C5", "Metzler", "Euclidean", "interval", "local", "linear"]

  /// The report as one page of HTML, which loads nothing.
  /// - Parameter file: the network's, as its heading.
  func page(of file: String) throws -> String {
    let rows = Self.certificates.prefix(3).map { name in
      "<tr><th scope=\"row\">\(name)</th><td>\(bounds[name].map { String(format: "%.6g", $0) } ?? "its hypothesis fails")</td></tr>"
    }
    var parts = [
      "<h1>\(Self.escaped(file))</h1>",
      "<p>\(units) units, \(inputs) inputs, \(classes) classes; names as in \(convention.rawValue). The network is \(verdict).</p>",
      "<h2>Lipschitz bounds</h2>",
      "<p>In the maximum norm, from pixels in [0, 1] to outputs.</p>",
      "<table>\(rows.joined())</table>",
    ]
    if let right {
      parts.append("<h2>Certified</h2>")
      parts.append(
        "<p>Of \(images) images \(right) are read rightly. Of those, certified at each radius:</p>")
      parts.append(table)
      if radii.count > 1 { parts.append("<figure>\(try figure)</figure>") }
    }
    return """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Certificates of \(Self.escaped(file))</title>
      <style>
      body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 serif; color: #222; background: #fff; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: 0.15rem 0.8rem; text-align: right; border-bottom: 1px solid #ddd; font-weight: normal; }
      thead th { border-bottom: 1px solid #222; }
      figure { margin: 1.5rem 0; overflow-x: auto; }
      svg { max-width: 100%; height: auto; }
      </style>
      \(parts.joined(separator: "\n"))
      </html>

      """
  }

  private var names: [String] { Self.certificates.filter { certified[$0] != nil } }

  private var table: String {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\($0)</\(tag)>" }.joined() + "</tr>"
    }
    let body = radii.enumerated().map { k, radius in
      row(["\(radius)"] + names.map { name in certified[name].map { "\($0[k])" } ?? "" }, "td")
    }
    return "<table><thead>\(row(["radius"] + names, "th"))</thead><tbody>\(body.joined())</tbody></table>"
  }

  /// Certified shares against the radius, as SVG.
  private var figure: String {
    get throws {
      let positive = radii.indices.filter { radii[$0] > 0 }
      let plot = Plot("") {
        for name in names {
          Curve(
            x: positive.map { radii[$0] },
            y: positive.map { k in certified[name].map { Double($0[k]) / Double(images) } ?? 0 }, label: name)
        }
      }
      .xAxis("radius $\\varepsilon$", scale: .log)
      .yAxis("certified", range: 0...1, format: .percent)
      .size(width: 640, height: 360)
      let data = try plot.figure.drawn(as: FigureOutput(.svg), appearance: .light, recipe: "certify")
      let text = String(decoding: data, as: UTF8.self)
      return text.firstRange(of: "<svg").map { String(text[$0.lowerBound...]) } ?? text
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
