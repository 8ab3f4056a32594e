import BookStore
import Digests
import Foundation

/// Citations and the list of references, as citeproc writes them. All that a build lacks is written in one run.
struct Publications: Sendable {
  private struct Written: Codable {
    var html: String
    var text: String
  }

  /// By what stands between the brackets.
  private var citations: [String: Written] = [:]
  /// HTML of the entries of all publications that the book cites.
  private(set) var entries: [RenderedChapter.Preview] = []

  /// A citation as HTML and as text.
  subscript(use: CitationUse) -> (html: String, text: String)? {
    citations[use.source].map { ($0.html, $0.text) }
  }

  /// Takes what the cache has.
  /// - Returns: the Markdown of what it does not have; nil where nothing is missing.
  mutating func load(
    _ uses: [CitationUse], cited: [String], key: String, from cache: any PageCache
  ) throws -> PublicationRequest? {
    var missing: [String] = []
    for source in Set(uses.map(\.source)).sorted() {
      citations[source] = try cache.value(Self.cacheKey(key, source))
      if citations[source] == nil { missing.append(source) }
    }
    let list = try cache.value(Self.cacheKey(key, ""), as: [RenderedChapter.Preview].self)
    entries = list ?? []
    if missing.isEmpty, list != nil { return nil }
    return PublicationRequest(sources: missing, keys: cited)
  }

  /// Takes what citeproc wrote, and puts it into the cache.
  mutating func add(
    _ answer: PublicationAnswer, key: String, to cache: any PageCache, in context: BookContext
  ) throws {
    let writer = HTMLWriter(context: context)
    for (source, inlines) in answer.citations {
      let written = Written(html: writer.words(inlines, .quotation).html, text: inlines.plain)
      citations[source] = written
      try cache.setValue(Self.cacheKey(key, source), written)
    }
    entries = answer.entries.map { id, blocks in
      .init(id: id, html: writer.words(blocks).html)
    }
    try cache.setValue(Self.cacheKey(key, ""), entries)
  }

  private static func cacheKey(_ key: String, _ source: String) -> String {
    "citation-" + SHA256.hex("\(RendererVersion.citation)\u{1F}\(key)\u{1F}\(source)")
  }
}

/// The citations that citeproc has to write, as a text with one paragraph for each.
struct PublicationRequest: Sendable {
  var sources: [String]
  /// Of all publications that the book cites: in the list years are told apart by letters.
  var keys: [String]

  var markdown: String {
    let list = keys.isEmpty ? "" : "[" + keys.map { "@{\($0)}" }.joined(separator: "; ") + "]\n"
    return sources.map { "[]{.citation-source} \($0)\n\n" }.joined() + list
  }
}

/// What citeproc wrote.
struct PublicationAnswer: Sendable {
  var citations: [(source: String, inlines: [Inline])] = []
  var entries: [(id: String, blocks: [Block])] = []

  init(_ request: PublicationRequest, _ document: PandocDocument) {
    let paragraphs = document.blocks.compactMap { block -> [Inline]? in
      guard case .paragraph(let inlines) = block, case .span(let attributes, []) = inlines.first,
        attributes.has("citation-source")
      else { return nil }
      return Array(inlines.dropFirst().drop(while: \.isSpace))
    }
    citations = zip(request.sources, paragraphs).map { ($0, $1) }
    for case .division(let attributes, let blocks) in document.blocks where attributes.id == "refs" {
      for case .division(let entry, let content) in blocks { entries.append((entry.id, content)) }
    }
  }

  /// The formulas in titles of publications.
  var formulas: [Formula] {
    (citations.flatMap(\.inlines) + entries.flatMap(\.blocks).flatMap(\.inlines)).flatMap(\.formulas)
  }
}

extension Inline {
  fileprivate var formulas: [Formula] {
    if case .math(let tex, let isDisplay) = self { return [Formula(tex: tex, isDisplay: isDisplay)] }
    return children.flatMap(\.formulas)
  }
}

extension Block {
  fileprivate var inlines: [Inline] {
    switch self {
    case .plain(let inlines), .paragraph(let inlines): inlines
    case .division(_, let blocks): blocks.flatMap(\.inlines)
    default: []
    }
  }
}
