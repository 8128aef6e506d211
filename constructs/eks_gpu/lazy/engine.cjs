// Loaded into node before the engine, so that a stack of ours makes its readable addresses here: asking Python for each
// takes three messages for every element, which were half of all messages of a synthesis.
"use strict";
const Module = require("module");
const util = require("util");

// The engine calls it for outputs, and node would tell the user of every synthesis that it is deprecated.
util.isArray = Array.isArray;

const STACK = /[\\/]cdkt[fn][\\/](?:[^\\/]+[\\/]){0,2}lib[\\/]terraform-stack\.js$/;
// Set by ClusterStack (eks_gpu.stacks.base), whose method says what an address is; other stacks keep the engine's.
const CONTEXT = "eks-gpu/readable-addresses";
const original = Module._extensions[".js"];

Module._extensions[".js"] = function (module, filename) {
  original(module, filename);
  if (!STACK.test(filename)) return;
  const { prototype } = module.exports.TerraformStack;
  const hashed = prototype.allocateLogicalId;
  prototype.allocateLogicalId = function (element) {
    if (!this.node.tryGetContext(CONTEXT)) return hashed.call(this, element);
    const { path } = element.node ?? element;
    return path.split("/").slice(1).join("_").replace(/[^A-Za-z0-9_-]/gu, "-");
  };
};
