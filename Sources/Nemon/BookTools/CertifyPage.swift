import Foundation
import NetworkFiles
import Plotting

extension CertifyReport {
  /// The report as one page of HTML, which loads nothing.
  /// - Parameter file: the network's, as its heading.
  func page(of file: String) throws -> String {
    let rows = Self.certificates.prefix(3).map {
      "<tr><th scope=\"row\">\($0)</th><td>\(bound($0))</td></tr>"
    }
    let head = [
      "\(units) units, \(inputs) inputs, \(classes) classes; names as in \(convention.rawValue)", constant,
    ]
    let posed: [String?] = [
      "The network is \(verdict)", weighting.map { $0.prefix(1).uppercased() + $0.dropFirst() },
    ]
    var parts = [
      "<h1>\(Self.escaped(file))</h1>",
      Self.paragraph(head), Self.paragraph(posed),
    ]
    if let weights, weightsFrom != .ones {
      let list = weights.map { String(format: "%.6g", $0) }.joined(separator: ", ")
      parts.append("<details><summary>The weights</summary><p>\(list)</p></details>")
    }
    parts += [
      "<h2>Lipschitz bounds</h2>",
      "<p>In the maximum norm, from pixels in [0, 1] to outputs.</p>",
      "<table>\(rows.joined())</table>",
    ]
    if isWellPosed {
      parts.append("<h2>Certified</h2>")
      parts.append(
        right.map { "<p>Of \(images) images \($0) are read rightly. Of those, certified at each radius:</p>" }
          ?? "<p>Of \(images) images, certified at each radius:</p>")
      if !names.isEmpty {
        parts.append(table)
        if radii.count(where: { $0 > 0 }) > 1 { parts.append("<figure>\(try figure)</figure>") }
      }
      if !failures.isEmpty { parts.append(Self.paragraph(failures)) }
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

  /// Sentences, each with its full stop.
  private static func paragraph(_ sentences: [String?]) -> String {
    "<p>" + sentences.compactMap { $0.map { escaped($0) + "." } }.joined(separator: " ") + "</p>"
  }

  private var table: String {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\($0)</\(tag)>" }.joined() + "</tr>"
    }
    let body = radii.enumerated().map { k, radius in
      row(["\(radius)"] + names.compactMap { certified[$0].map { "\($0[k])" } }, "td")
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
