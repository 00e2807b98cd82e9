"""Needs, handovers and money: who asked for what, who got which computer under which rule, what was paid."""

from rebond.distribution.models.handovers import (
    AfterSale,
    Alternative,
    FollowUp,
    Handover,
    HandoverItem,
    Loan,
    Recipient,
    Renewal,
    Reservation,
    Return,
    SignedPaper,
)
from rebond.distribution.models.money import GridPrice, Instalment, Payment, TillDay
from rebond.distribution.models.needs import (
    Connection,
    Criterion,
    EligibilityCheck,
    PrescriberLink,
    Proposal,
    ProposalLine,
    Referral,
    Request,
    Urgency,
    Use,
    Wanted,
)

__all__ = [
    "AfterSale", "Alternative", "Connection", "Criterion", "EligibilityCheck", "FollowUp", "GridPrice",
    "Handover", "HandoverItem", "Instalment", "Loan", "Payment", "PrescriberLink", "Proposal",
    "ProposalLine", "Recipient", "Referral", "Renewal", "Request", "Reservation", "Return", "SignedPaper",
    "TillDay", "Urgency", "Use", "Wanted",
]  # fmt: skip
