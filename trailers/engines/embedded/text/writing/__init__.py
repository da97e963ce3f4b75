"""From a story to spoken lines, cards and pictures."""
