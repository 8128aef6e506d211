// Runs jsii's kernel in the node that Python starts. jsii's own program starts a second node for it, passes every message
// on, and keeps the text that packages print out of the messages; here one process does that.
"use strict";
const fs = require("fs");
const Module = require("module");
const path = require("path");
const threads = require("worker_threads");

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

// Files of the kernel have other names in the Python package than the kernel knows.
threads.Worker = class extends threads.Worker {
  constructor(file, ...options) {
    super(path.basename(String(file)) === "runtime-index-worker.js" ? path.join(folder, "lib__runtime-index-worker.js") : file, ...options);
  }
};

// The kernel indexes a new package in a worker, and until that is done each start reads all of its types, 131 MB of them.
// A synthesis ends before the worker does, so no later one would be faster. Here the index is made at once.
const MANIFEST = /[\\/]\.jsii\.runtime\.v1\.json$/;
const FEATURES = ["intersection-types", "class-covariant-overrides"];
const { readFileSync } = fs;

fs.readFileSync = (file, ...options) => {
  if (MANIFEST.test(file) && !fs.existsSync(file)) index(path.dirname(file));
  return readFileSync.call(fs, file, ...options);
};

// Runs the kernel's worker in this thread. Whatever it cannot index, the kernel reads without an index.
function index(packageDir) {
  const worker = path.join(folder, "lib__runtime-index-worker.js");
  const asked = { isMainThread: false, workerData: { packageDir, supportedFeatures: FEATURES }, parentPort: { postMessage() {} } };
  const load = Module._load;
  Module._load = function (request, ...others) {
    return request === "worker_threads" ? { ...threads, ...asked } : load.call(this, request, ...others);
  };
  try {
    require(worker);
  } finally {
    Module._load = load;
    delete require.cache[worker];
  }
}

// The kernel looks here whether it may link packages from its cache; node itself has read it from NODE_OPTIONS.
process.execArgv.push("--preserve-symlinks");

require(path.join(folder, "lib__program.js"));
