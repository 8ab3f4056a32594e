import CellKit

/// A count as the whole site writes it: from five digits on with a narrow no-break space (U+202F) between thousands. For
/// the remarks and checks of claims, which are shown as they are.
func thinSpaced(_ count: Int) -> String {
  let digits = String(count)
  guard digits.count > 4 else { return digits }
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { text.append("\u{202F}") }
    text.append(digit)
  }
  return text
}

/// How far, in points, the 95 % Wilson interval of a share of `images` reaches to either side at most.
func widestError(of images: Int) -> Double? {
  guard images > 0 else { return nil }
  let interval = Proportion.wilson(successes: images / 2, of: images)
  return 50 * (interval.upper - interval.lower)
}
