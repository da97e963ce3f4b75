"""Make trailers/media/song/beatnet.npz from the wheel of BeatNet 1.1.3. Needed only when the file is lost.

    python -m pip download --no-deps BeatNet==1.1.3 -d /tmp/wheels
    python scripts/beatnet_weights.py /tmp/wheels/BeatNet-1.1.3-py3-none-any.whl

The checkpoints are read without torch: a zip with a pickle of names and raw little-endian float32 beside it. Of
what a pickle could call, only the three names that such a file needs are let through. Tensors of the three nets
are stacked, so that one multiplication serves all three. The same wheel always gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np

OUT = Path(__file__).resolve().parents[1] / "trailers/media/song/beatnet.npz"
SHA256 = {
    "model_1_weights.pt": "619091bc317ca3e83b45591d46f6de3d5a41588bcb39fe9fe7be30cffa6aca84",
    "model_2_weights.pt": "5878a18c079fa0b0139879b14ed2b5b7595faef8c3d16210aed141fd00fa2d58",
    "model_3_weights.pt": "0c52a074ea38e8cb4a760ecfa3747c9cf91a1e3cd19f238eed80b0de763989ca",
}
_EPOCH = (1980, 1, 1, 0, 0, 0)


class _Tensors(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{folder}/data.pkl")))
        self._archive, self._folder = archive, folder

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name == "FloatStorage":
            return name
        raise pickle.UnpicklingError(f"a checkpoint has no business with {module}.{name}")

    def persistent_load(self, pid: Any) -> np.ndarray:
        return np.frombuffer(self._archive.read(f"{self._folder}/data/{pid[2]}"), "<f4")


def _tensor(storage: np.ndarray, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: Any) -> Any:
    steps = [4 * step for step in stride]
    return np.lib.stride_tricks.as_strided(storage[offset:], size, steps).copy()


def checkpoint(data: bytes) -> dict[str, np.ndarray]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    folder = archive.namelist()[0].split("/")[0]
    return dict(_Tensors(archive, folder).load())


def main(wheel: Path) -> None:
    models = []
    with zipfile.ZipFile(wheel) as archive:
        for name, wanted in SHA256.items():
            data = archive.read(f"BeatNet/models/{name}")
            if hashlib.sha256(data).hexdigest() != wanted:
                raise SystemExit(f"{name} is not the file that is known")
            models.append(checkpoint(data))
    with zipfile.ZipFile(OUT, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for key in sorted(models[0]):
            member = io.BytesIO()
            np.lib.format.write_array(member, np.stack([model[key] for model in models]).astype("<f4"))
            out.writestr(zipfile.ZipInfo(f"{key}.npy", _EPOCH), member.getvalue(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
