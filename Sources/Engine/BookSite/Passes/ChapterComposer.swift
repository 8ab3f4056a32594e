import ChapterSyntax

/// A chapter as the book understands it.
struct ComposedChapter: Sendable {
  var title: [Inline] = []
  /// The id of the title's heading; empty where the author gave none.
  var titleID = ""
  var blocks: [Block] = []
  var outline = ChapterOutline()
  var formulas: [PlacedFormula] = []
  var problems: [Problem] = []
}

/// Turns pandoc's tree into the book's: numbers headings, equations, tables, figures and theorems, tells
/// references from citations, puts cells in their places, and finds what is wrong. One walk in reading order.
struct ChapterComposer {
  let outlined: OutlinedChapter
  var composed = ComposedChapter()
  /// By their Markdown: captions, the title, names.
  var pieces: [String: [Inline]] = [:]
  var cells: CellQueue
  var counters: [Target.Kind: Int] = [:]
  var sections = [0, 0, 0, 0, 0, 0, 0]
  var headingShift = 0
  var ids: Set<String> = []
  var hasCheckedExamples = false
  /// How often each text was looked for.
  private var written: [Sign: Int] = [:]
  /// Text that looks like marks that pandoc did not understand.
  private var suspicions: [Suspicion: [Place]] = [:]

  static func compose(_ manuscript: Manuscript, _ document: PandocDocument, _ outlined: OutlinedChapter)
    -> ComposedChapter
  {
    var composer = ChapterComposer(outlined)
    composer.compose(manuscript, document.blocks)
    return composer.composed
  }

  private init(_ outlined: OutlinedChapter) {
    self.outlined = outlined
    cells = CellQueue(outlined.chapter.cells)
  }

  private mutating func compose(_ manuscript: Manuscript, _ tree: [Block]) {
    var tree = tree
    pieces = manuscript.takePieces(from: &tree)
    for piece in manuscript.pieces where pieces[piece] == nil {
      let line = piece.split(whereSeparator: \.isNewline).first.map(String.init) ?? piece
      report(
        "unclosed-block", "something before this keeps it from being read as text of its own",
        at: place(of: .text(line)), fix: "Close the block, the comment or the tag that is still open.")
    }
    ids = Set(tree.flatMap(\.ids) + outlined.chapter.cells.map(\.id))
    composeTitle(manuscript.title.flatMap { pieces[$0] }, &tree)
    composed.blocks = blocks(tree)
    for cell in cells.unseen { reportUnseen(cell) }
    settleSuspicions()
  }

  // MARK: - Targets and problems

  /// The place where `sign` is written for the next time.
  mutating func place(of sign: Sign) -> Place {
    defer { written[sign, default: 0] += 1 }
    return .written(sign, count: written[sign, default: 0])
  }

  mutating func report(_ id: String, _ message: String, at place: Place, fix: String? = nil) {
    composed.problems.append(Problem(id: id, message: message, place: place, fix: fix))
  }

  mutating func next(_ kind: Target.Kind) -> String {
    counters[kind, default: 0] += 1
    let count = "\(counters[kind, default: 0])"
    // The landing page is no chapter.
    return outlined.number == 0 ? count : "\(outlined.number).\(count)"
  }

  @discardableResult
  mutating func addTarget(
    _ kind: Target.Kind, id: String, label: String, number: String, title: String = "", at place: Place
  ) -> Target {
    let target = Target(
      kind: kind, id: id, label: label, number: number, title: title, page: outlined.page, place: place)
    guard !id.isEmpty else { return target }
    if id.hasPrefix("site-") || id.hasPrefix("ref-") || id.wholeMatch(of: /fn[0-9]+(?:-from)?/) != nil {
      report("reserved-id", "ids such as `\(id)` are the site's own", at: place, fix: "Choose another id.")
    }
    composed.outline.targets.append(target)
    return target
  }

  /// An id that an author gave to something that has no number.
  mutating func addAnchor(_ attributes: Attributes) {
    guard !attributes.id.isEmpty else { return }
    addTarget(.anchor, id: attributes.id, label: "", number: "", at: place(of: .label(attributes.id)))
  }

  mutating func addVerbatim(_ text: String, isBlock: Bool) {
    guard text.contains(where: { "@#$![<:\\{".contains($0) }) else { return }
    composed.outline.verbatims.append(Verbatim(text: text, isBlock: isBlock))
  }

  // MARK: - Marks that were not understood

  mutating func suspect(_ text: String) {
    guard text.utf8.contains(where: { "$:[\\<".utf8.contains($0) }) else { return }
    for suspicion in Suspicion.all where suspicion.isIn(text) {
      suspicions[suspicion, default: []].append(place(of: .text(suspicion.mark)))
    }
  }

  /// What stands in the text with a backslash before it is meant as it is.
  private mutating func settleSuspicions() {
    guard !suspicions.isEmpty else { return }
    var searched = outlined
    searched.outline.verbatims =
      composed.outline.verbatims
      + composed.formulas.map { Verbatim(text: $0.source, isBlock: false) }
    let locator = Locator(searched)
    for (suspicion, places) in suspicions where locator.has(.text(suspicion.mark)) {
      for place in Set(places.map(locator.location)).sorted() {
        report(suspicion.id, suspicion.message, at: .known(place), fix: suspicion.fix)
      }
    }
  }
}

extension Block {
  /// The ids that the author gave to headings and divisions.
  fileprivate var ids: [String] {
    switch self {
    case .heading(_, let attributes, _), .code(let attributes, _): [attributes.id]
    case .division(let attributes, let blocks): [attributes.id] + blocks.flatMap(\.ids)
    case .quotation(let blocks): blocks.flatMap(\.ids)
    default: []
    }
  }
}
