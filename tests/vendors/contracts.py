"""Bodies held against the vendors' contracts.

With CUELOCK_CONTRACTS, the folder where the vendors' machine-readable documents lie, a body is validated against the
document; without it against the fields that we have stored: what is required, and the type of everything allowed.
The documents are not ours to ship, so the second way is what a fresh checkout has; both must pass.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

VARIABLE = "CUELOCK_CONTRACTS"


@dataclass(frozen=True)
class Fields:
    """What a body may hold. A rule is a type, a tuple of types, a set of allowed values, or (low, high) in `between`."""

    required: Mapping[str, Any]
    optional: Mapping[str, Any] = field(default_factory=dict)
    between: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def problems(self, body: Mapping[str, Any]) -> list[str]:
        rules = {**self.required, **self.optional}
        found = [f"{name} is missing" for name in self.required if name not in body]
        found += [f"{name} is unknown" for name in body if name not in rules]
        for name in rules.keys() & body.keys():
            rule, value = rules[name], body[name]
            fits = value in rule if isinstance(rule, set | frozenset) else isinstance(value, rule)
            if not fits or (isinstance(value, bool) and rule is int):
                found.append(f"{name} may not be {value!r:.80}")
            low, high = self.between.get(name, (None, None))
            if low is not None and high is not None and not low <= value <= high:
                found.append(f"{name} is {value!r}, not from {low} to {high}")
        return found


def problems(document: str, schema: str, fields: Fields, body: Any) -> list[str]:
    """What is wrong with `body`: by our stored fields always, by the document's schema too where it lies."""
    found = fields.problems(body)
    validator = _validator(os.environ.get(VARIABLE, ""), document, schema) if schema else None
    if validator is not None:
        found += [f"{'.'.join(map(str, e.path))}: {e.message:.200}" for e in validator.iter_errors(body)]
    return found


@cache
def _validator(folder: str, document: str, schema: str) -> Draft202012Validator | None:
    if not folder:
        return None
    components = json.loads((Path(folder) / document).read_text())["components"]
    assert schema in components["schemas"], f"{document} knows no {schema}"
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": components})
