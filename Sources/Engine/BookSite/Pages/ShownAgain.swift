import BookEvaluation

/// Figures, theorems, equations and claims that a page shows again, with the way to where they stand. Every page must have
/// been written before: until then a placeholder stands for them.
struct ShownAgain {
  /// By page and fragment.
  var previews: [String: String]
  /// What a claim says.
  var statements: (ClaimsLedger.Entry) -> Markup
  var claims: ClaimsLedger
  var mathematics: MathLibrary

  static func placeholder(for target: Target) -> Markup {
    "<div class=\"again of-\(target.kind.rawValue)\" data-again=\"\(target.href)\">\(target.name)</div>"
  }

  private nonisolated(unsafe) static let place =
    /<div class="again (of-\w+)" data-again="([^"]*)">([^<]*)<\/div>/
  private nonisolated(unsafe) static let identity = /\ id="[^"]*"/

  func fill(_ page: Markup) -> Markup {
    let filled = page.html.replacing(Self.place) { match in
      let content = claim(at: match.2)?.html ?? previews[String(match.2)] ?? ""
      let shown = content.replacing(Self.identity, with: "")
      let way =
        switch match.1 {
        case "of-figure", "of-table": "Code and data of \(match.3)"
        case "of-equation": String(match.3)
        default: ""
        }
      let link = way.isEmpty ? "" : "<p class=\"again-place\"><a href=\"\(match.2)\">\(way)</a></p>"
      return "<div class=\"again \(match.1)\">\(shown)\(link)</div>"
    }
    return Markup(trusted: filled)
  }

  private func claim(at place: Substring) -> Markup? {
    guard let id = place.split(separator: "#").last, let entry = claims[String(id)] else { return nil }
    let reason = entry.judgement.map { mathematics.markup($0.inBrief) } ?? Markup(text: entry.reason ?? "")
    let name = entry.name.map { ": " + $0 } ?? ""
    return """
      <div class="chapter-claims"><p>\(Shape.badge(entry.verdict))</p>\
      <p><a href="\(Markup(trusted: String(place)))">Claim \(entry.id)\(name)</a></p>\
      <p class="words">\(statements(entry))</p><p class="why">\(reason)</p></div>
      """
  }
}
