import Foundation

/// Lower-case letters, digits and hyphens: the id of a heading without one of its own.
func slug(_ text: String) -> String {
  let words = text.lowercased().unicodeScalars
    .split { !($0.properties.isAlphabetic || ("0"..."9").contains($0)) }
    .map { String(String.UnicodeScalarView($0)) }
  let slug = words.joined(separator: "-")
  return slug.isEmpty ? "section" : slug
}

/// TeX without its marks, for titles in lists and windows.
func plainText(_ tex: String) -> String {
  guard tex.utf8.contains(where: { "$[]{}\\".utf8.contains($0) }) else { return tex }
  return tex.replacing(/\\(?:mathcal|mathbb|mathbf|mathrm|text|operatorname)/, with: "")
    .filter { !"$[]{}\\".contains($0) }
}

/// Text in which `$...$` is mathematics, as a reader would type it.
func typed(_ text: String) -> String {
  MathText(text).pieces.map { piece in
    switch piece {
    case .text(let text): text
    case .formula(let formula): searchable(formula.tex)
    }
  }.joined()
}

/// A formula as a reader would type it: letters, signs and numbers on one line.
func searchable(_ tex: String) -> String {
  let text = tex.replacing(command) { match in signs[match.1] ?? "" }
  return text.filter { !"{}_^&".contains($0) }
}

/// Read once: a pattern inside a function is read again whenever the function is called.
private nonisolated(unsafe) let command = /\\([A-Za-z]+|.) ?/

private let signs: [Substring: String] = {
  var signs: [Substring: String] = [
    "|": "‖", "le": "≤", "ge": "≥", "in": "∈", "infty": "∞", "cdot": "·", "times": "×", "to": "→",
    "varepsilon": "ε",
    "sum": "∑", "max": "max", "min": "min", "ne": "≠", "approx": "≈", "lambda": "λ", "Phi": "Φ", "mathbb": "",
    "quad": " ",
    "qquad": " ", ",": " ",
  ]
  // The names of the letters are Unicode's, but for lambda.
  for code in UInt32(0x3B1)...0x3C9 {
    guard let letter = Unicode.Scalar(code), let name = letter.properties.name?.split(separator: " ").last
    else { continue }
    signs[Substring(name.lowercased())] = String(Character(letter))
  }
  return signs
}()
