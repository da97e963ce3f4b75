"""The fixed terms that script passes write and picture engines read."""

from __future__ import annotations

GENRES = ("drama", "thriller", "noir", "horror", "science_fiction", "fantasy", "romance", "comedy",
          "adventure", "war", "western", "documentary")  # fmt: skip
SETTINGS = ("city", "street", "interior", "forest", "mountain", "coast", "sea", "desert", "field", "village",
            "space", "underground", "industrial", "road", "river", "ruins")  # fmt: skip
TIMES = ("dawn", "day", "dusk", "night")
WEATHERS = ("clear", "rain", "snow", "fog", "storm", "wind", "dust")
SHOT_SIZES = ("extreme_wide", "wide", "medium", "close", "insert")
ACTIONS = ("stand", "walk", "run", "sit", "kneel", "reach", "fall", "hold", "look_up", "turn_away", "climb",
           "lie", "fight", "embrace", "drive", "row", "read", "dance")  # fmt: skip
MOVES = ("hold", "push_in", "pull_out", "pan_left", "pan_right", "tilt_up", "tilt_down", "drift", "handheld")
LOOKS = ("noir", "colour")
OBJECTS = ("boat", "lighthouse", "house", "tower", "bridge", "car", "train", "door", "window", "lamp", "letter",
           "key", "gun", "knife", "phone", "book", "map", "clock", "photograph", "tree", "fire", "bird", "dog",
           "horse", "grave", "cross", "ship", "plane", "rocket", "planet", "machine", "screen", "chair", "bed",
           "table", "piano", "mirror", "rope", "flag", "tent", "well", "fence", "stairs", "crowd", "child")  # fmt: skip
