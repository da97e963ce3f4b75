"""/api/v1/: what the pages do, for programs. It calls the same services and selectors and decides nothing itself."""
