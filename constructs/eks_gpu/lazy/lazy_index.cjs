// Loaded into node before jsii's kernel. The index of a provider package requires each of its parts; here those lines
// become getters, so that a part is loaded when it is asked for. Any index of another form is left as it is.
"use strict";
const fs = require("fs");
const Module = require("module");

// jsii unpacks a package into its cache, below a folder for the version and one for the content.
const INDEX = /[\\/]@cdkt[fn][\\/]provider-[^\\/]+[\\/](?:[^\\/]+[\\/]){0,2}lib[\\/]index\.js$/;
const EAGER_PART = /^exports\.(\w+) = require\("(\.\/[\w.\/-]+)"\);$/gm;
const original = Module._extensions[".js"];

Module._extensions[".js"] = function (module, filename) {
  if (!INDEX.test(filename)) return original(module, filename);
  const source = fs.readFileSync(filename, "utf8");
  const lazy = source.replace(
    EAGER_PART,
    'Object.defineProperty(exports, "$1", { enumerable: true, configurable: true, get: () => require("$2") });',
  );
  if (lazy === source) return original(module, filename);
  module._compile(lazy, filename);
};
