import BookEvaluation
import BookStore

extension Stylesheet {
  static let claims = """
    .shape { width: 1em; height: 1em; vertical-align: -.12em; flex: none; overflow: visible; }
    .shape .fill { fill: currentColor; }
    .shape .cut { fill: none; stroke: var(--paper); stroke-width: 1.8; stroke-linecap: round;
      stroke-linejoin: round; }
    .shape .line { fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linejoin: round; }
    .shape .strong { stroke-width: 2.2; stroke-linecap: round; }
    .shape .dashed { stroke-dasharray: 2.6 2.4; }
    .verdict { display: inline-flex; align-items: center; gap: .4em; font: 600 .84rem/1.4 var(--sans);
      white-space: nowrap; }
    .verdict.reproduced { color: var(--good); }
    .verdict.partly, .verdict.stale { color: var(--middling); }
    .verdict.notReproduced { color: var(--bad); }
    .verdict.undecidable, .verdict.notRun { color: var(--neutral); }
    .claim { margin: 2rem 0; padding: 1rem 1.15rem 1rem; border: 1px solid var(--rule); border-radius: 6px;
      background: var(--raised); }
    .claim:target { border-color: var(--accent); box-shadow: 0 0 0 2px var(--accent-ground); }
    .claim pre { background: var(--paper); }
    .claim-head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2rem 1rem;
      margin-bottom: .5rem; }
    .claim-label { margin: 0; font: .84rem/1.4 var(--sans); }
    .claim-label a { color: var(--ink); font-weight: 700; text-decoration: none; }
    .claim-source { margin-left: .5em; color: var(--quiet); }
    .claim-statement { margin-bottom: .8rem; }
    .claim-statement > :last-child { margin-bottom: 0; }
    .claim-reasons { font-size: .9rem; }
    .claim-reasons p { margin-bottom: .5rem; }
    .changed { color: var(--bad); }
    .claim .booktabs { width: 100%; font-size: .8rem; margin: 0 0 .5rem; }
    .checks tbody th { min-width: 10rem; width: 45%; }
    .claim .checks :is(td, th) { padding-left: .45rem; padding-right: .45rem; }
    .claim .checks :is(td, th):first-child { padding-left: 0; }
    .claim .checks :is(td, th):last-child { padding-right: 0; }
    .checks tbody tr + tr > * { border-top: 1px solid var(--rule); }
    .check-name { display: block; }
    .check-kind { color: var(--quiet); font: .72rem/1.4 var(--sans); }
    .check-detail { display: block; color: var(--quiet); font-size: .76rem; line-height: 1.4; }
    .check-detail.changed { color: var(--bad); font-family: var(--sans); }
    .check-result { white-space: nowrap; font: .78rem/1.4 var(--sans); }
    .interval { display: block; color: var(--quiet); font-size: .72rem; }
    .score { margin: 1.1rem 0 .3rem; font-size: 1.2rem; line-height: 1.4; hyphens: none; }
    .score.others { margin: 0 0 .3rem; color: var(--quiet); font-size: 1rem; }
    .title-block .paper { margin: .7rem 0 0; color: var(--quiet); font: .84rem/1.4 var(--sans); overflow-wrap: anywhere; }
    .ledger-order { color: var(--quiet); font: .84rem/1.5 var(--sans); }
    .ledger { margin-bottom: 2rem; }
    .ledger table { width: 100%; font-size: .86rem; }
    .ledger tbody tr + tr > * { border-top: 1px solid var(--rule); }
    .ledger td, .ledger tbody th { padding-top: .5rem; padding-bottom: .5rem; }
    .ledger tbody th { font: 600 .84rem/1.4 var(--sans); }
    .ledger .words { min-width: 15rem; }
    .ledger .source, .scope { color: var(--quiet); font: .78rem/1.5 var(--sans); }
    .scope { display: block; margin: .2rem 0 0; }
    .ledger .ledger-part th { padding-top: 1.3rem; font: 600 .9rem/1.4 var(--serif); }
    .citation-text { padding-left: 1.1rem; border-left: 2px solid var(--rule); }
    """

  static let controls = """
    .preview { position: absolute; z-index: 25; width: max-content; max-width: min(27rem, calc(100vw - 1.5rem));
      max-height: 24rem; overflow: auto; padding: .8rem 1rem; background: var(--paper);
      border: 1px solid var(--rule); border-radius: 6px; box-shadow: var(--shadow); font-size: .88rem;
      line-height: 1.48; }
    .preview > :last-child { margin-bottom: 0; }
    .preview p { margin-bottom: .5rem; }
    .preview .controls, .preview .permalink, .preview .sidenote { display: none; }
    dialog.enlarged { padding: 1.2rem; border: 1px solid var(--rule); border-radius: 8px; background: var(--paper);
      color: var(--ink); max-width: 96vw; max-height: 96vh; box-shadow: var(--shadow); }
    dialog.enlarged::backdrop { background: rgb(10 10 12 / .6); }
    dialog.enlarged img { max-width: 100%; width: min(92vw, calc(76vh * var(--ratio))); }
    dialog.enlarged p { max-width: 42rem; margin: .7rem auto .9rem; font-size: .9rem; }
    dialog.enlarged button { display: block; margin: 0 auto; padding: .3rem 1.1rem; border: 1px solid var(--quiet);
      border-radius: 4px; background: var(--paper); font: .85rem/1.4 var(--sans); cursor: pointer; }
    """

  /// From 1100 px notes, run times and states stand in the margin; from 1280 px the contents stand beside.
  static let wide = """
    \(narrowTables)
    @media (max-width: 30rem) {
      .claim { padding: .8rem .8rem; }
      .panel-body dl, .environment { grid-template-columns: minmax(0, 1fr); gap: 0; }
      dd + dt { margin-top: .4rem; }
      .site-search { max-width: none; flex-basis: 100%; }
      .site-tools { justify-content: flex-start; flex-basis: 100%; }
      .neighbours a { max-width: 100%; }
    }
    @media (min-width: 1100px) {
      html { font-size: 112.5%; }
      .site-layout { max-width: calc(var(--measure) + var(--gap) + var(--margin) + 2.5rem); }
      main { max-width: calc(var(--measure) + var(--gap) + var(--margin)); }
      article { max-width: var(--measure); }
      \(marginColumn)
      .ledger, .environment { width: calc(var(--measure) + var(--gap) + var(--margin)); }
      .neighbours { max-width: var(--measure); }
    }
    @media (min-width: 1280px) {
      .site-header { position: sticky; top: 0; z-index: 10; background: var(--paper); }
      html { scroll-padding-top: 4.5rem; }
      .site-contents-link { display: none; }
      .site-layout { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 0 3rem;
        max-width: calc(var(--measure) + var(--gap) + var(--margin) + 18.5rem); }
      .site-contents { display: block; position: sticky; top: 3.2rem; align-self: start; padding: 2.2rem 0;
        max-height: calc(100vh - 3.2rem); overflow-y: auto; border: 0; }
      .site-contents > ol { margin-left: -.5rem; }
    }
    """

  /// Rows that would be wider than the screen: what came out stands first, the rest below it.
  private static let narrowTables = """
    @media screen and (max-width: 44rem) {
      .ledger thead, .checks thead { position: absolute; width: 1px; height: 1px; overflow: hidden;
        clip-path: inset(50%); }
      .ledger :is(table, tbody), .checks, .checks tbody { display: block; }
      .ledger tr, .checks tbody tr { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .8rem;
        padding: .5rem 0; }
      .ledger tbody tr + tr, .checks tbody tr + tr { border-top: 1px solid var(--rule); }
      .ledger tbody tr:is(.ledger-part, .ledger-part + tr) { border-top: 0; }
      .ledger.scroll :is(td, tbody th), .claim .checks :is(td, tbody th) { display: block; padding: 0; border: 0 !important; }
      .ledger :is(.words, .source, .ledger-part th) { flex: 1 0 100%; min-width: 0; }
      .ledger.scroll .ledger-part th { padding-top: .8rem; }
      .ledger .verdict { white-space: normal; }
      .claim .checks tbody th { order: -2; flex: 1 1 12rem; width: auto; min-width: 0; overflow-wrap: anywhere; }
      .checks .check-result { order: -1; }
      .checks td.trailing { text-align: left; }
      .checks td.trailing:empty { display: none; }
      .checks td[data-label]::before { content: attr(data-label) " "; color: var(--quiet); font: .72rem/1.4 var(--sans); }
      .checks .interval { display: inline; }
    }
    """

  /// What stands beside the text, on wide screens and on paper.
  static let marginColumn = """
    .sidenote, .facts { display: block; float: right; clear: right; width: var(--margin);
      margin: .25rem calc(-1 * (var(--margin) + var(--gap))) 1rem 0; padding: 0; border: 0; }
    .sidenote { font-size: .8rem; line-height: 1.42; }
    .facts { padding-left: .7rem; border-left: 1px solid var(--rule); }
    .claim .facts { margin-right: calc(-1 * (var(--margin) + var(--gap) + 1.15rem + 1px)); }
    .theorem-like .sidenote, li .sidenote { margin-right: calc(-1 * (var(--margin) + var(--gap))); }
    .wide { display: flex; flex-direction: column; clear: right;
      width: calc(var(--measure) + var(--gap) + var(--margin)); }
    .wide figcaption, .wide caption, .wide .controls { max-width: var(--measure); }
    .wide .booktabs, .wide .figure-image img { margin-left: 0; }
    .wide .facts { order: 1; width: auto; margin: .3rem 0 0; padding: 0; border: 0; }
    """

  static let print = """
    @page { size: A4; margin: 20mm 17mm 22mm; }
    @media print {
      :root, :root[data-theme] { color-scheme: light; \(paperColours) }
      :root[data-theme] .figure-image .on-light, :root .figure-image .on-light { display: block !important; }
      :root[data-theme] .figure-image .on-dark, :root .figure-image .on-dark { display: none !important; }
      html { font-size: 10.5pt; }
      body { --measure: 122mm; --margin: 44mm; --gap: 8mm; background: none; }
      .site-header, .site-contents, .neighbours, .site-footer, .skip, .controls, .permalink, .copy, .preview,
      dialog { display: none !important; }
      .site-layout { display: block; max-width: none; padding: 0; }
      main { padding: 0; max-width: none; }
      article { width: var(--measure); max-width: var(--measure); }
      \(marginColumn)
      .ledger, .environment { width: 174mm; }
      .scroll, .equation > .scroll, pre { overflow: visible !important; }
      pre { white-space: pre-wrap; border: .5pt solid var(--rule); }
      p, li { text-align: justify; orphans: 3; widows: 3; }
      .facts, .sidenote, .notice p, td, th, figcaption, .title-block p, .claim-head p { text-align: left; }
      figure, .book-table, .claim, .equation, .theorem-like, tr, .listing { break-inside: avoid; }
      a { color: inherit; text-decoration: none; }
      article a[href^="http"]:not(.address, .references a)::after { content: " (" attr(href) ")"; font-size: .8em; color: var(--quiet);
        overflow-wrap: anywhere; }
      .claim { background: none; }
      .cell.result, .cell.setup, .cell.plain summary { display: none; }
      .cell.plain { break-inside: avoid; }
    }
    """

  private static let paperColours = """
    --paper: #fff; --raised: #f7f6f3; --ink: #000; --quiet: #4a4640; --rule: #cfc9bd; --strong-rule: #000; \
    --accent: #1d4a68; --accent-ground: #fff; --good: #1d5a3a; --middling: #6a4a00; --bad: #80201f; \
    --neutral: #474354; --bad-ground: #fff; --middling-ground: #fff;
    """
}
