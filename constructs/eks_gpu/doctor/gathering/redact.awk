# Keeps the fields of pretty-printed JSON (kubectl, aws) that `eks-gpu doctor` reads, and drops everything else.
#
# `kept` names each field that stays: its keys from the root, joined by dots, without places in lists and without the
# `items` of a list; the names are separated by spaces. `*` as last key stands for any key. A line that has not the form
# of pretty-printed JSON is blanked. mawk must be able to run this, and its patterns know no {m,n}.

function opens(text) { return text ~ /[[{]$/ }

# Lines come without their comma and get it back when a sibling follows.
function emit(line, closes) {
  if (pending != "") print pending ((closes || !depth || opens(pending)) ? "" : ",")
  pending = line
}

# Of arguments: options, options that are set to a switch, a number or a duration, and the autoscaler's own.
function argument(text) {
  if (text ~ /^"--?[A-Za-z][A-Za-z0-9-]*"$/) return text
  if (text ~ /^"--?[A-Za-z][A-Za-z0-9-]*=(true|false|[0-9]?[0-9]?[0-9]?[0-9]?[0-9]?(\.[0-9][0-9]?)?[smh]?)"$/) return text
  if (text ~ /^"--(cloud-provider|expander|node-group-auto-discovery|nodes|balancing-ignore-label|mig-strategy)=/) return text
  if (text ~ /^"--?[A-Za-z][A-Za-z0-9-]*=/) return substr(text, 1, index(text, "=")) "blanked\""
  return "\"blanked\""
}

# The message with which a container ended is the application's, unless the container never started.
function allowed(path, text) {
  if (path ~ /\.terminated\.message$/) return text ~ /^"(failed to |OCI runtime|error during container init|Error: failed)/
  # Whether a permission has a condition is read, its values are not.
  if (path ~ /^PolicyDocument\.Statement\.Condition\./) return 0
  if (path ~ /\.Tags\.Value$/) return tag ~ /^"(k8s\.io\/|kubernetes\.io\/|eks:|eks-gpu\.io\/)/
  return 1
}

function stays(path, parent) { return (path in field) || ((parent ".*") in field) }

BEGIN {
  count = split(kept, lines, " ")
  for (at = 1; at <= count; at++) {
    field[lines[at]] = 1
    path = lines[at]
    while (path ~ /\./) { sub(/\.[^.]*$/, "", path); way[path] = 1 }
  }
  depth = 0; skipping = 0; where[0] = ""
}

{
  match($0, /^ */); lead = substr($0, 1, RLENGTH); text = substr($0, RLENGTH + 1)
  sub(/,$/, "", text)
  if (skipping) {
    if (opens(text)) skipping++
    else if (text ~ /^[]}]$/) skipping--
    next
  }
  if (text ~ /^[]}]$/) { emit(lead text, 1); if (depth) depth--; next }
  key = ""; path = where[depth]
  if (match(text, /^"([^"\\]|\\.)*": /)) {
    key = substr(text, 1, RLENGTH); text = substr(text, RLENGTH + 1)
    name = substr(key, 2, length(key) - 4)
    if (!(name == "items" && path == "")) path = path (path == "" ? "" : ".") name
  }
  whole = inside[depth] || stays(path, where[depth])
  if (opens(text)) {
    if (path == "" || (path in way) || whole) { emit(lead key text, 0); where[++depth] = path; inside[depth] = whole }
    else skipping = 1
    next
  }
  if (path ~ /\.Tags\.Key$/) tag = text
  scalar = text ~ /^("([^"\\]|\\.)*"|-?[0-9.eE+-]+|true|false|null|\{\}|\[\])$/
  if (text ~ /^(\{\}|\[\])$/ && (path == "" || (path in way))) whole = 1
  if (key != "" && !whole) next
  if (!scalar || !whole || !allowed(path, text)) text = "\"blanked\""
  if (path ~ /(^|\.)(args|command)$/) text = argument(text)
  emit(lead key text, 0)
}

END { if (pending != "") print pending }
