"""Provider bindings that load when they are used.

A provider package has about 2,300 modules and loads every one of them on first touch, once in Python and once in
node. `python` and `node` each turn off one of the two; see docs/decisions/0003-lazy-bindings.md.
"""
