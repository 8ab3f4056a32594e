import Support

/// The rules that look at one fence or one inline value, before it is a cell.
enum FenceRules {
  static func diagnose(_ block: FencedBlock, opening: Int, in text: SourceText) -> [Diagnostic] {
    MisplacedFence.diagnose(block, opening: opening, in: text) + UnknownKind.diagnose(block, in: text)
      + InvalidAttribute.diagnose(block.list)
  }

  static func diagnose(inline list: AttributeList) -> [Diagnostic] {
    UnknownKind.diagnose(inline: list) + InvalidAttribute.diagnose(list)
  }
}
