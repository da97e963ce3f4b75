"""The product: a build graph of artifacts over one clock."""
