// Unpacks jsii's packages with less work for the file system, which takes most of the time on a new machine.
"use strict";
const fs = require("fs");

// Node reads no declarations of TypeScript, source maps or documents. They are two fifths of the files of new packages,
// and none of them is written. No descriptor of the system is negative.
const UNREAD = /\.(?:d\.[cm]?ts|map|md)$/;
const NOWHERE = -1;
const { lstatSync, mkdirSync, openSync } = fs;

fs.openSync = (file, flags, ...mode) =>
  flags !== "r" && UNREAD.test(file) ? NOWHERE : openSync.call(fs, file, flags, ...mode);

for (const name of ["writeSync", "futimesSync", "fchownSync", "closeSync"]) {
  const present = fs[name];
  // An unpacked text is written at once; what the others return is not used.
  fs[name] = (file, ...values) => (file === NOWHERE ? values[0]?.length : present.call(fs, file, ...values));
}

// For each file, the kernel makes every folder above it and looks whether the file is there. To learn that a folder is
// there from the system, and to describe where that was found out, takes longer than to write the file.
const THERE = Object.assign(new Error("the folder is there"), { code: "EEXIST" });
const ABSENT = Object.assign(new Error("the file is not written"), { code: "ENOENT" });
const made = new Set();

fs.mkdirSync = (folder, ...mode) => {
  if (mode[0]?.recursive) return mkdirSync.call(fs, folder, ...mode);
  if (made.has(folder)) throw THERE;
  const result = mkdirSync.call(fs, folder, ...mode);
  made.add(folder);
  return result;
};

fs.lstatSync = (file, ...options) => {
  if (UNREAD.test(file) && !options.length) throw ABSENT;
  return lstatSync.call(fs, file, ...options);
};
