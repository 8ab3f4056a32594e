"""What the project and its site say of themselves to machines, checked by the packages that read it."""

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from importlib.resources import files
from pathlib import Path

import extruct
import requests
import yaml
from requests_cache import CachedSession

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "output"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
errors = []


def expect(holds, words):
    if not holds:
        errors.append(words)


def has(record, keys, name):
    for key in keys:
        expect(record.get(key), f"{name} lacks {key}")


# --- CITATION.cff and codemeta.json ----------------------------------------------------------------------------


def check_citation():
    run = subprocess.run(["cffconvert", "--validate", "-i", ROOT / "CITATION.cff"], capture_output=True, text=True)
    print(f"cffconvert: {(run.stdout + run.stderr).strip()}")
    expect(run.returncode == 0, "CITATION.cff is not valid")


def check_codemeta():
    """CodeMeta 2.0: the context, the type, and types and forms of the terms that stand there."""
    record = json.loads((ROOT / "codemeta.json").read_text("utf-8"))
    expect(record.get("@context") == "https://doi.org/10.5063/schema/codemeta-2.0", "codemeta.json has another context")
    expect(record.get("@type") == "SoftwareSourceCode", "codemeta.json is not of the type SoftwareSourceCode")
    has(record, ["name", "description", "version", "license", "author", "programmingLanguage"], "codemeta.json")
    expect(re.fullmatch(r"https://spdx\.org/licenses/[\w.-]+", record["license"]), "its licence is not SPDX's")
    for author in record["author"]:
        expect(author.get("@type") in ("Person", "Organization") and author.get("name"), "an author has no type or name")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    expect(citation["version"] == record["version"], "CITATION.cff and codemeta.json have different versions")
    expect(record["license"].endswith("/" + citation["license"]), "they have different licences")
    expect({author["name"] for author in record["author"]} == {author["name"] for author in citation["authors"]},
           "they have different authors")
    print(f"codemeta.json: {len(record)} terms")


# --- codecheck.yml ---------------------------------------------------------------------------------------------


def check_codecheck():
    """The part of CODECHECK's configuration, version 2.0, that authors write: a codechecker adds the rest."""
    text = (ROOT / "codecheck.yml").read_text("utf-8")
    record = yaml.safe_load(text)
    expect(re.search(r"^---$", text, re.M), "codecheck.yml has no document marker")
    expect(record.get("version") == "https://codecheck.org.uk/spec/config/2.0/", "codecheck.yml names no version")
    has(record, ["manifest", "paper"], "codecheck.yml")
    named = [entry.get("file", "") for entry in record["manifest"]]
    expect(all(entry.get("comment") for entry in record["manifest"]), "an entry of the manifest has no comment")
    expect(len(named) == len(set(named)), "the manifest names a file twice")
    for name in named:
        expect(name and not name.startswith("/") and (ROOT / name).is_file(), f"the manifest's {name} is no file")
    figures = {f"figures/{file.name}" for file in (ROOT / "figures").glob("*.png")}
    expected = {name for name in figures if not name.endswith("-dark.png")}
    expect(set(named) == expected, f"the manifest differs from the figures: {sorted(set(named) ^ expected)}")
    paper = record["paper"]
    has(paper, ["title", "authors", "reference"], "codecheck.yml: paper")
    expect(all(author.get("name") for author in paper["authors"]), "an author of the paper has no name")
    expect(re.fullmatch(r"https://doi\.org/10\.\S+", paper["reference"]), "the paper's reference is no DOI")
    for key in ["codechecker", "report", "summary", "certificate"]:
        expect(key not in record, f"codecheck.yml has {key}, which is for a codechecker to write")
    print(f"codecheck.yml: {len(named)} files")


# --- The site --------------------------------------------------------------------------------------------------


def check_crate():
    """An RO-Crate 1.1 and a Process Run Crate 0.5, without a network: RO-Crate's own package brings the context."""
    context = (files("rocrate") / "data" / "ro-crate.jsonld").read_bytes()
    expect(json.loads(context)["@id"] == CONTEXT, "the package has another context than that of RO-Crate 1.1")

    class Shipped(requests.adapters.BaseAdapter):
        def send(self, request, **_):
            response = requests.Response()
            response.status_code, response.url, response.request = 200, request.url, request
            response.headers["Content-Type"] = "application/ld+json"
            response.raw = requests.packages.urllib3.HTTPResponse(
                body=io.BytesIO(context), headers=response.headers, status=200, preload_content=False
            )
            return response

        def close(self):
            pass

    with tempfile.TemporaryDirectory() as folder:
        cache = f"{folder}/cache"
        session = CachedSession(cache, backend="sqlite")
        session.mount("https://w3id.org/", Shipped())
        expect(len(session.get(CONTEXT).content) == len(context), "the context could not be kept")
        session.close()
        run = subprocess.run(
            ["rocrate-validator", "--no-interactive", "--disable-color", "validate", "--offline", "--no-paging",
             "--cache-path", cache, "--profile-identifier", "process-run-crate-0.5", "--requirement-severity",
             "required", "--output-format", "json", "--output-file", f"{folder}/report.json", SITE],
            capture_output=True, text=True)
        report = Path(f"{folder}/report.json")
        found = json.loads(report.read_text("utf-8")) if report.exists() else {"issues": [run.stdout + run.stderr]}
    issues = found.get("issues", [])
    expect(run.returncode == 0 and found.get("passed") and not issues, f"the crate is not valid: {issues[:5]}")
    graph = {entity["@id"]: entity for entity in json.loads((SITE / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]}
    runs = [entity for entity in graph.values() if entity["@type"] == "CreateAction"]
    for entity in graph.values():
        if entity["@type"] == "File":
            file = SITE / entity["@id"]
            expect(file.is_file() and str(file.stat().st_size) == entity["contentSize"], f"{entity['@id']} differs")
    expect(len(runs) > 100, f"the crate has only {len(runs)} runs")
    print(f"rocrate-validator: {len(issues)} issues; {len(graph)} entities, {len(runs)} runs")


def check_archive():
    with zipfile.ZipFile(SITE / "data.zip") as archive:
        expect(archive.testzip() is None, "data.zip is damaged")
        inside = {name: archive.read(name) for name in archive.namelist()}
    outside = {str(file.relative_to(SITE)): file.read_bytes() for file in SITE.rglob("*.csv")}
    expect(inside == outside, f"data.zip differs from the files: {sorted(inside.keys() ^ outside.keys())}")
    for name, data in inside.items():
        rows = list(csv.reader(data.decode("utf-8").splitlines(keepends=True)))
        expect(len(rows) > 1 and len({len(row) for row in rows if row}) == 1, f"{name} is no table")
    print(f"data.zip: {len(inside)} files")


def check_linked_data():
    pages = sorted(SITE.glob("*.html"))
    for page in pages:
        found = extruct.extract(page.read_text("utf-8"), base_url=page.as_uri(), syntaxes=["json-ld", "opengraph"])
        graph = found["opengraph"][0]["properties"] if found["opengraph"] else []
        expect({"og:title", "og:type"} <= {key for key, _ in graph}, f"{page.name} has no OpenGraph title and type")
        if page.name == "index.html":
            article = found["json-ld"][0]
    claims = json.loads((SITE / "claims.json").read_text("utf-8"))
    expect(article["@type"] == "ScholarlyArticle", "the front page is no ScholarlyArticle")
    has(article, ["name", "description", "author", "isBasedOn", "hasPart"], "the article")
    expect(article["isBasedOn"]["@type"] == "ScholarlyArticle", "what it is based on is no ScholarlyArticle")
    reviews = article["hasPart"]
    for review in reviews:
        expect(review["@type"] == "ClaimReview", f"{review.get('name')} is no ClaimReview")
        has(review, ["name", "url", "claimReviewed", "reviewRating"], review.get("name", "a review"))
        expect(review["reviewRating"].get("alternateName"), f"{review.get('name')} has no verdict")
    expect([review["name"] for review in reviews] == [f"Claim {claim['id']}" for claim in claims],
           "the reviews are not those of the claims")
    print(f"extruct: {len(pages)} pages, {len(reviews)} reviews of claims")


for check in [check_citation, check_codemeta, check_codecheck, check_crate, check_archive, check_linked_data]:
    check()
for error in errors:
    print(f"error: {error}")
print(f"{len(errors)} errors")
sys.exit(1 if errors else 0)
