"""A film for other programs: cut lists, captions, renders in other formats, and the package for an editor."""
