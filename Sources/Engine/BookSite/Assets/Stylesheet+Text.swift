import BookStore

extension Stylesheet {
  static let text = """
    .title-block { margin: 0 0 2.4rem; }
    .kicker { margin: 0 0 .3rem; color: var(--quiet); font: .78rem/1.4 var(--sans); text-transform: uppercase;
      letter-spacing: .12em; }
    h1, h2, h3, h4, h5, h6 { margin: 0; font-weight: 600; line-height: 1.22; text-wrap: balance;
      break-after: avoid; }
    h1 { font-size: clamp(1.75rem, 1.3rem + 2vw, 2.35rem); letter-spacing: -.012em; font-weight: 500; }
    h2 { margin: 3rem 0 .9rem; font-size: 1.38rem; }
    h3 { margin: 2.2rem 0 .6rem; font-size: 1.12rem; }
    h4 { margin: 1.6rem 0 .4rem; font-size: 1rem; font-style: italic; font-weight: 500; }
    .subtitle { margin: .8rem 0 0; color: var(--quiet); font-size: 1.12rem; font-style: italic; }
    .section-number { margin-right: .35em; color: var(--quiet); font-weight: 400;
      font-variant-numeric: tabular-nums lining-nums; }
    .permalink { margin-left: .35em; color: var(--quiet); font-weight: 400; text-decoration: none; opacity: 0; }
    :is(h2, h3, h4, h5, h6):hover .permalink, .permalink:focus-visible { opacity: 1; }
    @media (hover: none) { .permalink { opacity: .75; } }
    p, ul, ol, dl, blockquote { margin: 0 0 1rem; }
    p { hyphens: auto; hyphenate-limit-chars: 7 3 4; text-wrap: pretty; }
    ul, ol { padding-left: 1.5rem; }
    li > p { margin-bottom: .4rem; }
    blockquote { margin-left: 0; padding-left: 1.1rem; border-left: 2px solid var(--rule); color: var(--quiet); }
    hr { margin: 2.5rem auto; width: 5rem; border: 0; border-top: 1px solid var(--rule); }
    .abstract > p:first-of-type { font-size: 1.08rem; }
    .katex { font-size: 1.05em; }
    .katex-display { margin: 0; }
    .equation { display: flex; align-items: center; gap: 1rem; margin: 1.15rem 0; }
    .equation > .scroll { flex: 1 1 auto; min-width: 0; padding: .25rem 0; overflow-y: hidden; }
    .equation .katex-display > .katex { white-space: nowrap; }
    .equation-number { flex: none; color: var(--quiet); text-decoration: none; font-variant-numeric: tabular-nums; }
    .equation-number:hover { color: var(--accent); text-decoration: underline; }
    .equation:target > .scroll, .book-figure:target, .book-table:target, .cell:target,
    .theorem-like:target { background: var(--accent-ground); box-shadow: 0 0 0 .5rem var(--accent-ground);
      border-radius: 2px; }
    .theorem-like { margin: 1.6rem 0; padding: .1rem 0 .1rem 1.15rem; border-left: 2px solid var(--accent); }
    .theorem-like > :last-child { margin-bottom: 0; }
    .theorem-like:is(.theorem, .lemma, .proposition, .corollary) > p { font-style: italic; }
    .theorem-like:is(.theorem, .lemma, .proposition, .corollary) .theorem-name { font-style: normal; }
    .theorem-like:is(.remark, .example, .proof) { border-left-color: var(--rule); }
    .theorem-label { margin-right: .35em; color: var(--ink); font-style: normal; font-weight: 600;
      font-variant-caps: all-small-caps; letter-spacing: .05em; font-size: 1.06em; text-decoration: none; }
    a.theorem-label:hover { color: var(--accent); }
    .theorem-name { margin-right: .25em; }
    .proof .theorem-label { font-weight: 400; font-style: italic; font-variant-caps: normal; letter-spacing: 0;
      font-size: 1em; }
    .proof .theorem-label::after { content: "."; }
    .qed { display: block; width: .55rem; height: .55rem; margin: -.9rem 0 .35rem auto;
      border: 1px solid var(--quiet); }
    .note-reference { text-decoration: none; padding: 0 .1em; }
    sup { font-size: .7em; line-height: 0; }
    .sidenote { display: none; margin: .5rem 0 .7rem; padding: .1rem 0 .1rem .9rem;
      border-left: 2px solid var(--rule); font-size: .84rem; line-height: 1.45; color: var(--quiet);
      font-style: normal; hyphens: auto; }
    .sidenote:target, .sidenote.is-open { display: block; }
    .note-paragraph + .note-paragraph { display: block; margin-top: .4rem; }
    .sidenote :is(p, ul, ol, dl, blockquote, pre, .book-table) { margin-top: 0; margin-bottom: .4rem; }
    .sidenote .note-number { float: left; margin-right: .35em; line-height: 1.4; }
    .sidenote :is(pre, table.booktabs) { font-size: .95em; }
    .sidenote pre { padding: .4rem .6rem; }
    article > dl dd { margin: 0 0 .4rem 1.5rem; }
    .line-block { margin: 0 0 1rem; }
    .smallcaps { font-variant-caps: small-caps; }
    \(ListStyle.sheet)
    .book-table { margin: 1.9rem 0; }
    .book-table > .scroll { container-type: inline-size; }
    .book-table caption { position: sticky; left: 0; max-width: 100cqi; }
    table.booktabs { border-collapse: collapse; margin: 0 auto; font-size: .88rem; line-height: 1.4;
      font-variant-numeric: tabular-nums lining-nums; border-top: 1.5px solid var(--strong-rule);
      border-bottom: 1.5px solid var(--strong-rule); }
    .booktabs caption, .table-caption { padding: 0 0 .6rem; text-align: left; font-size: .9rem; color: var(--ink);
      caption-side: top; }
    .booktabs th, .booktabs td { padding: .28rem .55rem; text-align: left; vertical-align: baseline; }
    .booktabs :is(th, td):first-child { padding-left: .2rem; }
    .booktabs :is(th, td):last-child { padding-right: .2rem; }
    .booktabs thead th { font-weight: 600; border-bottom: .75px solid var(--strong-rule); white-space: nowrap;
      vertical-align: bottom; }
    .booktabs tbody th { font-weight: 400; }
    .booktabs .trailing { text-align: right; }
    .book-table .trailing { white-space: nowrap; }
    .booktabs .center { text-align: center; }
    .booktabs.small { font-size: .8rem; margin: 0; }
    .label { color: var(--ink); font-weight: 600; text-decoration: none; font-variant-caps: all-small-caps;
      letter-spacing: .05em; font-size: 1.06em; }
    a.label:hover { color: var(--accent); }
    pre { margin: 0; padding: .85rem 1rem; overflow-x: auto; background: var(--raised); border-radius: 4px;
      line-height: 1.5; font-size: .8rem; tab-size: 2; }
    pre code { font-size: 1em; }
    article > .scroll:has(> pre), article > .listing { margin: 1.2rem 0; }
    .references { list-style: none; padding: 0; }
    .references li { margin-bottom: 1rem; padding-left: 1.6rem; text-indent: -1.6rem; }
    .references li > p { text-indent: -1.6rem; margin: 0; }
    .references .cited-in { text-indent: 0; color: var(--quiet); font: .78rem/1.5 var(--sans); }
    .references li:target { background: var(--accent-ground); }
    .references li { text-indent: 0; }
    """

  static let cells = """
    .book-figure { margin: 2rem 0; }
    .figure-image img { margin: 0 auto; display: block; }
    .figure-image .on-light { mix-blend-mode: multiply; }
    .figure-image .on-dark { display: none; }
    @media (prefers-color-scheme: dark) {
      :root:not([data-theme="light"]) .figure-image .on-light { display: none; }
      :root:not([data-theme="light"]) .figure-image .on-dark { display: block; }
    }
    :root[data-theme="dark"] .figure-image .on-light { display: none; }
    :root[data-theme="dark"] .figure-image .on-dark { display: block; }
    :root[data-theme="light"] .figure-image .on-dark { display: none; }
    figcaption { margin: .8rem 0 .3rem; font-size: .9rem; line-height: 1.48; }
    .cell { margin: 1.3rem 0; }
    .facts { margin: 0 0 .3rem; color: var(--quiet); font: .74rem/1.5 var(--sans);
      font-variant-numeric: tabular-nums; hyphens: none; }
    .controls { display: flex; flex-wrap: wrap; gap: .1rem 1rem; align-items: flex-start; margin-top: .2rem;
      font: .78rem/1.5 var(--sans); }
    .controls button { min-height: 0; border: 0; padding: .15rem 0; background: none; color: var(--quiet); }
    .panel > summary { list-style: none; cursor: pointer; padding: .15rem 0; color: var(--quiet); }
    .panel > summary::-webkit-details-marker { display: none; }
    .panel > summary::before { content: ""; display: inline-block; width: .36em; height: .36em; margin-right: .5em;
      border: solid currentColor; border-width: 0 1.5px 1.5px 0; transform: translateY(-.12em) rotate(-45deg); }
    .panel[open] > summary::before { transform: translateY(-.2em) rotate(45deg); }
    .panel > summary:hover, .controls button:hover { color: var(--accent); }
    .panel[open] { flex: 1 0 100%; order: 1; min-width: 0; max-width: 100%; }
    .cell.result .panel.code[open] { order: -1; }
    .panel[open] > summary { color: var(--ink); }
    .panel-body { padding: .3rem 0 .6rem; }
    .panel-body p { margin-bottom: .4rem; }
    .panel-body dl, .environment { margin: 0; display: grid; gap: .15rem 1rem;
      grid-template-columns: 8.5rem minmax(0, 1fr); }
    dt { color: var(--quiet); }
    dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
    .environment { font: .85rem/1.6 var(--sans); }
    .listing { position: relative; margin: .35rem 0 .5rem; }
    .copy { position: absolute; right: .4rem; top: .4rem; min-height: 1.6rem; opacity: 0; }
    .listing:hover .copy, .copy:focus-visible { opacity: 1; }
    @media (hover: none) { .copy { position: static; display: block; margin: .3rem 0 0 auto; opacity: 1; } }
    .cell.plain .panel > summary, .cell.setup .panel > summary { font: .78rem/1.5 var(--sans); }
    .cell-label { font-weight: 600; }
    .cell-type { color: var(--quiet); font-family: var(--mono); font-size: .9em; }
    .json { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 16rem; overflow-y: auto; }
    .swift .keyword { color: var(--code-keyword); }
    .swift .string { color: var(--code-string); }
    .swift .number { color: var(--code-number); }
    .swift .type { color: var(--code-type); }
    .swift .comment { color: var(--code-comment); font-style: italic; }
    .notice { margin: 0 0 .8rem; padding: .6rem .9rem; border: 1px solid currentColor; border-left-width: 4px;
      border-radius: 3px; font: .84rem/1.5 var(--sans); }
    .notice p { margin: 0; color: var(--ink); hyphens: none; }
    .notice .notice-word { color: inherit; font-weight: 600; }
    .notice.failed { color: var(--bad); background: var(--bad-ground); }
    .notice.stale { color: var(--middling); background: var(--middling-ground); }
    .notice.not-run { color: var(--neutral); background: var(--raised); border-style: dashed;
      border-left-style: solid; }
    .value { font-variant-numeric: lining-nums; }
    .value.missing, .value-mark { color: var(--bad); font: .82em var(--sans); }
    """
}
