import BookEngine

/// The site's renderer, as a build calls it.
enum SiteRendering {
  static func renderer(for book: Book) -> BookBuild.Renderer {
    { plan, evaluation, claims, cache in
      let report = try SiteRenderer(
        project: book.project, description: .thisBook, sourceDate: book.sourceDate
      )
      .render(plan: plan, evaluation: evaluation, claims: claims, cache: cache)
      return PageCounts(
        rendered: report.rendered.count, reused: report.reused.count, warnings: report.warnings)
    }
  }
}
