"""Use cases: the only writers. One transaction each, keyword-only, every state change guarded."""
