"""Songs: taken in as one exact decode, then heard: beats, bars, sections, energy, events.

`intake` makes the copy that everything is measured on, `child` runs `analyse` on it in a process of its own.
"""
