"""The words whose meaning Python knows: the shape of a profile, the same for every occupation."""

from __future__ import annotations

from typing import Literal, get_args

EducationLevel = Literal["none", "high-school", "certificate", "associate", "bachelor", "master", "doctorate"]
KnownEducationStatus = Literal["completed", "in-progress", "withdrawn"]
EducationStatus = Literal[KnownEducationStatus, "unknown"]
"""``unknown``: something was said of it that is not understood."""
Supervision = Literal["none", "informal", "formal"]
KnownCertificationStatus = Literal["active", "in-progress", "lapsed", "revoked"]
CertificationStatus = Literal[KnownCertificationStatus, "unknown"]

EDUCATION_LEVELS: tuple[str, ...] = get_args(EducationLevel)
"""Lowest first."""
SUPERVISION: tuple[str, ...] = get_args(Supervision)
USUAL_AREA = "usual"
"""The area of work meant by bare years (``experience: 3``): the rulebook says which area that is."""
