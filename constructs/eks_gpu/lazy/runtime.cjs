// Runs jsii's kernel in the node that Python starts. jsii's own program starts a second node for it, passes every message
// on, and keeps the text that packages print out of the messages; here one process does that.
"use strict";
const fs = require("fs");
const path = require("path");
const threads = require("worker_threads");

// The kernel reads and writes messages on this descriptor, which is a socket to jsii's program.
const MESSAGES = 3;
const folder = process.env.EKS_GPU_JSII_KERNEL;

for (const [name, own] of Object.entries({ readSync: 0, writeSync: 1 })) {
  const original = fs[name];
  fs[name] = (file, ...others) => original.call(fs, file === MESSAGES ? own : file, ...others);
}

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

// The kernel looks here whether it may link packages from its cache; node itself has read it from NODE_OPTIONS.
process.execArgv.push("--preserve-symlinks");

require(path.join(folder, "lib__program.js"));
