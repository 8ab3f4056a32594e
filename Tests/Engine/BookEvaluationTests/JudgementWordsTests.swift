import BookEvaluation
import CellKit
import Testing

/// The sentences by which the ledger and `explain` say why a verdict is what it is.
@Suite struct JudgementWordsTests {
  private static let ratios = [0.5, 0.25]
  private static let holds = Check("no ratio is above 1", in: ratios, largest: \.self, atMost: 1)
  private static let fails = Check("no ratio is above $\\lambda$", in: ratios, largest: \.self, atMost: 0.125)
  private static let open = Check("there is a ratio", in: [Double](), largest: \.self, atMost: 1)

  @Test(arguments: [
    (Judgement(holds), "Its check holds: no ratio is above 1."),
    (Judgement(Check("small @fig-a-2", in: ratios, largest: \.self, atMost: 1)), "Its check holds: small."),
    (Judgement(holds, holds), "All 2 checks hold."),
    (
      Judgement(essential: [holds], supporting: [fails]),
      "1 of 2 checks hold. Not so: no ratio is above $\\lambda$ is 0.5, expected at most 0.125."
    ),
    (Judgement(open), "Undecided: there is a ratio: no case was tried."),
    // What refutes comes before what leaves open.
    (
      Judgement(essential: [open, fails], supporting: [fails]),
      "0 of 3 checks hold. Not so: no ratio is above $\\lambda$ is 0.5, expected at most 0.125. "
        + "Undecided: there is a ratio: no case was tried. And 1 more."
    ),
    (Judgement(essential: []), "It has no checks."),
    (
      Judgement(Check("small", in: [3e-14], largest: \.self, atMost: -0.25)),
      "Not so: small is 3 × 10⁻¹⁴, expected at most −0.25."
    ),
    (
      Judgement(Check("large", in: [-1.5e20], smallest: \.self, atLeast: 0)),
      "Not so: large is −1.5 × 10²⁰, expected at least 0."
    ),
  ])
  func sentences(judgement: Judgement, text: String) { #expect(judgement.explanation == text) }

  /// By hand: 0.5 is 0.375 above 0.125, 3 lies 0.5 beyond 2 and its tolerance of 0.5.
  @Test func findings() {
    let judgement = Judgement(
      essential: [Self.open, Self.holds, Self.fails],
      supporting: [
        Check(
          "near two", kind: .identity, holds: false, observed: 3, expected: Expectation(target: 2),
          tolerance: 0.5),
        Check("not a number", kind: .number, holds: false, observed: .nan, expected: Expectation(upper: 1)),
      ])
    #expect(
      judgement.findings == [
        "fails: no ratio is above $\\lambda$: 0.5, expected at most 0.125, missed by 0.375",
        "fails: near two: 3, expected 2 within 0.5, missed by 0.5 (supporting)",
        "fails: not a number: nan, expected at most 1 (supporting)",
        "undecided: there is a ratio; no case was tried",
        "holds: no ratio is above 1: 0.5, expected at most 1",
      ])
  }
}
