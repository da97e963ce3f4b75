"""English sentences taken apart by rules: words, tags, clauses."""
