import Foundation

/// Lets an open page notice that the site was built again. Only in served pages: the files know nothing of
/// it. A script asks for another, once a second, because the pages' own policy lets them request nothing else.
enum LiveReload {
  static let scriptPath = "/-reload.js"
  static let versionPath = "/-version.js"

  static let script = """
    "use strict";
    (function () {
      let first = null;
      window.siteVersion = function (version) {
        if (first === null) first = version;
        if (version !== first) location.reload();
      };
      setInterval(function () {
        const script = document.createElement("script");
        script.src = "\(versionPath)?" + Date.now();
        script.onload = script.onerror = function () { script.remove(); };
        document.head.append(script);
      }, 1000);
    })();
    """

  /// - Parameter version: letters, digits and `-`.
  static func versionScript(_ version: String) -> String { "siteVersion(\"\(version)\");" }

  static func added(to page: Data) -> Data {
    page + Data("<script src=\"\(scriptPath)\"></script>\n".utf8)
  }
}
