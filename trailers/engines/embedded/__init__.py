"""Engines that need no key and no network: they compute voice, score, pictures and film."""
