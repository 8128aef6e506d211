// Loaded into node before the engine when it renders HCL. The engine's own rendering quotes too little: it leaves
// backslashes, and all quotes of a text that holds a reference, and writes text of several lines as a heredoc, which the
// line EOF of that very text would end. What is in `${…}` is an expression, and stays as it is.
"use strict";
const Module = require("module");
const fs = require("fs");

const RENDERER = /[\\/]cdkt[fn][\\/](?:[^\\/]+[\\/]){0,2}lib[\\/]hcl[\\/]render\.js$/;
const original = Module._extensions[".js"];

// Inside of the renderer's module, later functions of a name replace earlier ones.
const BETTER = `
function renderString(text) {
  if (typeof text !== "string") return text;
  // A list of references, which Terraform wants without quotes; no text of users begins like one, for it is escaped.
  const list = /^\\$\\{(\\[[A-Za-z0-9_., -]*\\])\\}$/.exec(text);
  return list ? list[1] : eksGpuQuoted(text);
}
function escapeQuotes(text) {
  return eksGpuQuoted(text).slice(1, -1);
}
function wrapIdentifierInQuotesIfNeeded(key) {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? key : eksGpuQuoted(key);
}
function eksGpuQuoted(text) {
  return require(${JSON.stringify(__filename)}).quoted(text);
}
`;
// The renderer takes text that begins with a bracket for an expression of Terraform's.
const TAKEN_FOR_AN_EXPRESSION = /if \(jsonExpression\.(?:includes\("\$\{"\)\)|startsWith\((?:"\["|"\{"|'"')\)\)) \{/g;

// Overrides, too, are rendered by the function above.
const QUOTED = 'return `"${escapeQuotes(jsonExpression)}"`;';

Module._extensions[".js"] = function (module, filename) {
  if (!RENDERER.test(filename)) return original(module, filename);
  const source = fs.readFileSync(filename, "utf8");
  // Better no HCL than HCL in which a text is code.
  if ((source.match(TAKEN_FOR_AN_EXPRESSION) ?? []).length !== 4 || !source.includes(QUOTED))
    throw new Error("the engine renders HCL in another way than eks-gpu knows");
  const better = source
    .replace(TAKEN_FOR_AN_EXPRESSION, "if (false) {")
    .replace(QUOTED, "return renderString(jsonExpression);");
  module._compile(better + BETTER, filename);
};

// HCL native syntax specification, "Template Expressions": what a quoted template must escape.
const ESCAPED = { "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" };

function escaped(letter) {
  if (letter in ESCAPED) return ESCAPED[letter];
  const code = letter.charCodeAt(0);
  return code < 32 || code === 127 ? "\\u" + code.toString(16).padStart(4, "0") : letter;
}

// "$${" is text; "${" begins an expression.
function isEscape(text, at) {
  return (text[at] === "$" || text[at] === "%") && text[at + 1] === text[at] && text[at + 2] === "{";
}

function isExpression(text, at) {
  return (text[at] === "$" || text[at] === "%") && text[at + 1] === "{";
}

function quoted(text) {
  let result = "";
  for (let at = 0; at < text.length; ) {
    const next = isEscape(text, at) ? at + 3 : isExpression(text, at) ? afterExpression(text, at + 2) : 0;
    result += next ? text.slice(at, next) : escaped(text[at]);
    at = next || at + 1;
  }
  return `"${result}"`;
}

function afterExpression(text, at) {
  for (let depth = 1; at < text.length; ) {
    if (text[at] === '"') {
      at = afterString(text, at + 1);
      continue;
    }
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return at;
}

function afterString(text, at) {
  while (at < text.length && text[at] !== '"') {
    if (text[at] === "\\") at += 2;
    else if (isEscape(text, at)) at += 3;
    else at = isExpression(text, at) ? afterExpression(text, at + 2) : at + 1;
  }
  return at + 1;
}

module.exports = { quoted };
