"""The timeline view: edit operations, preview manifest, exports."""
