"""The card of everyday acts: ten lines, a picture each, read aloud by the browser, on screen or on paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.people.models import Person
from rebond.people.roles import Right
from rebond.training import acts, progress
from rebond.training.models import Assessment
from rebond.web.access import SignedRequest, form_page
from rebond.web.classroom.sessions import session_or_404


@form_page(Right.TRAIN)
def card(request: SignedRequest, pk: int, person: int, moment: str) -> HttpResponse:
    """One person's card, before or after; a line left blank is not asked."""
    session = session_or_404(pk)
    who = get_object_or_404(Person.objects.filter(anonymised_at=None), pk=person)
    if moment not in Assessment.Moment.values:
        moment = Assessment.Moment.BEFORE
    known = Assessment.objects.filter(session=session, person=who, moment=moment).first()
    answers = dict(known.answers) if known else {}
    refusal = ""
    if request.method == "POST":
        answers = {
            act.code: int(text)
            for act in acts.ACTS
            if (text := request.POST.get(act.code, "")).isascii() and text.isdigit() and len(text) == 1
        }
        try:
            progress.answer(session, who, moment, answers, by=request.user)
        except Refused as refused:
            refusal = f"{refused} {refused.hint}"
        else:
            messages.success(request, _("Thank you: the card is kept."))
            return redirect("web:session", session.pk)
    context = {
        "session": session,
        "person": who,
        "moment": Assessment.Moment(moment),
        "lines": [(act, answers.get(act.code)) for act in acts.ACTS],
        "steps": list(enumerate(acts.STEP_WORDS)),
        "refusal": refusal,
    }
    return render(request, "classroom/card.html", context)
