import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

struct ExplainCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "explain",
      "Show what a cell's value depends on, what changed since its last run, and of a claim why its verdict is what it is.",
      examples: "explain volumes", "explain C1")
  }

  @Argument(help: "The cell's id.", completion: .cells)
  var id: String
  @OptionGroup var scale: ScaleOption
  @Flag(help: "Print JSON.")
  var json = false

  func run(in context: CommandContext) async throws {
    let (plan, store) = try context.plan(of: id, scale: scale.scale)
    let output = try plan.lastRun.flatMap { try store?.output(ofRun: $0.key) }
    let explanation = Explanation(plan, judgement: try judgement(plan, store), output: output ?? "")
    if json { return try printJSON(explanation, context.console) }
    context.console.say(explanation.text)
  }

  /// What the claim's last run at this scale found, current or not.
  private func judgement(_ plan: CellPlan, _ store: Store?) throws -> Judgement? {
    guard plan.cell.kind == .claim, let data = try plan.lastValue(at: scale.scale, in: store)?.load() else {
      return nil
    }
    return try? JSONDecoder().decode(Judgement.self, from: data)
  }
}

/// Everything about one cell's key.
struct Explanation: Encodable {
  var status: StatusRecord
  var key: String?
  var ingredients: [Ingredient]
  var lastTrace: Trace?
  /// Of a claim whose checks decide: neither quick nor outdated.
  var verdict: Verdict?
  /// What the checks say, current or not.
  var checks: String?
  /// What the last run printed.
  var output: String
  /// Each of them on a line: what was seen, the limit, by how much it is missed.
  var findings: [String]
  private var isQuick: Bool

  private enum CodingKeys: CodingKey {
    case status, key, ingredients, lastTrace, verdict, checks, findings, output
  }

  init(_ plan: CellPlan, judgement: Judgement?, output: String) {
    self.output = output
    isQuick = plan.value?.isQuick ?? (plan.lastRun?.scale == .quick)
    verdict = isQuick || plan.value?.staleInputs.isEmpty != true ? nil : judgement?.verdict
    findings = judgement?.findings ?? []
    checks = judgement?.explanation
    status = StatusRecord(plan)
    key = plan.key
    ingredients = plan.ingredients
    lastTrace = plan.lastRun?.trace
  }

  var text: String {
    var lines = ["\(status.id) (\(status.kind.rawValue), \(status.place))", "state: \(status.sentence)"]
    if let verdict { lines.append("verdict: \(verdict.words)") }
    if let checks {
      let doubt = isQuick ? " at quick scale, which decides nothing" : verdict == nil ? ", outdated" : ""
      lines.append("checks\(doubt): \(checks)")
      lines += findings.map { "  \($0)" }
    }
    if !ingredients.isEmpty { lines.append("depends on:") }
    lines += ingredients.map { "  \(Wording.thing($0.kind, $0.name)): \(Self.short($0.value))" }
    if let key { lines.append("key: \(key)") }
    guard let trace = lastTrace else { return (lines + ["last run: none"]).joined(separator: "\n") }
    lines.append("last run: \(trace.finishedAt.formatted(.iso8601)), \(Wording.duration(trace.wallSeconds))")
    if let kept = trace.keptSeconds {
      lines.append("  earlier runs that it made use of: \(Wording.duration(kept))")
    }
    lines.append(
      "  processor time \(Wording.duration(trace.cpuSeconds)), peak memory \(trace.peakMemory >> 20) MiB")
    lines.append(
      "  \(trace.processor), kernels \(trace.kernelLevel), \(trace.libraries.joined(separator: ", "))")
    if let seed = trace.seed { lines.append("  seed \(seed)") }
    if let commit = trace.commit { lines.append("  commit \(commit)") }
    if !output.isEmpty { lines += ["  it printed:"] + output.split(separator: "\n").map { "    \($0)" } }
    return lines.joined(separator: "\n")
  }

  /// Digests by their first digits.
  private static func short(_ value: String) -> String {
    if value.isEmpty { return "unknown" }
    return value.count == 64 ? String(value.prefix(12)) : value
  }
}
