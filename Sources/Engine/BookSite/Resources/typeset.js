"use strict";
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const katex = require(input.package + "/dist/katex.js");
const answers = input.formulas.map(({ tex, display }) => {
  try {
    return { html: katex.renderToString(tex, {
      displayMode: display, output: "htmlAndMathml", throwOnError: true, strict: "ignore",
      trust: false, maxExpand: 1000, maxSize: 50,
    }) };
  } catch (error) {
    const position = error.position === undefined ? null : error.position;
    return { error: String(error.rawMessage || error.message), position };
  }
});
process.stdout.write(JSON.stringify(answers));
