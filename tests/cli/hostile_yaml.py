"""Cluster files that mean harm or show a clumsy hand, by kind; each is read by `check` and must end with a sentence."""

from __future__ import annotations

from tests.synthesized import ROOT

QUICKSTART = (ROOT / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")

_TAGS = (
    *("!!int abc", "!!float x", "!!bool maybe", "!!null x", "!!timestamp x", "!!seq x", "!!map [a]", "!!str 5"),
    *("!!pairs [a: 1, a: 2]", "!foo bar", "!foo {a: b}", "!<tag:x,2000:y> z", "!<> z", "!e!foo z", "!%zz z", "!é z"),
    *("!!python/name:os.system ''", "!!python/object/new:os.system [id]", "!!set [a]", "!!omap [a]", "!!binary =x"),
    *("!!omap [a: 1, a: 2]", "!!binary G1syMko=", "!!merge x", "!!value x", "!", "!!", "!!js/function x"),
)
_SCALARS = (
    *("2024-01-01", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00+99:99", "0000-01-01", "2024-01-01 25:61:61"),
    *("2001-12-14t21:59:43.10000000000000000001-05:00", "190:20:30", "190:20:30.15", "0777", "0o777", "0xFFFF"),
    *("0b1111", "1_000", "yes", "On", ".inf", "-.inf", ".nan", "1e400", "1e-400", "-0", "+1", "1e999999999999999"),
    *(f"0x{'f' * 8000}", f"0b{'1' * 20000}", f"-{'9' * 4500}", "9" * 4200, "9" * 3999, "~", "null", "''", "[]", "{}"),
    *("*x", "*", "&", "@x", "`x`", "%x", "|99\n  x", "|-+\n  x", '"\\q"', '"\\uZZZZ"', '"\\UFFFFFFFF"', '"\\x41"'),
    *('"unterminated', "'unterminated", "{a: [b", "]", "a: b: c", "!!str", '"\\N\\_\\L\\P"', '"\\0"', '"\\e[2J"'),
    *('"::error::x"', '"\\n::error::x::y"', '"##[error]x"', '"##vso[task.setvariable variable=a]b"', '"a ::error::"'),
    *(
        '"\u202eabc"',
        "a\u200bb",
        "a\u200db",
        "a\u00a0b",
        "a\u2028b",
        "a\u2029b",
        "a\x85b",
        "a\x0bb",
        "a\x7fb",
        "a\x9bb",
    ),
    *(
        "a\x1b[31mb",
        "a\x00b",
        "\ufffe",
        "\uffff",
        "\ue000",
        '"\U000e0041"',
        f'"a{chr(0x301) * 5000}"',
        "🙂",
        "x" * 500_000,
    ),
)
_MERGES = (
    *("<<: abc", "<<: [{a: 1}, {b: 2}]", "<<: [a]", "<<: ~", "<<: 5", "<<: *nope", "<<: {a: 1}\n<<: {b: 2}"),
    *('"<<": {a: 1}', "b: &b {region: us-west-2}\n<<: *b\nname: x", "a: &a\n  b: &b\n    <<: *a", "a: &a {<<: [*a]}"),
    "x: &x {kind: job}\nname: q\nworkloads:\n- <<: *x\n  name: y",
    "a0: &a0 {x: 1}\n" + "".join(f"a{n + 1}: &a{n + 1} {{<<: [*a{n}, *a{n}], k{n}: 1}}\n" for n in range(25)),
)
_ANCHORS = (
    *(
        "a: &a 1\nb: &a 2\nc: *a",
        "a: &é 1\nb: *é",
        "&a name: x\n*a : y",
        "a: &a x\n*a : 1",
        "&a name: *a",
        "&a {name: *a}",
    ),
    *("&a [*a]", f"a: &{'a' * 100_000} 1", "".join(f"a{i}: &a{i} {i}\n" for i in range(1000))),
)
_KEYS = (
    *(
        "name: a\nname: b",
        "{a: 1, a: 2}",
        "1: a\n1: b",
        "true: a\nTrue: b",
        '1: a\n"1": b',
        "~: a\nnull: b",
        "1.0: a\n1: b",
    ),
    *('"\\e[31m": a\n"\\e[31m": b', '"a\\n::error::x::": a\n"a\\n::error::x::": b', "1: 2\n3: 4", "1.5: 2", ".inf: 2"),
    *(".nan: 1", "2024-01-01: 1", "true: 1", "[a]: 1", "? [a, b]\n: 1", "? {a: b}\n: 1", "a.b.c: 1", '"a[0].b": 1'),
    *(
        '"": 1',
        '":": 1',
        "workloads:\n- ~: 1",
        "?",
        ": 1",
        "-",
        "- - - - a",
        "n\u0430me: x",
        "\uff4eame: x",
        "\u202ename: x",
    ),
    *(
        "na\u200bme: x",
        "name:\u00a0x",
        '"::error::x": 1',
        '"##vso[task.x]": 1',
        '"##[error]x": 1',
        "name : x",
        "name:x",
    ),
    *(f"{'x' * 1000}: 1", f'"{"k" * 300_000}": 1', f"? {'k' * 300_000}\n: 1", f"name: |\n{'  y' * 100_000}"),
    "workloads:\n- {name: a, kind: job, image: b, env: {1: 2}}",
    "gpu_node_groups:\n- {name: a, labels: {1: 2, true: false}}",
    "".join(f"k{number}: {number}\n" for number in range(3000)),
    "workloads:\n" + "".join(f"- {{name: w{number}, bad{number}: 1}}\n" for number in range(1000)),
)
_DOCUMENTS = (
    *(
        "---\n---\n",
        "...\n",
        "name: a\n...\nname: b",
        "---\n---\nname: x",
        "# x",
        "---",
        "null",
        "~",
        "abc",
        "5",
        "true",
    ),
    *("[]", "{}", "   ", "\t", "\n", "\ufeff", "%", "%YAML 1.1\n---\nname: no", "%YAML 1.2\n%YAML 1.2\n---\na: 1"),
    *("%FOO bar\n---\nname: x", "%TAG !e! tag:x:\n---\nname: !e!foo z", "\ufeff\ufeffname: x", "---\n\ufeffname: x"),
    *(
        "name: a\n\ufeffregion: b",
        "---\n" * 1000,
        "a:\n    b: 1\n  c: 2",
        "a:\n\tb: 1",
        "- " * 1500 + "a",
        "? " * 1500 + "a",
    ),
    *(f"a: {'[' * 199}{']' * 199}", f"a: {'{a: ' * 190}1{'}' * 190}", f'name: "{"[" * 1000}"'),
    "".join(f"{' ' * depth}a:\n" for depth in range(180)),
)
_EXTENDS = (
    *(
        "[a, b]",
        "{a: b}",
        "true",
        "2024-01-01",
        "a" * 5000,
        "a/" * 3000 + "b",
        "https://x/y.yaml",
        "~/x",
        "/etc/passwd",
    ),
    *('"\\e[2Jx"', '"a\\n::error::x::"', "", '""', "../../../../dev/zero", '"\\u202e"', "./file.yaml", "file.yaml/"),
)
# Of the VPC. Those that cannot be cut into subnets ended with a traceback.
BLOCKS = (
    *(f"10.0.0.0/{length}" for length in (0, 8, 15, 20, *range(22, 34))),
    *("10.0.0.0/-1", "10.0.0.0/255.255.0.0", "10.0.0.0/0.0.255.255", "10.0.0.1/16", "fd00::/48", "::/0", "0.0.0.0/0"),
    *('"::ffff:10.0.0.0/112"', "127.0.0.0/16", "169.254.0.0/16", "224.0.0.0/28", "255.255.255.255/32", "010.0.0.0/16"),
    *(
        '" 10.0.0.0/16"',
        '"10.0.0.0/16\\n"',
        "0x0a.0.0.0/16",
        "10.0/16",
        "10.0.0.0/016",
        '"\u0661\u0660.0.0.0/16"',
        "5",
        "5.5",
    ),
    *(
        '"10.0.0.0/\uff11\uff16"',
        "10.0.0.0/1e1",
        "167772160",
        "null",
        "[10.0.0.0/16]",
        "{a: b}",
        "true",
        '""',
        "10.0.0.0%eth0/16",
    ),
)
_NUMBERS = (
    *("9" * 3999, "1000000000000000000000000000000", "-1", "1.0", ".inf", ".nan", '"1"', "true", "[1]", "2024-01-01"),
)

TEXTS: dict[str, str] = {
    **{f"tag {text[:30]}": f"name: {text}\n" for text in _TAGS},
    **{f"scalar {text[:30]} {len(text)}": f"name: {text}\n" for text in _SCALARS},
    **{f"merge {number}": f"{text}\n" for number, text in enumerate(_MERGES)},
    **{f"anchor {number}": f"{text}\n" for number, text in enumerate(_ANCHORS)},
    **{f"key {number}": f"{text}\n" for number, text in enumerate(_KEYS)},
    **{f"document {number}": text for number, text in enumerate(_DOCUMENTS)},
    **{f"extends {number}": f"extends: {text}\nname: x\n" for number, text in enumerate(_EXTENDS)},
    **{f"block {text}": QUICKSTART.replace("network:\n", f"network:\n  cidr: {text}\n") for text in BLOCKS},
    **{f"maximum {text[:20]}": QUICKSTART.replace("max_per_zone: 1", f"max_per_zone: {text}") for text in _NUMBERS},
    **{f"lines {end!r}": QUICKSTART.replace("\n", end) for end in ("\r", "\r\n", "\n\r")},
}
