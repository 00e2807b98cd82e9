"""The journal, the reports, the erasures and the papers, sealed: leaves of one Merkle tree whose head is
signed again whenever something was added. Writers never wait for it, nor know of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Exists, OuterRef

from rebond.common.dates import now
from rebond.records import leaves, merkle, numbering, signing
from rebond.records.models import Leaf, Node, Sequence, TreeHead
from rebond.records.tree import Tree, new_nodes

LEAVES = "leaf"
"""The sequence whose last rank is the size of the tree."""
AT_ONCE = 1_000
"""Leaves in one transaction: some milliseconds, as any other writer."""
LATE_IDS = {"sqlite": 0, "postgresql": 10_000}
"""How far behind the newest sealed row a slow transaction may still add one; SQLite has one writer."""


@dataclass(frozen=True)
class Statement:
    """One row to seal."""

    form: leaves.Form
    row_id: int
    hash: bytes


def seal(tell: Callable[[int], object] = lambda _n: None) -> TreeHead | None:
    """Seal all that is not sealed yet and sign the new head; None when nothing was added.

    ``tell`` hears how many were added so far. Two at once do no harm: the one that comes second finds its
    rows sealed, and stops.
    """
    signer = signing.current(may_be_first=True)  # before anything is added that could not be signed
    added = 0
    for form in leaves.newest_forms():
        found = _waiting(form)
        while batch := list(islice(found, AT_ONCE)):
            if not _add(batch):
                return None
            tell(added := added + len(batch))
    head = _sign(signer)
    if head:
        settings.HOME.remember_head(statement(head))
    return head


def waiting() -> int:
    """How many rows are not sealed yet."""
    return sum(unsealed(form).count() for form in leaves.newest_forms())


def is_something_waiting() -> bool:
    """Whether :func:`seal` would do something; a few look-ups by key."""
    last = TreeHead.objects.order_by("-size").values_list("size", flat=True).first() or 0
    size = Sequence.objects.filter(name=LEAVES).values_list("last", flat=True).first() or 0
    return size > last or any(unsealed(form).exists() for form in leaves.newest_forms())


def unsealed(form: leaves.Form) -> models.QuerySet[models.Model]:
    """The rows of one kind that are not leaves yet."""
    sealed = Leaf.objects.filter(kind=form.kind)
    newest = sealed.order_by("-row_id").values_list("row_id", flat=True).first() or 0
    rows = form.model._default_manager.filter(pk__gt=newest - LATE_IDS[connection.vendor])
    if LATE_IDS[connection.vendor]:
        rows = rows.filter(~Exists(sealed.filter(row_id=OuterRef("pk"))))
    return rows


def _waiting(form: leaves.Form) -> Iterator[Statement]:
    for row_id, row in leaves.rows(form.kind, unsealed(form)):
        yield Statement(form, row_id, merkle.leaf_hash(form.statement(row)))


def _add(batch: list[Statement]) -> bool:
    """Append leaves; False when another process sealed one of these rows first."""
    marker = leaves.marker()
    try:
        with transaction.atomic():
            first = numbering.take(LEAVES, len(batch)) - 1
            Leaf.objects.bulk_create(
                Leaf(
                    position=index,
                    kind=one.form.kind,
                    form=one.form.version,
                    row_id=one.row_id,
                    hash=one.hash,
                    mark=marker.mark(index, one.hash),
                )
                for index, one in enumerate(batch, start=first)
            )
            Node.objects.bulk_create(new_nodes(first, [one.hash for one in batch]))
    except IntegrityError:
        return False
    return True


@transaction.atomic
def _sign(signer: signing.Signer) -> TreeHead | None:
    """The head of the tree as it is now; None when the last one signed is of the same size."""
    counter = Sequence.objects.select_for_update().filter(name=LEAVES).first()
    last = last_head()
    size = counter.last if counter else 0
    if size == (last.size if last else 0):
        return None
    head = TreeHead(
        size=size,
        root=Tree(size).root(),
        sealed_at=max(now(), last.sealed_at) if last else now(),  # a clock that jumps back unsettles nothing
        previous=statement_hash(last) if last else bytes(32),
        key=signer.row,
    )
    head.signature = signer.sign(statement(head))
    head.save(force_insert=True)
    return head


def last_head() -> TreeHead | None:
    """The newest head."""
    return TreeHead.objects.select_related("key").order_by("-size").first()


def statement(head: TreeHead) -> bytes:
    """What is signed of a head."""
    return leaves.canonical(told(head))


def told(head: TreeHead) -> dict[str, str | int]:
    """A head in words."""
    return {
        "rebond": "head.v1",
        "size": head.size,
        "root": bytes(head.root).hex(),
        "sealed_at": leaves.instant(head.sealed_at),
        "previous": bytes(head.previous).hex(),
    }


def statement_hash(head: TreeHead) -> bytes:
    """What the next head holds of this one."""
    return sha256(statement(head)).digest()
