import BookEngine

/// The site's renderer, as a build calls it.
enum SiteRendering {
  static func renderer(for project: ProjectPaths) -> BookBuild.Renderer {
    { plan, evaluation, claims, cache in
      let report = try SiteRenderer(project: project)
        .render(plan: plan, evaluation: evaluation, claims: claims, cache: cache)
      return PageCounts(
        rendered: report.rendered.count, reused: report.reused.count, warnings: report.warnings)
    }
  }
}
