/// Sets formulas on one line, with the spaces and shifts of TeX's text style, simplified.
struct MathSetter {
  let typesetter: Typesetter
  let label: String

  func layout(_ nodes: [MathNode], size: Double, scriptLevel: Int) throws(PlotError) -> TextLayout {
    var line = TextLayout()
    var before: MathClass?
    for (index, node) in nodes.enumerated() {
      let kind = effectiveClass(of: node, after: before, isLast: index == nodes.count - 1)
      if let before, let kind { line.width += space(between: before, kind, scriptLevel: scriptLevel) * size }
      line.append(try layout(node, size: size, scriptLevel: scriptLevel))
      if let kind { before = kind }
    }
    return line
  }

  private func layout(_ node: MathNode, size: Double, scriptLevel: Int) throws(PlotError) -> TextLayout {
    switch node {
    case .symbol(let text, _, let face): try typesetter.glyphs(text, face, size: size, label: label)
    case .group(let nodes): try layout(nodes, size: size, scriptLevel: scriptLevel)
    case .space(let ems): TextLayout(width: ems * size)
    case .scripts(let base, let below, let above):
      try scripts(base, below, above, size: size, scriptLevel: scriptLevel)
    case .root(let nodes): try root(nodes, size: size, scriptLevel: scriptLevel)
    case .fraction(let upper, let lower):
      try fraction(upper, lower, size: size, scriptLevel: scriptLevel)
    case .accent(let mark, let base): try accent(mark, base, size: size, scriptLevel: scriptLevel)
    }
  }

  /// A binary sign without an operand on both sides is a sign of its operand: no space.
  private func effectiveClass(of node: MathNode, after before: MathClass?, isLast: Bool) -> MathClass? {
    if case .space = node { return nil }
    let kind = mathClass(of: node)
    guard kind == .binary else { return kind }
    switch before {
    case .ordinary, .closing: return isLast ? .ordinary : .binary
    default: return .ordinary
    }
  }

  private func mathClass(of node: MathNode) -> MathClass {
    switch node {
    case .symbol(_, let kind, _): kind
    case .scripts(let base, _, _): base.last.map(mathClass(of:)) ?? .ordinary
    default: .ordinary
    }
  }

  /// The space between two atoms, in ems: TeX's table of thin, medium and thick spaces.
  private func space(between a: MathClass, _ b: MathClass, scriptLevel: Int) -> Double {
    let thin = 3.0 / 18
    let (medium, thick) = scriptLevel == 0 ? (4.0 / 18, 5.0 / 18) : (0, 0)
    switch (a, b) {
    case (.binary, _), (_, .binary): return medium
    case (.relation, .relation), (.opening, _), (_, .closing), (_, .punctuation): return 0
    case (.relation, _), (_, .relation): return thick
    case (.punctuation, _): return scriptLevel == 0 ? thin : 0
    case (.largeOperator, .opening): return 0
    case (.largeOperator, _), (_, .largeOperator): return thin
    default: return 0
    }
  }

  private func scriptSize(_ size: Double, _ level: Int) -> Double { size * (level == 0 ? 0.7 : 0.8) }

  private func scripts(
    _ base: [MathNode], _ below: [MathNode], _ above: [MathNode], size: Double, scriptLevel: Int
  ) throws(PlotError) -> TextLayout {
    var line = try layout(base, size: size, scriptLevel: scriptLevel)
    let small = scriptSize(size, scriptLevel)
    let lower = try layout(below, size: small, scriptLevel: scriptLevel + 1)
    let upper = try layout(above, size: small, scriptLevel: scriptLevel + 1)
    let start = line.width
    var end = start
    if !below.isEmpty {
      let drop = max(0.17 * size, lower.ascent - 0.36 * size)
      line.place(lower, at: Point(x: start + 0.02 * size, y: drop))
      end = max(end, start + lower.width)
    }
    if !above.isEmpty && above.allSatisfy({ $0 == .symbol("′", .ordinary, .regular) }) {
      let primes = try layout(above, size: size, scriptLevel: scriptLevel)
      let correction = italicCorrection(of: base, size: size)
      line.place(primes, at: Point(x: start + correction, y: 0))
      end = max(end, start + correction + primes.width)
    } else if !above.isEmpty {
      let lift = max(0.37 * size, upper.descent + 0.28 * size, line.ascent - 0.36 * size)
      let correction = italicCorrection(of: base, size: size)
      line.place(upper, at: Point(x: start + correction, y: -lift))
      end = max(end, start + correction + upper.width)
    }
    line.width = end + 0.04 * size
    return line
  }

  private func italicCorrection(of base: [MathNode], size: Double) -> Double {
    guard case .symbol(let text, _, .italic)? = base.last else { return 0.02 * size }
    return typesetter.overhang(of: text, .italic, size: size) + 0.03 * size
  }

  private func root(_ nodes: [MathNode], size: Double, scriptLevel: Int) throws(PlotError) -> TextLayout {
    let inside = try layout(nodes, size: size, scriptLevel: scriptLevel)
    let top = -(max(inside.ascent, 0.45 * size) + 0.12 * size)
    let bottom = max(inside.descent, 0.02 * size)
    let stem = 0.045 * size
    let hook = 0.42 * size
    var line = TextLayout(width: hook + 0.06 * size)
    line.pieces = [
      .line([Point(x: 0.04 * size, y: -0.24 * size), Point(x: 0.14 * size, y: -0.30 * size)], width: stem),
      .line([Point(x: 0.13 * size, y: -0.30 * size), Point(x: 0.26 * size, y: bottom)], width: 2 * stem),
      .line(
        [
          Point(x: 0.26 * size, y: bottom), Point(x: hook, y: top),
          Point(x: hook + inside.width + 0.12 * size, y: top),
        ], width: stem),
    ]
    line.append(inside)
    line.width += 0.1 * size
    line.ascent = -top + stem
    line.descent = bottom
    return line
  }

  private func fraction(
    _ upper: [MathNode], _ lower: [MathNode], size: Double, scriptLevel: Int
  ) throws(PlotError) -> TextLayout {
    let small = scriptSize(size, scriptLevel)
    let numerator = try layout(upper, size: small, scriptLevel: scriptLevel + 1)
    let denominator = try layout(lower, size: small, scriptLevel: scriptLevel + 1)
    let pad = 0.1 * size
    let width = max(numerator.width, denominator.width) + 2 * pad
    let axis = -0.26 * size
    var line = TextLayout(width: width + 2 * pad)
    line.pieces = [.line([Point(x: pad, y: axis), Point(x: pad + width, y: axis)], width: 0.05 * size)]
    let up = axis - 0.12 * size - numerator.descent
    let down = axis + 0.14 * size + denominator.ascent
    line.place(numerator, at: Point(x: pad + (width - numerator.width) / 2, y: up))
    line.place(denominator, at: Point(x: pad + (width - denominator.width) / 2, y: down))
    return line
  }

  private func accent(
    _ mark: String, _ base: [MathNode], size: Double, scriptLevel: Int
  ) throws(PlotError) -> TextLayout {
    var line = try layout(base, size: size, scriptLevel: scriptLevel)
    let sign = try typesetter.glyphs(
      mark, .regular, size: size, label: label)
    let slant = 0.06 * size
    let lift = max(0, line.ascent - 0.44 * size)
    line.place(sign, at: Point(x: (line.width - sign.width) / 2 + slant, y: -lift))
    return line
  }
}
