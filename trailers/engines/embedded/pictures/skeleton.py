"""Bodies as joints: poses per action, gaits by phase. Pure geometry, standard library only.

A figure stands on (0, 0), is 1 high, y up, looking along +x. Limb angles are degrees from straight down, positive
forward; a joint's second angle is its bend.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pose:
    lean: float = 2
    """Of the back, forward."""
    nod: float = 4
    """Of the head against the back, forward."""
    arm_near: tuple[float, float] = (4, 14)
    arm_far: tuple[float, float] = (-6, 10)
    leg_near: tuple[float, float] = (-5, 4)
    leg_far: tuple[float, float] = (7, 4)
    root: Point = (0.0, 0.0)
    """Where the lowest point of the body rests, x shifted and lifted."""
    turn: float = 0.45
    """How much of the chest is turned to us: 0 a profile, 1 full front or back."""
    toes: float = 0
    """Degrees that the feet point down."""
    seat: float = 0.0
    """Height of what it sits on; 0 when it sits on nothing."""
    roll: float = 0.0
    """The whole body tipped forward about its root."""


POSES: dict[str, Pose] = {
    "": Pose(),
    "stand": Pose(),
    "walk": Pose(lean=4),
    "run": Pose(lean=16, nod=-6, turn=0.25),
    "sit": Pose(
        lean=9, nod=14, arm_near=(10, 40), arm_far=(17, 42), leg_near=(82, 80), leg_far=(76, 70), seat=0.27
    ),
    "kneel": Pose(
        lean=14, nod=24, arm_near=(26, 34), arm_far=(38, 36), leg_near=(4, 92), leg_far=(84, 88), turn=0.3
    ),
    "reach": Pose(
        lean=12, nod=-4, arm_near=(88, 8), arm_far=(-18, 22), leg_near=(-20, 6), leg_far=(22, 16), turn=0.25
    ),
    "fall": Pose(
        lean=-38,
        nod=-24,
        arm_near=(152, 24),
        arm_far=(-112, -20),
        leg_near=(58, 44),
        leg_far=(20, 66),
        root=(0, 0.30),
        turn=0.2,
    ),
    "hold": Pose(lean=4, nod=22, arm_near=(24, 92), arm_far=(34, 84)),
    "look_up": Pose(lean=-7, nod=-36, arm_near=(-8, 8), arm_far=(-16, 6), leg_near=(-7, 2), leg_far=(8, 2)),
    "turn_away": Pose(lean=3, nod=10, turn=0.95),
    "climb": Pose(
        lean=16, nod=-22, arm_near=(150, 18), arm_far=(118, 44), leg_near=(8, 14), leg_far=(84, 92), turn=0.15
    ),
    "lie": Pose(
        lean=0,
        nod=8,
        arm_near=(12, 18),
        arm_far=(26, 30),
        leg_near=(6, 8),
        leg_far=(34, 62),
        turn=0.3,
        roll=-88,
    ),
    "fight": Pose(
        lean=20, nod=-2, arm_near=(64, 62), arm_far=(96, 10), leg_near=(-34, 14), leg_far=(38, 38), turn=0.2
    ),
    "embrace": Pose(
        lean=6, nod=14, arm_near=(-6, 98), arm_far=(8, 84), leg_near=(-4, 3), leg_far=(5, 4), turn=0.2
    ),
    "drive": Pose(
        lean=-6, nod=4, arm_near=(58, 28), arm_far=(64, 22), leg_near=(70, 60), leg_far=(74, 54), seat=0.2
    ),
    "row": Pose(
        lean=18, nod=4, arm_near=(68, 20), arm_far=(74, 16), leg_near=(66, 56), leg_far=(72, 52), seat=0.16
    ),
    "ride": Pose(
        lean=3, nod=4, arm_near=(34, 46), arm_far=(42, 40), leg_near=(44, 46), leg_far=(50, 40), seat=0.43
    ),
    "read": Pose(lean=7, nod=30, arm_near=(24, 82), arm_far=(36, 76)),
    "dance": Pose(
        lean=-5,
        nod=-10,
        arm_near=(118, 26),
        arm_far=(-74, -26),
        leg_near=(-16, 22),
        leg_far=(26, 60),
        turn=0.5,
    ),
}


@dataclass(frozen=True, slots=True)
class Joints:
    hip: Point
    neck: Point
    head: Point
    tilt: float
    """Of the head, degrees forward."""
    shoulders: tuple[Point, Point]
    """near, far; so with the pairs below."""
    elbows: tuple[Point, Point]
    hands: tuple[Point, Point]
    hips: tuple[Point, Point]
    knees: tuple[Point, Point]
    ankles: tuple[Point, Point]
    toes: tuple[Point, Point]
    lean: float
    turn: float
    seat: float


def pose_of(action: str, phase: float = 0.0, stoop: float = 0.0, variant: int = 0) -> Pose:
    """The pose of an action; walking and running step on with `phase` (one whole stride per 1.0)."""
    pose = POSES.get(action, POSES["stand"])
    swing = math.sin(2 * math.pi * phase)
    rise = math.cos(2 * math.pi * phase)
    if action == "walk":
        pose = replace(
            pose,
            leg_near=(24 * swing, 6 + 40 * max(0.0, rise)),
            leg_far=(-24 * swing, 6 + 40 * max(0.0, -rise)),
            arm_near=(-20 * swing, 14 + 8 * max(0, -swing)),
            arm_far=(20 * swing, 14 + 8 * max(0, swing)),
        )
    elif action == "run":
        pose = replace(
            pose,
            leg_near=(12 + 44 * swing, 22 + 76 * max(0.0, rise)),
            leg_far=(12 - 44 * swing, 22 + 76 * max(0.0, -rise)),
            arm_near=(-46 * swing, 84),
            arm_far=(46 * swing, 84),
            root=(0, 0.02 * abs(rise)),
        )
    elif action == "row":
        pose = replace(
            pose,
            lean=18 + 16 * swing,
            arm_near=(70 - 6 * swing, 18 + 22 * max(0, -swing)),
            arm_far=(76 - 6 * swing, 14 + 22 * max(0, -swing)),
        )
    elif action == "dance":
        pose = replace(
            pose, lean=-5 + 5 * swing, arm_near=(118 + 12 * rise, 26), arm_far=(-74 + 12 * swing, -26)
        )
    elif action in ("", "stand") and variant % 3 == 1:
        pose = replace(pose, arm_near=(-16, 58), leg_near=(-2, 2), leg_far=(11, 8))
    elif action in ("", "stand") and variant % 3 == 2:
        pose = replace(pose, nod=14, arm_near=(6, 6), arm_far=(2, 6), turn=0.7)
    breath = 0.7 * math.sin(2 * math.pi * phase) if action not in ("walk", "run", "row", "dance") else 0.0
    return replace(pose, lean=pose.lean + stoop * 0.7 + breath, nod=pose.nod + stoop * 0.6)


def joints_of(pose: Pose) -> Joints:
    """Forward kinematics, then the body set down so that its lowest point touches the ground."""
    t = pose.turn
    hip = (0.0, 0.0)
    neck = _up(hip, pose.lean, 0.305)
    tilt = pose.lean + pose.nod
    head = _up(_up(neck, pose.lean + pose.nod * 0.5, 0.045), tilt, 0.058)
    across = 0.030 + 0.075 * t
    mid = _up(hip, pose.lean, 0.272)
    shoulders = ((mid[0] - across * 0.9, mid[1]), (mid[0] + across, mid[1] - 0.004))
    elbows, hands = _pair(shoulders, (pose.arm_near, pose.arm_far), 0.168, 0.150, 1)
    spread = 0.010 + 0.038 * t
    hips = ((-spread, 0.0), (spread, 0.0))
    knees, ankles = _pair(hips, (pose.leg_near, pose.leg_far), 0.250, 0.240, -1)
    toes = tuple(
        _down(ankle, leg[0] - leg[1] + 78 - pose.toes - (0 if leg[1] < 60 else 40), 0.072)
        for ankle, leg in zip(ankles, (pose.leg_near, pose.leg_far), strict=True)
    )
    raw = Joints(
        hip,
        neck,
        head,
        tilt,
        shoulders,
        elbows,
        hands,
        hips,
        knees,
        ankles,
        (toes[0], toes[1]),
        pose.lean,
        t,
        pose.seat,
    )
    return _settle(raw, pose)


def _settle(joints: Joints, pose: Pose) -> Joints:
    roll = math.radians(pose.roll)
    c, s = math.cos(roll), math.sin(roll)

    def spin(p: Point) -> Point:
        return (p[0] * c + p[1] * s, -p[0] * s + p[1] * c)

    turned = _map(joints, spin)
    if pose.roll:
        low = (
            min(p[1] for p in (turned.hip, turned.neck, *turned.knees, *turned.ankles, *turned.hands)) - 0.035
        )
    elif pose.seat:
        low = turned.hip[1] - 0.07 - pose.seat
    else:
        low = min(p[1] for p in (*turned.ankles, *turned.toes, *turned.knees)) - 0.022
    dx = -turned.hip[0] * (0 if pose.roll else 1) + pose.root[0]
    moved = _map(turned, lambda p: (p[0] + dx, p[1] - low + pose.root[1]))
    return replace(moved, tilt=joints.tilt + pose.roll, lean=joints.lean + pose.roll)


def _map(j: Joints, call: Callable[[Point], Point]) -> Joints:
    def both(pair: tuple[Point, Point]) -> tuple[Point, Point]:
        return call(pair[0]), call(pair[1])

    return replace(
        j, hip=call(j.hip), neck=call(j.neck), head=call(j.head), shoulders=both(j.shoulders), elbows=both(j.elbows),
        hands=both(j.hands), hips=both(j.hips), knees=both(j.knees), ankles=both(j.ankles), toes=both(j.toes),
    )  # fmt: skip


def _pair(
    starts: tuple[Point, Point],
    limbs: tuple[tuple[float, float], tuple[float, float]],
    upper: float,
    lower: float,
    sign: int,
) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
    mids = tuple(_down(start, limb[0], upper) for start, limb in zip(starts, limbs, strict=True))
    ends = tuple(_down(mid, limb[0] + sign * limb[1], lower) for mid, limb in zip(mids, limbs, strict=True))
    return (mids[0], mids[1]), (ends[0], ends[1])


def _down(p: Point, degrees: float, length: float) -> Point:
    a = math.radians(degrees)
    return (p[0] + length * math.sin(a), p[1] - length * math.cos(a))


def _up(p: Point, degrees: float, length: float) -> Point:
    a = math.radians(degrees)
    return (p[0] + length * math.sin(a), p[1] + length * math.cos(a))
