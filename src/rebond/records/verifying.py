"""Replay everything: every row against its leaf, every leaf against the signed heads, every head against the
one before. What is found first is named.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.records import leaves, merkle, sealing, signing
from rebond.records.models import Leaf, SigningKey, TreeHead

_AT_ONCE = 5_000
MOST_TOLD = 20
TOLD_EVERY = 50_000


@dataclass
class Verdict:
    """What was replayed, what is wrong (in order of discovery, the first ones), what is only to be known."""

    leaves: int = 0
    heads: int = 0
    waiting: int = 0
    wrong: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)

    def tell(self, words: str) -> None:
        """One thing is wrong."""
        if len(self.wrong) < MOST_TOLD:
            self.wrong.append(words)


def verify(tell: Callable[[int], object] = lambda _n: None) -> Verdict:
    """Everything, in one pass over the rows and one over the leaves; ``tell`` hears how far it is."""
    verdict = Verdict()
    _keys(verdict)
    _home(verdict)
    for form in leaves.newest_forms():
        _rows(form.kind, verdict, tell)
    _leaves(verdict, tell)
    return verdict


def _keys(verdict: Verdict) -> None:
    """Each key is signed by the one before, or told as replacing a lost one."""
    before: SigningKey | None = None
    for key in SigningKey.objects.order_by("pk"):
        if before and key.endorsed_by_id is None:
            verdict.known.append(_("key %(key)s replaces a lost one: nobody signed it") % {"key": key})
        elif before and not signing.is_signed(before, signing.endorsement(key), bytes(key.endorsement)):
            verdict.tell(_("key %(key)s is not signed by the one before") % {"key": key})
        before = key


def _home(verdict: Verdict) -> None:
    """The home, which is not the database, holds the same key and no later head."""
    try:
        if SigningKey.objects.exists():
            signing.current()
    except Refused as refused:
        verdict.tell(str(refused.message))
    path = settings.HOME.last_head
    if not path.exists():
        return
    told = path.read_bytes()
    head = TreeHead.objects.filter(size=json.loads(told)["size"]).first()
    if head is None or sealing.statement(head) != told:
        verdict.tell(
            _("the last head signed here (%(size)d entries, %(at)s) is not in this database")
            % {"size": json.loads(told)["size"], "at": json.loads(told)["sealed_at"]}
        )


def _leaves(verdict: Verdict, tell: Callable[[int], object]) -> None:
    """The heads are those of these very leaves, and follow each other."""
    marker, range_ = leaves.marker(), merkle.CompactRange()
    heads = iter(TreeHead.objects.select_related("key").order_by("size"))
    head, last = next(heads, None), None
    rows = Leaf.objects.order_by("position").values_list("position", "kind", "row_id", "hash", "mark")
    for index, kind, row_id, hash_, mark in rows.iterator(chunk_size=_AT_ONCE):
        if index != range_.size:
            verdict.tell(_("leaf %(index)d is missing") % {"index": range_.size})
            return
        if marker.mark(index, bytes(hash_)) != bytes(mark):
            verdict.tell(
                _("leaf %(index)d was altered or inserted: %(kind)s %(row)d")
                % {"index": index, "kind": kind, "row": row_id}
            )
        range_.append(bytes(hash_))
        if not range_.size % TOLD_EVERY:
            tell(range_.size)
        while head and head.size == range_.size:
            _head(head, last, range_, verdict)
            head, last = next(heads, None), head
    verdict.leaves = range_.size
    if head:
        verdict.tell(
            _("leaf %(index)d is missing: a signed head counts %(size)d")
            % {"index": range_.size, "size": head.size}
        )
    elif range_.size != (last.size if last else 0):
        verdict.known.append(
            _("%(n)d leaves wait for their signature") % {"n": range_.size - (last.size if last else 0)}
        )


def _head(head: TreeHead, last: TreeHead | None, range_: merkle.CompactRange, verdict: Verdict) -> None:
    verdict.heads += 1
    named = {"first": last.size if last else 0, "last": head.size - 1, "at": leaves.instant(head.sealed_at)}
    if bytes(head.root) != range_.root():
        verdict.tell(_("one of the leaves %(first)d to %(last)d was altered since %(at)s") % named)
    elif not signing.is_signed(head.key, sealing.statement(head), bytes(head.signature)):
        verdict.tell(_("the head of %(at)s is not signed by its key") % named)
    if bytes(head.previous) != (sealing.statement_hash(last) if last else bytes(32)):
        verdict.tell(_("the head of %(at)s does not follow the one before") % named)


def _rows(kind: str, verdict: Verdict, tell: Callable[[int], object]) -> None:
    """Each row says what its leaf holds; each leaf has its row; each row old enough has its leaf."""
    sealed = Leaf.objects.filter(kind=kind).order_by("row_id")
    newest = sealed.values_list("row_id", flat=True).last() or 0
    settled = newest - sealing.LATE_IDS[connection.vendor]
    held = iter(sealed.values_list("row_id", "form", "hash").iterator(chunk_size=_AT_ONCE))
    leaf = next(held, None)
    for row_id, told in leaves.rows(kind):
        if not row_id % TOLD_EVERY:
            tell(row_id)
        while leaf and leaf[0] < row_id:
            verdict.tell(_("%(kind)s %(row)d was removed") % {"kind": kind, "row": leaf[0]})
            leaf = next(held, None)
        if leaf is None or leaf[0] > row_id:
            if row_id <= settled:
                verdict.tell(_("%(kind)s %(row)d was inserted") % {"kind": kind, "row": row_id})
            else:
                verdict.waiting += 1
            continue
        if merkle.leaf_hash(leaves.form(kind, leaf[1]).statement(told)) != bytes(leaf[2]):
            verdict.tell(_("%(kind)s %(row)d was altered") % {"kind": kind, "row": row_id})
        leaf = next(held, None)
    while leaf:
        verdict.tell(_("%(kind)s %(row)d was removed") % {"kind": kind, "row": leaf[0]})
        leaf = next(held, None)
