"""BytePlus ModelArk: Seedream stills and Seedance clips, over plain HTTP.

Its SDK repeats paid calls by default, is not safe between threads and cannot cancel a task (an empty answer breaks
it), so the three routes are spoken here.
"""
