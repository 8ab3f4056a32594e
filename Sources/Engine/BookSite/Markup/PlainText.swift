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
