"""Field masks: which parts of an answer are wanted, which parts of a cell are written.

All spellings are taken: `a.b`, `a/b`, `a(b,c)`, `a.b(c)`, `*`. A mask is read once and then
walked together with the JSON.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local_sheets.errors import bad_fields
from local_sheets.schema import fields_of

_TOKEN = re.compile(r"[A-Za-z_$@][\w$@-]*|\*|[(),./]|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A tree of wanted names; `everything` means this part whole."""

    everything: bool = False
    children: Mapping[str, "Mask"] = field(default_factory=dict)

    def child(self, name: str) -> "Mask | None":
        """The mask of one part, or None when it is not wanted."""
        return ALL if self.everything else self.children.get(name)

    def wants(self, name: str) -> bool:
        """Whether a part is wanted at all."""
        return self.everything or name in self.children

    def of(self, value: Any) -> Any:
        """The wanted parts of a JSON value; lists keep their length, the value is not changed."""
        if self.everything:
            return value
        if isinstance(value, list | tuple):
            return [self.of(part) for part in value]
        if not isinstance(value, Mapping):
            return value
        return {name: mask.of(value[name]) for name, mask in self.children.items() if name in value}

    def paths(self, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
        """The paths of the leaves, in order."""
        if self.everything:
            return [prefix]
        return [
            path for name, mask in self.children.items() for path in mask.paths((*prefix, name))
        ]


ALL = Mask(everything=True)


def parse_mask(text: str | None) -> Mask:
    """The mask that a text spells; none or an empty text wants everything.

    Raises Google's 400 for a text that cannot be read.
    """
    if not text or not text.strip():
        return ALL
    tokens = _tokens(text)
    tree, rest = _listed(tokens, 0, text)
    if rest != len(tokens):
        raise bad_fields(text)
    return _frozen(tree)


def check_mask(mask: Mask, api: str, schema: str) -> None:
    """Refuse a mask that names what the answer cannot hold."""
    _check(mask, api, f"#{schema}", ())


_Tree = dict[str, Any]


def _tokens(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text:
        raise bad_fields(text)
    return [token for token in tokens if not token.isspace()]


def _listed(tokens: list[str], at: int, text: str) -> tuple[_Tree, int]:
    """Paths separated by commas, up to a closing bracket or the end."""
    tree: _Tree = {}
    while True:
        at = _path(tokens, at, tree, text)
        if at >= len(tokens) or tokens[at] != ",":
            return tree, at
        at += 1


def _path(tokens: list[str], at: int, tree: _Tree, text: str) -> int:
    """One path with what stands in brackets behind it; adds it to the tree."""
    while True:
        if at >= len(tokens) or tokens[at] in "(),./":
            raise bad_fields(text)
        branch = tree.setdefault(tokens[at], {})
        at += 1
        follows = tokens[at] if at < len(tokens) else ""
        if follows in {".", "/"}:
            tree, at = branch, at + 1
        elif follows == "(":
            inner, at = _listed(tokens, at + 1, text)
            if at >= len(tokens) or tokens[at] != ")":
                raise bad_fields(text)
            _merge(branch, inner)
            return at + 1
        else:
            branch["*"] = {}
            return at


def _merge(branch: _Tree, inner: _Tree) -> None:
    for name, part in inner.items():
        _merge(branch.setdefault(name, {}), part)


def _frozen(tree: _Tree) -> Mask:
    if "*" in tree:
        return ALL
    return Mask(children={name: _frozen(part) for name, part in tree.items()})


def _check(mask: Mask, api: str, kind: Any, path: tuple[str, ...]) -> None:
    if mask.everything:
        return
    fields = _fields(api, kind)
    for name, child in mask.children.items():
        place = (*path, name)
        if fields is None or name not in fields:
            raise bad_fields(".".join(place))
        _check(child, api, fields[name], place)


def _fields(api: str, kind: Any) -> Mapping[str, Any] | None:
    if isinstance(kind, str):
        return fields_of(api, kind[1:]) if kind[0] == "#" else None
    if "list" in kind:
        return _fields(api, kind["list"])
    inline: Mapping[str, Any] | None = kind.get("message")
    return inline
