// Loaded into node before jsii's kernel, so that of a provider package only what is asked for is loaded, and held.
"use strict";
const fs = require("fs");
const Module = require("module");

// The index of a package requires each of its parts; here those lines become getters. The two engines write such a line
// in one form each: `exports.x = require("./x");` and `exports.x = __importStar(require("./x/index"));`. Any index of
// another form is left as it is, and takes seconds to load; a test looks at the packages that are installed. jsii unpacks
// a package into its cache, below a folder for the version and one for the content.
const INDEX = /[\\/]@cdkt[fn][\\/]provider-[^\\/]+[\\/](?:[^\\/]+[\\/]){0,2}lib[\\/]index\.js$/;
const EAGER_PART = /^exports\.(\w+) = (require\("\.\/[\w.\/-]+"\)|__importStar\(require\("\.\/[\w.\/-]+"\)\));$/gm;
const ENGINE_FILES = /[\\/]cdkt[fn][\\/](?:[^\\/]+[\\/]){0,2}lib[\\/]private[\\/]fs\.js$/;
const original = Module._extensions[".js"];

Module._extensions[".js"] = function (module, filename) {
  if (!INDEX.test(filename)) return original(module, filename);
  const source = fs.readFileSync(filename, "utf8");
  const lazy = source.replace(
    EAGER_PART,
    'Object.defineProperty(exports, "$1", { enumerable: true, configurable: true, get: () => $2 });',
  );
  if (lazy === source) return original(module, filename);
  module._compile(lazy, filename);
};

// The kernel reads the definitions of all types of a package, 35 MB of them, to take a few out of the middle. Here what
// it gets reads those few from the disk; asked for anything else, it is all of the file.
const DEFINITIONS = /[\\/]\.jsii\.runtime-defs\.v1\.jsonl$/;
const readFileSync = fs.readFileSync;

fs.readFileSync = function (path, ...options) {
  if (!DEFINITIONS.test(path) || options.length) return readFileSync.call(fs, path, ...options);
  const file = fs.openSync(path);
  const part = (encoding, start, end) => {
    const bytes = Buffer.alloc(end - start);
    fs.readSync(file, bytes, 0, bytes.length, start);
    return bytes.toString(encoding);
  };
  return new Proxy(Buffer.alloc(0), {
    get: (_, name) => {
      if (name === "toString") return part;
      const whole = readFileSync.call(fs, path);
      return typeof whole[name] === "function" ? whole[name].bind(whole) : whole[name];
    },
  });
};

// The engine loads a packer of assets, 290 files, which only an asset or a local Terraform module needs.
const load = Module._load;

Module._load = function (request, parent, ...others) {
  if (request !== "archiver" || !ENGINE_FILES.test(parent?.filename ?? "")) return load.call(this, request, parent, ...others);
  return (...options) => load.call(this, request, parent, ...others)(...options);
};
