import Foundation
import Support

/// A place of the finished site that points nowhere.
package struct BrokenLink: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    case isEmpty
    /// The site has no file of this path.
    case noFile(String)
    /// The file is there, and nothing in it has this id.
    case noAnchor(String, in: String)
    /// From the root of a disk or of a server: a book that opens from disk has neither.
    case isAbsolute
    case leavesTheSite
    /// A percent sign without two digits behind it, or bytes that are no text.
    case isUnreadable
    /// The page would load it from elsewhere.
    case isRequestedFromElsewhere
    case unknownScheme(String)
    /// The id stands twice, so that links to it lead to the first only.
    case repeatedID
  }

  /// The file that has the link.
  package var page: String
  /// As it stands there, such as `href="02-second.html#fig-x"`.
  package var link: String
  package var reason: Reason

  package init(page: String, link: String, reason: Reason) {
    (self.page, self.link, self.reason) = (page, link, reason)
  }
}

/// Looks at every link of a finished site: whether what it points to is there.
package struct SiteCheck: Sendable {
  /// Sorted by page.
  package private(set) var broken: [BrokenLink] = []

  /// - Parameter files: by path.
  package init(_ files: [String: Data]) {
    let site = LinkedSite(files)
    var found: Set<BrokenLink> = []
    let paths = files.keys.sorted()
    let answers = paths.concurrentMap { path in
      (site.links(in: path) ?? []).map { (link: $0, answer: site.answer($0, of: path)) }
    }
    for (path, answers) in zip(paths, answers) {
      for (link, answer) in answers {
        guard case .broken(let reason) = answer else { continue }
        found.insert(BrokenLink(page: path, link: "\(link.attribute)=\"\(link.value)\"", reason: reason))
      }
    }
    for (path, page) in site.pages {
      for id in page.repeatedIDs {
        found.insert(BrokenLink(page: path, link: "id=\"\(id)\"", reason: .repeatedID))
      }
    }
    broken = found.sorted { ($0.page, $0.link) < ($1.page, $1.link) }
  }
}

/// The files of a site, and what the pages among them have.
private struct LinkedSite: Sendable {
  let files: [String: Data]
  let pages: [String: PageLinks]

  init(_ files: [String: Data]) {
    self.files = files
    let html = files.filter { $0.key.hasSuffix(".html") }.map { $0 }
    let links = html.concurrentMap { ($0.key, PageLinks($0.value)) }
    pages = Dictionary(links, uniquingKeysWith: { first, _ in first })
  }

  // MARK: - What points

  private static let aroundAddresses = CharacterSet.whitespaces.union(CharacterSet(charactersIn: "\"'"))

  func links(in path: String) -> [PageLinks.Link]? {
    guard let data = files[path] else { return nil }
    switch path {
    case "assets/search.js":
      return ScriptData.sections(in: data)?.map { PageLinks.Link(attribute: "u", value: $0.u, use: .link) }
    case "assets/previews.js":
      return ScriptData.previews(in: data)?.flatMap { key, html in
        // The script takes the ids out, so what refers to them is not looked for.
        [PageLinks.Link(attribute: "preview", value: key, use: .link)]
          + PageLinks(Data(html.utf8)).links.filter { $0.use != .ids }
      }
    case _ where path.hasSuffix(".html"): return pages[path].map { Array($0.links) }
    case _ where path.hasSuffix(".css"):
      return String(decoding: data, as: UTF8.self).components(separatedBy: "url(").dropFirst().map { rest in
        let address = rest.prefix { $0 != ")" }.trimmingCharacters(in: Self.aroundAddresses)
        return PageLinks.Link(attribute: "url", value: address, use: .load)
      }
    default: return nil
    }
  }

  // MARK: - Where it leads

  enum Answer: Sendable {
    case fine
    case broken(BrokenLink.Reason)
  }

  func answer(_ link: PageLinks.Link, of path: String) -> Answer {
    // What the data files name is seen from the pages.
    let page = path.hasSuffix(".js") ? "index.html" : path
    let value = link.value
    switch link.use {
    case .link: return check(value, of: page, isLoaded: false)
    case .load: return check(value, of: page, isLoaded: true)
    case .loadSet:
      let images = value.split(separator: ",").compactMap { $0.split(whereSeparator: \.isWhitespace).first }
      return first(of: images.isEmpty ? [""] : images.map(String.init)) {
        check($0, of: page, isLoaded: true)
      }
    case .ids:
      let ids = value.split(whereSeparator: \.isWhitespace).map(String.init)
      return first(of: ids.isEmpty ? [""] : ids) { id in
        if id.isEmpty { return .broken(.isEmpty) }
        return pages[page]?.ids.contains(id) == true ? .fine : .broken(.noAnchor(id, in: page))
      }
    }
  }

  /// The first answer that is not good.
  private func first(of values: [String], _ check: (String) -> Answer) -> Answer {
    for value in values {
      let answer = check(value)
      if case .broken = answer { return answer }
    }
    return .fine
  }

  private func check(_ value: String, of page: String, isLoaded: Bool) -> Answer {
    guard !value.isEmpty else { return .broken(.isEmpty) }
    if let colon = value.firstIndex(where: { ":/?#".contains($0) }), value[colon] == ":" {
      let scheme = value[..<colon].lowercased()
      switch scheme {
      case "data" where isLoaded: return .fine
      case "http", "https", "mailto": return isLoaded ? .broken(.isRequestedFromElsewhere) : .fine
      default: return .broken(.unknownScheme(scheme))
      }
    }
    if value.hasPrefix("/") { return .broken(.isAbsolute) }
    let parts = value.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0].prefix { $0 != "?" }
    guard let decoded = String(path).removingPercentEncoding else { return .broken(.isUnreadable) }
    var file = page
    if !decoded.isEmpty {
      var folders = page.split(separator: "/").dropLast().map(String.init)
      for component in decoded.split(separator: "/", omittingEmptySubsequences: false) where component != "."
      {
        if component != ".." {
          folders.append(String(component))
        } else if folders.popLast() == nil {
          return .broken(.leavesTheSite)
        }
      }
      file = folders.joined(separator: "/")
    }
    guard files[file] != nil else { return .broken(.noFile(file)) }
    guard parts.count > 1 else { return .fine }
    let fragment = String(parts[1])
    guard !fragment.isEmpty else { return .broken(.isEmpty) }
    let ids = pages[file]?.ids ?? []
    // As browsers do: first as it is written.
    if ids.contains(fragment) { return .fine }
    guard let decodedFragment = fragment.removingPercentEncoding else { return .broken(.isUnreadable) }
    return ids.contains(decodedFragment) ? .fine : .broken(.noAnchor(decodedFragment, in: file))
  }
}

extension BrokenLink: CustomStringConvertible {
  package var description: String { "\(page): `\(link)` \(reason)" }
}

extension BrokenLink.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .isEmpty: "points to nothing"
    case .noFile(let file): "leads to `\(file)`, which is no file of the site"
    case .noAnchor(let id, let file): "leads to `\(id)` in \(file), where nothing has this id"
    case .isAbsolute: "begins with `/`, which leads nowhere in a book that opens from disk"
    case .leavesTheSite: "leads out of the site’s folder"
    case .isUnreadable: "has percent signs that stand for no text"
    case .isRequestedFromElsewhere: "would be requested from elsewhere"
    case .unknownScheme(let scheme): "begins with `\(scheme):`, which is neither http, https nor mailto"
    case .repeatedID: "stands twice, so links to it lead to the first only"
    }
  }
}
