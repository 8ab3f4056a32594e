import BookSite
import Testing

/// Markdown and a piece of the page that it becomes. Formulas are written as `[[TeX]]`.
struct MarkdownCase: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String
  var page: [String]

  init(_ name: String, _ text: String, _ page: String...) {
    (self.name, self.text, self.page) = (name, text, page)
  }

  var testDescription: String { name }
}

@Suite("Markdown is what pandoc reads")
struct MarkdownTests {
  static let tables = [
    MarkdownCase(
      "grid table",
      "+-----+---------+\n| row | value   |\n+=====+=========+\n| $a$ | - one   |\n|     | - two   |\n+-----+---------+\n\n: Grid. {#tbl-g .wide tbl-colwidths=\"[30,70]\"}\n",
      "id=\"tbl-g\"", "<caption><span class=\"label\">Table\u{A0}1.1.</span> Grid.</caption>",
      "<th scope=\"col\">row</th>", "<td>[[a]]</td>", "<li>one</li>"),
    MarkdownCase(
      "simple table",
      "  Name     Value   Unit\n------- -------- ------\n  $\\mu$     1.5   m\n  rho          2   $m^2$\n",
      "<td class=\"center\">[[\\mu]]</td><td class=\"trailing\">1.5</td><td class=\"trailing\">m</td>",
      "<td class=\"trailing\">[[m^2]]</td>"),
    MarkdownCase(
      "multi-line table",
      "-------------------------------\n Name     Meaning\n-------- ----------------------\n $x$      the state, which is\n          found by iteration\n\n y        `an` output\n-------------------------------\n",
      "<td class=\"center\">[[x]]</td><td class=\"center\">the state, which is\nfound by iteration</td>",
      "<td class=\"center\">y</td><td class=\"center\"><code>an</code> output</td>",
      "<col style=\"width: 13%\">"),
    MarkdownCase(
      "pipe table", "| a | b | c |\n|:--|--:|:-:|\n| `1|2` | *x* | **y** |\n",
      "<th scope=\"col\">a</th><th scope=\"col\" class=\"trailing\">b</th><th scope=\"col\" class=\"center\">c</th>",
      "<td><code>1|2</code></td><td class=\"trailing\"><em>x</em></td><td class=\"center\"><strong>y</strong></td>"
    ),
    MarkdownCase(
      "a caption with a note", "| a |\n|---|\n| 1 |\n\n: Cap^[Note.]. {#tbl-n}\n",
      "Cap<a class=\"note-reference\" id=\"fn1-from\"",
      "<span class=\"note-paragraph\">Note.</span></span>.</caption>"),
  ]

  static let blocks = [
    MarkdownCase(
      "indented code",
      "Run:\n\n    echo $x$ > out\n    @main struct App {}\n\n1.  Item\n\n        cost = $a + b$\n\n> Quoted:\n>\n>     price $c$ @nobody\n",
      "<code>echo $x$ &gt; out\n@main struct App {}</code>", "<code>cost = $a + b$</code>",
      "<code>price $c$ @nobody</code>"),
    MarkdownCase(
      "nested lists", "1. one\n    - a\n    - b\n\n        c\n2. two\n",
      "<ol type=\"1\">\n<li>one\n<ul>\n<li><p>a</p></li>",
      "<li><p>b</p>\n<p>c</p></li>\n</ul></li>\n<li>two</li>"),
    MarkdownCase(
      "list from 3", "iii) three\niv) four\n", "<ol start=\"3\" type=\"i\" class=\"one-lower-roman\">"),
    MarkdownCase(
      "example list", "(@) First.\n\n(@good) Second.\n\nAs (@good) shows.\n",
      "<ol type=\"1\" class=\"two-decimal\">\n<li><p>First.</p></li>", "As (2) shows."),
    MarkdownCase("tasks", "- [ ] todo\n- [x] done\n", "<li>☐ todo</li>", "<li>☒ done</li>"),
    MarkdownCase(
      "definition list", "Term^[A note.]\n:   meaning\n\n    more\n",
      "<dl>\n<dt>Term<a class=\"note-reference\"", "<dd><p>meaning</p>\n<p>more</p></dd>\n</dl>"),
    MarkdownCase(
      "line block", "| one *x*\n|   two\n",
      "<div class=\"line-block\">one <em>x</em><br>\n\u{A0}\u{A0}two</div>"),
    MarkdownCase(
      "quotation", "> A $x$.\n>\n> > Two.\n",
      "<blockquote>\n<p>A <span class=\"unbroken\">[[x]].</span></p>\n<blockquote>\n<p>Two.</p>\n</blockquote>\n</blockquote>"
    ),
    MarkdownCase("rule", "a\n\n---\n\nb\n", "<p>a</p>\n<hr>\n<p>b</p>"),
    MarkdownCase(
      "code with a language", "```bash\necho <b>\n```\n",
      "<pre class=\"bash\"><code>echo &lt;b&gt;</code></pre>"),
    MarkdownCase(
      "division", "::: {.aside lang=de}\nText.\n:::\n",
      "<div class=\"aside\" lang=\"de\">\n<p>Text.</p>\n</div>"),
    MarkdownCase(
      "lines end at CR LF", "One\r\ntwo $x$.\r\n\r\n- a\r\n- b\r\n",
      "<p>One\ntwo <span class=\"unbroken\">[[x]].</span></p>", "<li>b</li>"),
  ]

  static let inlines = [
    MarkdownCase(
      "marks", "*a* **b** ~~c~~ x^2^ H~2~O \"q 'r'\" a -- b... [s]{.smallcaps} [u]{.underline}\n",
      "<em>a</em> <strong>b</strong> <del>c</del> x<sup>2</sup> H<sub>2</sub>O “q ‘r’” a – b…", ">s</span>"),
    MarkdownCase("breaks", "a\\\nb  \nc\n", "<p>a<br>\nb<br>\nc</p>"),
    MarkdownCase(
      "money", "It costs $20,000 and not $30,000; US$100; \\$7 and \\$8. $a$ and $x$1; $n$th, \"$x$\".\n",
      "It costs $20,000 and not $30,000; US$100; $7 and $8. [[a]] and $x$1; [[n]]th, “[[x]]”."),
    MarkdownCase(
      "dollars in text", "One $a_\\text{c $d$ e}$. $$ f = 1 \\text{ if $x<0$}. $$\n",
      "One <span class=\"unbroken\">[[a_\\text{c $d$ e}]].</span>",
      "[[f = 1 \\text{ if $x<0$}.]]"),
    MarkdownCase("brackets of TeX", "As \\(x_1\\) and \\[ y = 2 \\]\n", "As [[x_1]] and", "[[y = 2]]"),
    MarkdownCase(
      "macros", "\\newcommand{\\R}{\\mathbb{R}}\n\nIn $\\R^n$.\n",
      "<p>In <span class=\"unbroken\">[[\\mathbb{R}^n]].</span></p>"),
    MarkdownCase(
      "escaped at", "me\\@example.org, \\@fig-x and a@b, `@fig-y`\n",
      "me@example.org, @fig-x and a@b, <code>@fig-y</code>"),
    MarkdownCase(
      "comments", "A <!-- $x$ @nobody --> b.\n\n<!-- TODO\n\n@nobody ![x](y.png) -->\n\nEnd.\n",
      "<p>A b.</p>\n<p>End.</p>"),
    MarkdownCase(
      "links", "[a](https://example.org/?b=1&c=2 \"T\"){.x ping=y} <https://example.org> <m@example.org>\n",
      "<a href=\"https://example.org/?b=1&amp;c=2\" class=\"x\" title=\"T\">a</a>",
      "<a href=\"mailto:m@example.org\" class=\"email\">m@example.org</a>"),
    MarkdownCase("not ASCII", "## Größe\n\n[x](#größe) é🎈 $ü$\n", "<h2 id=\"größe\">", "href=\"#größe\""),
    MarkdownCase(
      "locators",
      "A [see @perron{pp. iv, vi}, with a suffix; -@lohmiller, p. 3].\n\nB @perron's, @perron [p. 4].\n",
      "A <span class=\"citation\">(see <a href=\"references.html#ref-perron\"",
      ">Perron 1907, iv, vi</a>, with a suffix; ",
      "</span>’s",
      "<a href=\"references.html#ref-perron\" role=\"doc-biblioref\" class=\"citation-link\" data-preview=\"references.html#ref-perron\">1907, 4</a>"
    ),
  ]

  static let headings = [
    MarkdownCase(
      "underlined", "Design\n------\n\nSee [design](#design) and [Design].\n",
      "<h2 id=\"design\"><span class=\"section-number\">1.1</span> Design<a",
      "<a href=\"#design\" data-preview=\"01-first.html#design\">design</a>",
      "<a href=\"#design\" data-preview=\"01-first.html#design\">Design</a>"),
    MarkdownCase(
      "attributes", "## *One* $x$ {#sec-one .x lang=de}\n\n## Two {-}\n\n## Two\n",
      "<h2 id=\"sec-one\" class=\"x\" lang=\"de\"><span class=\"section-number\">1.1</span> <em>One</em> [[x]]<a",
      "<h2 id=\"two\">Two<a", "<h2 id=\"two-2\"><span class=\"section-number\">1.2</span> Two<a"),
    MarkdownCase(
      "two of level 1", "# Real\n\n# Second\n\n## Third\n", "<h1>T</h1>",
      "<h2 id=\"real\"><span class=\"section-number\">1.1</span>",
      "<h2 id=\"second\"><span class=\"section-number\">1.2</span>",
      "<h3 id=\"third\"><span class=\"section-number\">1.2.1</span>"),
    MarkdownCase(
      "the title again", "# T {#top}\n\n## A\n\n[x](#top)\n", "<h1 id=\"top\">T</h1>", "<h2 id=\"a\">",
      "href=\"#top\""),
    MarkdownCase("an id like one of the site's", "## Site search\n", "<h2 id=\"section-site-search\">"),
  ]

  static let references = [
    MarkdownCase(
      "links by name", "## A\n\nInto [one][x], [x] and [two][].\n\n[x]: 01-first.md\n[two]: #a\n",
      "<a href=\"01-first.html\" data-preview=\"01-first.html\">one</a>, <a href=\"01-first.html\"",
      "<a href=\"#a\" data-preview=\"01-first.html#a\">two</a>"),
    MarkdownCase(
      "citation and reference in a note", "## A {#sec-a}\n\nB^[See [@perron, p. 3] and @sec-a.].\n",
      "<span class=\"citation\">(<a href=\"references.html#ref-perron\"",
      "and <a class=\"reference\" href=\"#sec-a\""),
    MarkdownCase(
      "prefix, suffix and braces", "## A {#sec-a}\n\n[see @sec-a, first part; -@{sec-a}]; -@sec-a.\n",
      "<p>see <a class=\"reference\" href=\"#sec-a\" data-preview=\"01-first.html#sec-a\">Section\u{A0}1.1</a>, first part; <a class=\"reference\" href=\"#sec-a\" data-preview=\"01-first.html#sec-a\">1.1</a>; <a class=\"reference\" href=\"#sec-a\" data-preview=\"01-first.html#sec-a\">1.1</a>.</p>"
    ),
    MarkdownCase(
      "a link holds no other", "## A {#sec-a}\n\n[see @sec-a and @perron^[N.]](https://example.org)\n",
      "<a href=\"https://example.org\">see Section\u{A0}1.1 and <span class=\"citation\">Perron (1907)</span></a><a class=\"note-reference\""
    ),
    MarkdownCase(
      "an anchor", "[here]{#spot} and [there](#spot)\n", "<span id=\"spot\">here</span>",
      "<a href=\"#spot\" data-preview=\"01-first.html#spot\">there</a>"),
    MarkdownCase(
      "labels with more than an id",
      "$$ x = 1 $$ {#eq-c .wide k=\"a}b\"}\n\n$$ y $$\n{#eq-d}\n\n@eq-c, @eq-d\n",
      "id=\"eq-c\"", "id=\"eq-d\"",
      "\">(1.1)</a>, <a class=\"reference\" href=\"#eq-d\" data-preview=\"01-first.html#eq-d\">(1.2)</a>"),
    MarkdownCase(
      "a theorem's name", "::: {.theorem #thm-x name='Banach, $x^2$ [@perron]'}\n1. One\n:::\n",
      "<span class=\"theorem-name\">(Banach, [[x^2]] <span class=\"citation\">(<a href=\"references.html#ref-perron\"",
      "</p>\n<ol type=\"1\">"),
    MarkdownCase(
      "a theorem by its id", "::: {#lem-x}\nText.\n:::\n\n@lem-x\n",
      "<div id=\"lem-x\" class=\"lemma theorem-like\">",
      ">Lemma\u{A0}1.1</a> Text.</p>", "data-preview=\"01-first.html#lem-x\">Lemma\u{A0}1.1</a>"),
    MarkdownCase(
      "numbers of TeX",
      "$$\\begin{align} a &= 1 \\\\ b &= 2 \\end{align}$$ {#eq-a}\n\n$$\\begin{gather} a = 1 \\end{gather}$$\n\n$$ x \\tag{A} $$ {#eq-t}\n\n$$ y \\tag{B} $$\n\n@eq-a @eq-t\n",
      "[[\\begin{align*} a &= 1 \\\\ b &= 2 \\end{align*}]]", "aria-label=\"Equation 1.1\">(1.1)</a>",
      "aria-label=\"Equation A\">(A)</a>", "<span class=\"equation-number\">(B)</span>",
      "data-preview=\"01-first.html#eq-t\">(A)</a>"),
  ]

  @Test("Tables", arguments: tables) func table(_ sample: MarkdownCase) throws { try check(sample) }
  @Test("Blocks", arguments: blocks) func block(_ sample: MarkdownCase) throws { try check(sample) }
  @Test("Inlines", arguments: inlines) func inline(_ sample: MarkdownCase) throws { try check(sample) }
  @Test("Headings", arguments: headings) func heading(_ sample: MarkdownCase) throws { try check(sample) }
  @Test("References", arguments: references) func reference(_ sample: MarkdownCase) throws {
    try check(sample)
  }

  private func check(_ sample: MarkdownCase) throws {
    let book = try SampleBook("---\ntitle: T\n---\n\n" + sample.text)
    try book.render()
    let page = PageText(try book.page()).article
    for piece in sample.page { #expect(page.contains(PageText.inFormulas(piece)), "\(page)") }
    #expect(PageText(try book.page()).faults == [])
  }
}
