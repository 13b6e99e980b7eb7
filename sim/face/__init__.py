"""The Mesa face: a world of one replicate as a Mesa model, with powers and clients as its agents."""

from __future__ import annotations

from sim.face.deciding import Decision, Offer
from sim.face.model import ClientState, GreatPower, SphereModel

__all__ = ["ClientState", "Decision", "GreatPower", "Offer", "SphereModel"]
