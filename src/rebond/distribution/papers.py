"""The receipt of a handover, issued once and kept as it was signed."""

from rebond.collection.categories import Category
from rebond.common.dates import today
from rebond.distribution.models import Handover, HandoverItem
from rebond.distribution.receipt import Issuer, Kind, ReceiptFacts, ReceiptLine, receipt
from rebond.people.models import User
from rebond.people.services import association
from rebond.records import papers
from rebond.records.models import Paper
