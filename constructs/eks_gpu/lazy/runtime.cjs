// Runs jsii's kernel in the node that Python starts. jsii's own program starts a second node for it, passes every message
// on, and keeps the text that packages print out of the messages; here one process does that.
"use strict";
const fs = require("fs");
const Module = require("module");
const path = require("path");
const threads = require("worker_threads");
require("./digests.cjs");
require("./unpacking.cjs");

// The kernel reads and writes messages on this descriptor, which is a socket to jsii's program.
const MESSAGES = 3;
const folder = process.env.EKS_GPU_JSII_KERNEL;

// Requests that the kernel meets before Python has sent any: node loads the packages while Python imports jsii. Python
// sends the same again and gets those answers. The kernel's first message is a greeting, and each message is one write.
const first = JSON.parse(process.env.EKS_GPU_JSII_FIRST);
let unread = Buffer.from(first.map((request) => `${JSON.stringify(request)}\n`).join(""));
let unheard = first.length;
let hasGreeted = false;
const { readSync, writeSync } = fs;

fs.readSync = (file, buffer, ...place) => {
  if (file !== MESSAGES) return readSync.call(fs, file, buffer, ...place);
  if (!unread.length) return readSync.call(fs, 0, buffer, ...place);
  const size = unread.copy(buffer);
  unread = unread.subarray(size);
  return size;
};

fs.writeSync = (file, data, ...place) => {
  if (file !== MESSAGES) return writeSync.call(fs, file, data, ...place);
  if (!hasGreeted || !unheard) {
    hasGreeted = true;
    return writeSync.call(fs, 1, data, ...place);
  }
  unheard -= 1;
  return data.length - (place[0] ?? 0);
};

// Python prints what comes in this form to its own standard output.
process.stdout.write = (chunk, encoding, done) => {
  const text = Buffer.from(chunk, typeof encoding === "string" ? encoding : undefined).toString("base64");
  process.stderr.write(`${JSON.stringify({ stdout: text })}\n`, [encoding, done].find((one) => typeof one === "function"));
  return true;
};

// The kernel indexes a new package in a worker, and until that is done each start reads all of its types, 131 MB of them.
// A synthesis ends before the worker does, so no later one would be faster. Here a worker starts as soon as the types are
// unpacked and works while the other files are; the kernel waits for it. What it cannot index, the kernel reads as it is.
const TYPES = ".jsii";
const MANIFEST = ".jsii.runtime.v1.json";
const FEATURES = ["intersection-types", "class-covariant-overrides"];
// An index takes some two seconds. A worker that died, for want of memory say, cannot tell us while we wait for it.
const PATIENCE_MS = 60_000;
// Files of the kernel have other names in the Python package than the kernel knows.
const INDEXING = `
  const { workerData } = require("worker_threads");
  try {
    require(${JSON.stringify(path.join(folder, "lib__runtime-index-worker.js"))});
  } finally {
    Atomics.store(workerData.done, 0, 1);
    Atomics.notify(workerData.done, 0);
  }
`;
// Python names the file of digests only where packages are kept.
const keepsPackages = Boolean(process.env.EKS_GPU_JSII_DIGESTS);
const { openSync, closeSync, readFileSync } = fs;
const unpacking = new Map();
const indexing = new Map();

fs.openSync = (file, flags, ...mode) => {
  const opened = openSync.call(fs, file, flags, ...mode);
  if (keepsPackages && flags !== "r" && path.basename(String(file)) === TYPES) unpacking.set(opened, path.dirname(String(file)));
  return opened;
};

fs.closeSync = (file) => {
  closeSync.call(fs, file);
  if (unpacking.has(file)) startIndex(unpacking.get(file));
  unpacking.delete(file);
};

fs.readFileSync = (file, ...options) => {
  if (path.basename(String(file)) === MANIFEST && !fs.existsSync(file)) waitForIndex(fs.realpathSync(path.dirname(file)));
  return readFileSync.call(fs, file, ...options);
};

function startIndex(packageDir) {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const worker = new threads.Worker(INDEXING, { eval: true, workerData: { packageDir, supportedFeatures: FEATURES, done } });
  worker.on("error", () => {}).unref();
  indexing.set(packageDir, done);
}

function waitForIndex(packageDir) {
  if (!indexing.has(packageDir)) startIndex(packageDir);
  Atomics.wait(indexing.get(packageDir), 0, 0, PATIENCE_MS);
}

// The kernel looks here whether it may link packages from its cache; node itself has read it from NODE_OPTIONS.
process.execArgv.push("--preserve-symlinks");

require(path.join(folder, "lib__program.js"));
