"""fal.ai: a second source of stills and clips, by its queue over plain HTTP.

Its client sends an order up to ten times, which cannot be turned off, so the queue's four routes are spoken here.
"""
