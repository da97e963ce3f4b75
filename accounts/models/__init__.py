"""Rows of people and money, one module per subject."""

from .append_only import AppendOnlyModel
from .invitation import Invitation
from .ledger import LedgerEntry, SpendingSwitch
from .team import Membership, Team
from .token import ApiToken
from .user import User

__all__ = [
    "ApiToken",
    "AppendOnlyModel",
    "Invitation",
    "LedgerEntry",
    "Membership",
    "SpendingSwitch",
    "Team",
    "User",
]
