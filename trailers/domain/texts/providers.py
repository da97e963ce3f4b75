"""What providers of voices, pictures and clips answer when they do not deliver, and downloads from them."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

PROVIDERS: Mapping[str, Message] = {
    "provider.no_key": Message(
        "There is no key for {provider}.", "", "Set its key, or choose another engine for this step."
    ),
    "key.unreadable": Message(
        "The team's own key for {provider} cannot be read any more.",
        "It was encrypted under a secret that this installation no longer has.",
        "An owner enters it again on the team's keys page; then retry.",
    ),
    "key.unknown": Message("{provider} takes no key of a team's own.", "", "Choose one of the list."),
    "key.form": Message(
        "This is no key.",
        "It has blanks in it, or is too short or too long.",
        "Copy it from the provider again.",
    ),
    "key.none": Message("There is no key for {provider} to be tested.", "", "Enter one first."),
    "key.tested_lately": Message(
        "The key for {provider} was tested a moment ago.", "", "Wait ten seconds, then test it again."
    ),
    "provider.key_refused": Message(
        "{provider} does not accept the key.", "{detail}", "Check the key and its permissions."
    ),
    "provider.account": Message(
        "The account at {provider} cannot be used now.",
        "{detail}",
        "Settle it at the provider, then retry, or choose another engine.",
    ),
    "provider.quota": Message(
        "The quota at {provider} is used up.",
        "{detail}",
        "Raise it at the provider or wait for its renewal, then retry; or choose another engine.",
    ),
    "provider.model_missing": Message(
        "{provider} does not offer the model {model} to this account.",
        "{detail}",
        "Activate the model at the provider, or choose another engine.",
    ),
    "provider.rate_limited": Message(
        "{provider} asks us to slow down.", "{detail}", "It is tried again by itself; retry later if it ends."
    ),
    "provider.unavailable": Message(
        "{provider} is out of order.", "{detail}", "It is tried again by itself; retry later if it ends."
    ),
    "provider.outcome_unknown": Message(
        "Nobody can say whether {provider} took this order.",
        "{detail}",
        "Look at the provider's bill, then order it again or give it up.",
    ),
    "provider.request_refused": Message(
        "{provider} does not accept the order.", "{detail}", "Change the description or the engine."
    ),
    "provider.bad_answer": Message(
        "{provider} answered with something unusable.", "{detail}", "Look at the provider's bill, then retry."
    ),
    "provider.task_failed": Message(
        "{provider} took the order and failed.", "{detail}", "Retry, or choose another engine."
    ),
    "provider.task_expired": Message(
        "{provider} let the order expire.", "It waited in its queue for too long.", "Retry later."
    ),
    "provider.task_lost": Message(
        "{provider} does not know the order any more.",
        "Its records are kept for a few days only.",
        "Look at the provider's bill, then retry.",
    ),
    "refused.prompt": Message(
        "{provider} refuses this description.",
        "Its moderation stopped the words before anything was made. {detail}",
        "Soften the description, bring a picture or clip of your own, or choose another engine.",
    ),
    "refused.image": Message(
        "{provider} refuses the picture it was given.",
        "Its moderation stopped the picture before anything was made. {detail}",
        "Make another picture, let the still move by camera, or choose another engine.",
    ),
    "refused.output": Message(
        "{provider} made it and then withheld it.",
        "Its moderation stopped the result. {detail}",
        "Retry once, as the result differs each time; else soften the description, let the still move by "
        "camera, or bring your own.",
    ),
    "refused.person": Message(
        "{provider} refuses pictures that look like a real person.",
        "{detail}",
        "Use a drawn or stylised picture, let the still move by camera, bring a clip of your own, or choose "
        "another engine.",
    ),
    "engine.clip_too_long": Message(
        "The scene is too long for a clip by {engine}.",
        "It needs {seconds} s, and {limit_s} s is the most.",
        "Split the scene, choose another engine, or let the still move by camera.",
    ),
    "engine.picture_unfit": Message(
        "The picture does not suit {engine}.",
        "{detail}",
        "Make another picture, or choose another engine.",
    ),
    "engine.too_many_references": Message(
        "{engine} takes at most {limit} pictures as references.",
        "This order has {count}.",
        "Choose fewer references.",
    ),
    "download.forbidden_address": Message(
        "The provider named an address that may not be opened.", "{detail}", "Send us the log."
    ),
    "download.expired": Message(
        "The address of the finished file has run out.",
        "",
        "A fresh one is asked for by itself; retry if it ends.",
    ),
    "download.failed": Message(
        "The finished file could not be fetched.",
        "{detail}",
        "It is fetched again by itself; nothing is bought anew.",
    ),
    "download.too_big": Message(
        "The finished file is too big.", "The limit is {limit_mb} MB.", "Choose another engine."
    ),
    "download.wrong_type": Message(
        "The finished file is not of the expected type.", "It says {media_type}.", "Choose another engine."
    ),
}
