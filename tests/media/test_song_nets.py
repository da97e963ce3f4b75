"""The beat nets in numpy against ONNX Runtime's own operators, and the spectrogram they hear."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from trailers.media.song import beatnet
from trailers.media.song.beatnet import activations, class_probabilities
from trailers.media.song.spectrogram import BANDS, beat_spectrogram, filterbank

WEIGHTS = dict(np.load(Path(beatnet.__file__).with_name("beatnet.npz")))


def onnx_net(model: int) -> onnxruntime.InferenceSession:
    """One of the three nets built from standard operators: Conv, MaxPool, Gemm, LSTM (whose gates stand in
    another order), Softmax."""
    w = {name: values[model] for name, values in WEIGHTS.items()}

    def gates(matrix: np.ndarray) -> np.ndarray:
        let_in, keep, fresh, show = np.split(matrix, 4)
        return np.concatenate([let_in, show, keep, fresh])

    tensors = {
        "cw": w["conv1.weight"], "cb": w["conv1.bias"],
        "lw": w["linear0.weight"].T, "lb": w["linear0.bias"],
        "ow": w["linear.weight"].T, "ob": w["linear.bias"],
        "flat": np.array([-1, 262], np.int64), "seq": np.array([-1, 1, 150], np.int64),
        "row": np.array([-1, 150], np.int64),
    }  # fmt: skip
    nodes = [
        helper.make_node("Conv", ["x", "cw", "cb"], ["c"], kernel_shape=[10]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("MaxPool", ["r"], ["p"], kernel_shape=[2], strides=[2]),
        helper.make_node("Reshape", ["p", "flat"], ["f"]),
        helper.make_node("Gemm", ["f", "lw", "lb"], ["g"]),
        helper.make_node("Reshape", ["g", "seq"], ["h0"]),
    ]
    for n, layer in enumerate(("l0", "l1")):
        tensors[f"w{n}"] = gates(w[f"lstm.weight_ih_{layer}"])[None]
        tensors[f"r{n}"] = gates(w[f"lstm.weight_hh_{layer}"])[None]
        biases = [gates(w[f"lstm.bias_{kind}_{layer}"]) for kind in ("ih", "hh")]
        tensors[f"b{n}"] = np.concatenate(biases)[None]
        nodes.append(
            helper.make_node("LSTM", [f"h{n}", f"w{n}", f"r{n}", f"b{n}"], [f"y{n}"], hidden_size=150)
        )
        nodes.append(helper.make_node("Reshape", [f"y{n}", "seq"], [f"h{n + 1}"]))
    nodes += [
        helper.make_node("Reshape", ["h2", "row"], ["last"]),
        helper.make_node("Gemm", ["last", "ow", "ob"], ["s"]),
        helper.make_node("Softmax", ["s"], ["out"], axis=1),
    ]
    graph = helper.make_graph(
        nodes, "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1, 272])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["n", 3])],
        [onnx.numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in tensors.items()],
    )  # fmt: skip
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(made.SerializeToString(), options)


def test_nets_are_what_standard_operators_make_of_the_weights() -> None:
    features = np.abs(np.random.default_rng(7).standard_normal((300, 272))).astype(np.float32)
    wanted = np.mean([onnx_net(n).run(None, {"x": features[:, None]})[0] for n in range(3)], axis=0)
    found = class_probabilities(features)
    assert found.shape == (300, 3)
    np.testing.assert_allclose(found, wanted, atol=2e-5)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    assert float(np.ptp(found[:, 2])) > 0.1, "the nets must hear a difference somewhere"


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    mono = np.random.default_rng(3).standard_normal(22_050 * 3).astype(np.float32) * 0.1
    whole = activations(mono)
    for module in ("spectrogram", "beatnet"):
        monkeypatch.setattr(f"trailers.media.song.{module}._BLOCK", 37)
    parts = activations(mono)
    np.testing.assert_allclose(parts.beat, whole.beat, atol=1e-5)
    np.testing.assert_allclose(parts.downbeat, whole.downbeat, atol=1e-5)


def test_the_filterbank_has_the_bands_that_the_nets_learned() -> None:
    filters = filterbank()
    assert filters.shape == (705, BANDS)
    np.testing.assert_allclose(filters.sum(axis=0), 1, atol=1e-6)
    centres = filters.argmax(axis=0) * 22_050 / 1_410
    np.testing.assert_allclose(centres[[0, 1, 2, -1]], [46.9, 62.6, 78.2, 10_853], rtol=2e-3)


@pytest.mark.parametrize(("samples", "frames"), [(441, 1), (442, 2), (44_100, 100), (22_050 * 60, 3_000)])
def test_fifty_frames_a_second(samples: int, frames: int) -> None:
    assert beat_spectrogram(np.zeros(samples, np.float32)).shape == (frames, 272)


def test_a_click_is_in_the_frame_centred_on_it() -> None:
    mono = np.zeros(22_050, np.float32)
    mono[441 * 20] = 1.0
    found = beat_spectrogram(mono)
    assert int(found[:, :BANDS].sum(axis=1).argmax()) == 20
    assert (found[:, BANDS:] >= 0).all() and not found[0, BANDS:].any()
    assert set(np.flatnonzero(found[:, BANDS:].sum(axis=1) > 1e-6)) == {19, 20}


def test_silence_is_no_beat() -> None:
    heard = activations(np.zeros(22_050 * 4, np.float32))
    assert float(heard.beat[50:].max()) < 0.5
