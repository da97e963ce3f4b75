"""How the embedded voice reads: text to words, words to sounds, sounds to a delivered line."""
