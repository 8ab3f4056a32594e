import BookEvaluation

/// The style sheet, in parts.
enum Stylesheet {
  static let all = [
    colours, base, layout, text, cells, claims, controls, wide, print,
  ].joined(separator: "\n")

  /// Dark colours follow the system unless the reader chose.
  static let colours = """
    :root { color-scheme: light; \(light) }
    @media (prefers-color-scheme: dark) {
      :root:not([data-theme="light"]) { color-scheme: dark; \(dark) }
    }
    :root[data-theme="dark"] { color-scheme: dark; \(dark) }
    """

  private static let light = """
    --paper: #fdfcf9; --raised: #f6f4ee; --ink: #1f1d1a; --quiet: #5d5850; --rule: #dcd7cb; \
    --strong-rule: #2f2c27; --accent: #1d5a80; --accent-ground: #e6eff5; --good: #1d6a43; --middling: #7a5600; \
    --bad: #98262a; --neutral: #575266; --bad-ground: #fbeeec; --middling-ground: #fbf4e1; \
    --code-keyword: #8a2f60; --code-string: #8b3d14; --code-number: #2b4f9e; --code-type: #1d5f63; \
    --code-comment: #5f6b60; --shadow: 0 6px 28px rgb(40 32 20 / .16);
    """

  private static let dark = """
    --paper: #16181d; --raised: #1f2127; --ink: #e6e3dc; --quiet: #aca79d; --rule: #3a3c41; \
    --strong-rule: #c9c5bc; --accent: #92c3e6; --accent-ground: #1e2f3b; --good: #82cda3; --middling: #e3bd67; \
    --bad: #f09a94; --neutral: #bdb6d3; --bad-ground: #33201f; --middling-ground: #2f2818; \
    --code-keyword: #e39cc4; --code-string: #e6a981; --code-number: #a3bdf2; --code-type: #86cdd0; \
    --code-comment: #97a599; --shadow: 0 6px 28px rgb(0 0 0 / .55);
    """

  static let icon = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1d5a80"/>\
    <path d="M8 24V8l8 10V8m0 16V8m0 0l8 16V8" fill="none" stroke="#fff" stroke-width="2.6" \
    stroke-linejoin="round" stroke-linecap="round"/></svg>

    """

  static let base = """
    *, *::before, *::after { box-sizing: border-box; }
    html { font-size: 106.25%; scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; }
    body {
      --serif: "STIX Two Text", "Charter", "Bitstream Charter", "Source Serif 4", "Iowan Old Style", "STIX",
        "Georgia", serif;
      --sans: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", "Noto Sans", "Liberation Sans", sans-serif;
      --mono: ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", "DejaVu Sans Mono", monospace;
      --measure: 33rem; --margin: 13.5rem; --gap: 2.25rem;
      margin: 0; background: var(--paper); color: var(--ink);
      font: 400 1rem/1.58 var(--serif); font-kerning: normal;
      font-variant-ligatures: common-ligatures; text-rendering: optimizeLegibility;
      overflow-wrap: break-word;
    }
    a { color: var(--accent); text-decoration-thickness: .06em; text-underline-offset: .16em; }
    a:hover { text-decoration-thickness: .12em; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
    main:focus { outline: none; }
    ::selection { background: var(--accent-ground); color: var(--ink); }
    [hidden] { display: none !important; }
    img { max-width: 100%; height: auto; }
    code, pre, kbd { font-family: var(--mono); font-size: .84em; font-variant-ligatures: none; }
    button, select, input { font: inherit; color: inherit; }
    .visually-hidden {
      position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap;
    }
    .skip { position: absolute; left: 1rem; top: -6rem; z-index: 30; padding: .5rem .9rem;
      background: var(--ink); color: var(--paper); font-family: var(--sans); }
    .skip:focus { top: .5rem; }
    /* Positioned, so that what is hidden inside by its position does not widen the page. */
    .scroll { position: relative; overflow-x: auto; overscroll-behavior-x: contain; }
    @media (prefers-reduced-motion: no-preference) {
      html { scroll-behavior: smooth; }
      .preview { animation: appear .12s ease-out; }
      @keyframes appear { from { opacity: 0; transform: translateY(3px); } }
    }
    """

  static let layout = """
    .site-header {
      display: flex; flex-wrap: wrap; align-items: center; gap: .35rem 1.1rem;
      padding: .55rem 1.25rem; border-bottom: 1px solid var(--rule); font: .82rem/1.4 var(--sans);
    }
    .site-title { flex: 1 1 10rem; min-width: 0; color: var(--quiet); text-decoration: none;
      white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    .site-title:hover { color: var(--ink); }
    .site-tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; flex: 1 1 auto;
      justify-content: flex-end; min-width: 0; }
    .site-tools button, .site-tools select, .site-tools input, .controls button, .copy {
      min-height: 1.9rem; padding: .15rem .6rem; border: 1px solid var(--rule); border-radius: 4px;
      background: var(--paper); font: .78rem/1.3 var(--sans); }
    .site-tools button, .controls button, .copy { cursor: pointer; }
    .site-tools button:hover, .site-tools select:hover, .controls button:hover, .copy:hover {
      border-color: var(--quiet); }
    #site-code[aria-pressed="true"] { background: var(--accent-ground); border-color: var(--accent); }
    .site-search { position: relative; flex: 1 1 9rem; max-width: 17rem; min-width: 0; }
    .site-search input { width: 100%; padding-right: 1.7rem; }
    .site-search input::placeholder { color: var(--quiet); opacity: 1; }
    .site-search kbd { position: absolute; right: .5rem; top: .42rem; padding: 0 .35em; border-radius: 3px;
      border: 1px solid var(--rule); color: var(--quiet); font-size: .72rem; pointer-events: none; }
    .site-search input:focus + kbd { display: none; }
    #site-results { position: absolute; z-index: 20; right: 0; top: calc(100% + .35rem); margin: 0; padding: .3rem;
      width: min(30rem, calc(100vw - 2rem)); max-height: 70vh; overflow-y: auto; list-style: none;
      background: var(--paper); border: 1px solid var(--rule); border-radius: 6px; box-shadow: var(--shadow); }
    #site-results li { padding: .45rem .6rem; border-radius: 4px; cursor: pointer; font-size: .8rem; }
    #site-results li[aria-selected="true"] { background: var(--accent-ground); }
    #site-results .result-title { display: block; font-weight: 600; }
    #site-results .result-page { color: var(--quiet); font-weight: 400; }
    #site-results .result-text { display: block; color: var(--quiet); font-family: var(--serif);
      font-size: .86rem; line-height: 1.4; }
    #site-results mark { background: none; color: var(--ink); font-weight: 700; }
    #site-results .no-result { cursor: default; color: var(--quiet); }
    .quick-banner { margin: 0; padding: .55rem 1.25rem; background: var(--middling-ground); color: var(--ink);
      border-bottom: 1px solid var(--middling); font: .85rem/1.45 var(--sans); text-align: center; }
    .quick-banner strong { color: var(--middling); }
    .site-layout { max-width: calc(var(--measure) + 2.5rem); margin: 0 auto; padding: 0 1.25rem; }
    main { padding: 2.2rem 0 3rem; min-width: 0; }
    .site-contents { display: none; padding: 1rem 0; border-bottom: 1px solid var(--rule);
      font: .82rem/1.4 var(--sans); }
    .site-contents:target, .site-contents.is-open { display: block; }
    .contents-title { margin: 0 0 .5rem; }
    .contents-title, .kicker, .notice-word, .facts, .claim-label, .cell-label, .theorem-label,
    .neighbours .direction { letter-spacing: .04em; }
    .contents-title { color: var(--quiet); font-size: .72rem; text-transform: uppercase; letter-spacing: .1em; }
    .site-contents ol { list-style: none; margin: 0; padding: 0; }
    .site-contents a { display: flex; gap: .6rem; padding: .28rem .5rem; border-radius: 4px; color: var(--ink);
      text-decoration: none; }
    .site-contents a:hover { background: var(--raised); }
    .site-contents a[aria-current] { font-weight: 600; color: var(--accent); }
    .contents-number { flex: 0 0 1.2rem; color: var(--quiet); font-variant-numeric: tabular-nums;
      font-weight: 400; }
    .contents-sections { margin: .1rem 0 .4rem 1.8rem !important; border-left: 1px solid var(--rule); }
    .contents-sections a { padding: .18rem .6rem; color: var(--quiet); font-size: .78rem; gap: .45rem; }
    .contents-sections .contents-number { flex-basis: 1.7rem; }
    .contents-sections .level-3 { display: none; }
    .contents-sections a[aria-current] { box-shadow: -2px 0 0 var(--accent); border-radius: 0; }
    .neighbours { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1rem; margin-top: 4rem;
      padding-top: 1.2rem; border-top: 1px solid var(--rule); }
    .neighbours a { text-decoration: none; max-width: 46%; }
    .neighbours .direction { display: block; color: var(--quiet); font: .75rem/1.5 var(--sans); }
    .neighbours .next { margin-left: auto; text-align: right; }
    .site-footer { padding: 1.5rem 1.25rem 2.5rem; color: var(--quiet); font: .78rem/1.5 var(--sans);
      text-align: center; }
    """
}
