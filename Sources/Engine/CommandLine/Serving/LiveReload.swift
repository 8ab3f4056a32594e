import Foundation

/// Lets an open page notice that the site was built again, and what became of a build. Only in served pages: the files know
/// nothing of it. A script asks for another, because the pages' own policy lets them request nothing else.
enum LiveReload {
  static let scriptPath = "/-live.js"
  static let statePath = "/-state.js"
  static let stylePath = "/-live.css"

  static let script = text(PackageResources.live_js)
  static let style = text(PackageResources.live_css)

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Calls the page's script with the state.
  static func stateScript(_ state: LiveState) -> String {
    let json = (try? JSONEncoder().encode(state)) ?? Data("{}".utf8)
    return "liveState(\(String(decoding: json, as: UTF8.self)));\n"
  }

  static func added(to page: Data) -> Data {
    page + Data("<script src=\"\(scriptPath)\"></script>\n".utf8)
  }

  static let missingPage = Data(
    """
    <!DOCTYPE html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="color-scheme" content="light dark">
    <title>No page</title>
    <p>There is no page here, or not yet. <a href="/">The first page</a></p>

    """.utf8)
}
