"""Every link of every page leads to a file that is there, and to a place in it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from conftest import PAGES, SITE

# What the page points to and what in it can be pointed to, as the browser resolves them; and what its data name.
POINTERS = """async () => {
  const resolved = (address) => new URL(address, document.baseURI).href;
  for (const file of ["search.js", "previews.js"]) await load(file);
  const loaded = [...document.querySelectorAll("[src]")].map((element) => element.src);
  const linked = [...document.querySelectorAll("[href]")].map((element) => resolved(element.getAttribute("href")));
  const previewed = [...document.querySelectorAll("[data-preview]")].map((element) => element.dataset.preview);
  return {
    ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
    pointers: [...loaded, ...linked, ...previewed.map(resolved)],
    withoutPreview: previewed.filter((key) => !(key in window.bookPreviews)),
    data: [...window.bookSections.map((section) => section.u), ...Object.keys(window.bookPreviews)].map(resolved),
  };
}"""


def test_links_lead_somewhere(reader):
    seen = {}
    page = reader.open(PAGES[0])
    for name in PAGES:
        page.goto(f"{SITE.as_uri()}/{name}")
        seen[name] = page.evaluate(POINTERS)
    pointers = {(name, pointer) for name in PAGES for pointer in seen[name]["pointers"]}
    pointers |= {("the data of the search and the previews", pointer) for pointer in seen[PAGES[0]]["data"]}
    assert len(pointers) > 1000, "the pages' links were not found"
    broken = [f"{name}: no preview of {key}" for name in PAGES for key in seen[name]["withoutPreview"]]
    for name, pointer in sorted(pointers):
        address = urlsplit(pointer)
        if address.scheme in ("https", "data"):
            continue
        file = Path(unquote(address.path))
        ids = seen.get(file.name, {"ids": []})["ids"]
        if address.scheme != "file" or SITE not in file.parents or not file.is_file():
            broken.append(f"{name}: {pointer} is no file of the site")
        elif address.fragment and unquote(address.fragment) not in ids:
            broken.append(f"{name}: nothing has the id of {pointer}")
    assert not broken
