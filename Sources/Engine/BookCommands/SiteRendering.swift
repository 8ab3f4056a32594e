import BookEvaluation
import BookSite
import BookStore
import Support

/// The site's renderer, as a build calls it.
enum SiteRendering {
  static func renderer(for book: Book) -> BookBuild.Renderer {
    { plan, cache in
      let site = try SiteRenderer(
        project: book.project, description: .thisBook, sourceDate: book.sourceDate
      ).read(plan, cache: cache)
      return { evaluation, claims in
        let report = try site.render(evaluation, claims)
        return PageCounts(rendered: report.rendered.count, reused: report.reused.count)
      }
    }
  }
}
