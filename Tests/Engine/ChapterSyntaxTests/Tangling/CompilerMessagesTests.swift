import ChapterSyntax
import Support
import Testing

/// What Swift 6.3 said of these cells, and what an author reads.
@Suite struct CompilerMessagesTests {
  static let text = """
    # Try

    ``` {.swift .setup}
    struct Plain { var x: Int }
    ```

    ``` {.swift .result #plain-values type="[Plain]"}
    [Plain(x: 1)]
    ```

    ``` {.swift .result #volumes type="[Double]"}
    let all = [1.0]
    all
    ```

    ``` {.swift .figure #fig-one alt="One."}
    Plot {
      Lines(volmues, x: \\.x, y: { volume in log(volmue.x) })
      Points(volumes, x: \\.x, y: \\.y)
    }
    ```
    : One.

    ``` {.swift .result #wrong type="Plian"}
    1
    ```

    Inline `volume.count`{.swift} and `count`{.swift}.
    """

  private func told(_ output: String) -> [String] {
    let (plan, _) = makeBook(Self.text)
    return CompilerMessages(of: plan, declarations: .test).diagnostics(in: output).map {
      "\($0.location.line):\($0.location.column) \($0.message)\($0.fix.map { " | " + $0 } ?? "")"
    }
  }

  @Test func aTypeThatIsNotCodableIsSaidOnceAtTheType() {
    let output = """
      chapters/01.md:7:68: error: cannot convert value of type '[Plain]' to closure result type 'any Codable & Sendable' \
      (aka 'any Decodable & Encodable & Sendable')
      chapters/01.md:28:1: error: global function 'value(_:as:)' requires that 'Plain' conform to 'Decodable'
      """
    #expect(
      told(output) == [
        "7:41 `[Plain]`, the type of `plain-values`, cannot be kept in the store | "
          + "declare the types that it is made of as `: Codable, Sendable`"
      ])
  }

  @Test func namesAreSuggestedAndConsequencesLeftOut() {
    let output = """
      chapters/01.md:18:9: error: cannot find 'volmues' in scope
      chapters/01.md:18:9: error: cannot find 'volmues' in scope
        | `- error: cannot find 'volmues' in scope
      chapters/01.md:18:21: error: cannot infer key path type from context; consider explicitly specifying a root type
      chapters/01.md:18:50: error: cannot find 'volmue' in scope
      chapters/01.md:19:26: error: value of type 'Double' has no member 'y'
      chapters/01.md:24:37: error: cannot find type 'Plian' in scope
      chapters/01.md:28:9: error: cannot find 'volume' in scope
      chapters/01.md:28:38: error: cannot find 'zzz' in scope
      """
    #expect(
      told(output) == [
        "18:9 nothing here is named `volmues` | did you mean `volumes`?",
        "18:50 nothing here is named `volmue` | did you mean `volume`?",
        "19:26 value of type 'Double' has no member 'y'",
        "24:34 nothing here is named `Plian` | did you mean `Plain`?",
        "28:9 nothing here is named `volume` | did you mean `volumes`?",
        "28:38 nothing here is named `zzz` | declare it in this cell or in a setup cell, or read a result by its name in "
          + "camel case",
      ])
  }

  @Test func aMissingReturn() {
    #expect(
      told("chapters/01.md:14:1: error: missing return in global function expected to return '[Double]'")
        == ["12:1 the cell has several statements and returns none of them | write `return` before the value"]
    )
  }

  /// What the rules say, and what is wrong elsewhere, stays as it is.
  @Test func othersAreLeftAlone() {
    #expect(
      told(
        "chapters/01.md:7:1: error: the result `a` has no type [missing-type]\nSources/A.swift:1:1: error: x\nerror: y"
      )
        == [])
  }
}
