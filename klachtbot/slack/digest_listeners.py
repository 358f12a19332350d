"""What a person does with a line of their morning message, besides its form: look, and let it be for now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from klachtbot.domain.errors import NotFound
from klachtbot.domain.ladder import AMSTERDAM, Hours
from klachtbot.domain.model import ComplaintId
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.slack import blocks, digest_rendering, forms, labels
from klachtbot.slack.desk import Answer, Correct, Nothing, Replace, Visit
from klachtbot.slack.fields import Option
from klachtbot.slack.forms import OTHERWISE, SNOOZE, WHEN, Carried
from klachtbot.slack.screens import digest, done, urgency
from klachtbot.slack.texts import N_, Texts, count
from klachtbot.usecases import access
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.digest import digest_of
from klachtbot.usecases.nudge import DIGEST
from klachtbot.usecases.office import ladder_of
from klachtbot.usecases.snooze import snooze, to_put_off


def on_digest(visit: Visit) -> Answer:
    """One page of everything in somebody's own message."""
    offset, _, key = visit.value.partition(":")
    now = visit.desk.clock.now()
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        if person is None or not (key.startswith(f"{DIGEST}:") and key.endswith(f":{person.id}")):
            raise NotFound
        found = digest_of(uow, person, key, now)
        view = digest.view(
            found, count(offset), key, digest_rendering.reader(visit.desk, uow, person, now, found), visit.t
        )
    if visit.surface == "view":
        return Replace(view)
    visit.show(view)
    return Nothing()


def split(visit: Visit) -> tuple[str, Visit]:
    """What was chosen behind "⋯", and the visit as its own button would have brought it."""
    what, _, rest = visit.value.partition(":")
    return what, replace(visit, value=rest)


def on_snooze(visit: Visit) -> Answer:
    """The form to put a reminder of one term off ("complaint:term:subject")."""
    id, term, subject = [*visit.value.split(":", 2), "", ""][:3]
    now, t = visit.desk.clock.now(), visit.t
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        label, due = to_put_off(uow, person, ComplaintId(id), term, subject, visit.today)
        moments = [*_moments(now, ladder_of(uow).hours, calendar_of(uow), t)]
    options = (*(Option(f"{at.astimezone(AMSTERDAM):%Y-%m-%dT%H:%M}", text) for text, at in moments), _ANOTHER)
    fields = (replace(SNOOZE.fields[0], options=options), *SNOOZE.fields[1:])
    about = f"`{label}` · {t(labels.TERMS[due.term])} · {urgency.of(due, visit.today, t)}"
    intro = [blocks.say(about), blocks.small(t(_SOFT if due.late_after is None else _HARD))]
    carried = Carried.fresh(id, 0, f"{term}:{subject}")
    visit.show(forms.view(replace(SNOOZE, fields=fields), t, carried, {WHEN: options[0].code}, intro))
    return Nothing()


_ANOTHER = Option(OTHERWISE, N_("Op een andere dag of tijd"))
_HARD = N_("De termijn loopt door. Op de laatste dag hoor je het in elk geval.")
_SOFT = N_("Tot dan hoor je hier niets meer over.")
_AFTERNOON = (time(13), time(15))
_A_FEW_DAYS = timedelta(days=3)


def _moments(now: datetime, hours: Hours, calendar: WorkCalendar, t: Texts) -> Iterator[tuple[str, datetime]]:
    """What people mostly choose, in words: this afternoon, the next morning, in three days."""
    today = now.astimezone(AMSTERDAM).date()
    for at in _AFTERNOON:
        then = datetime.combine(today, at, AMSTERDAM)
        if then > now and hours.part_at(then, calendar) is not None:
            yield t("Vanmiddag om {time}", time=f"{at:%H:%M}"), then
    first = calendar.nth_working_day(today, 1)
    near = first - today == timedelta(days=1)
    yield (
        t("Morgenochtend") if near else t("{day}, in de ochtend", day=t.full_day(first).capitalize()),
        datetime.combine(first, hours.morning, AMSTERDAM),
    )
    later = calendar.working_day_from(today + _A_FEW_DAYS)
    if later > first:
        text = t("{day}, in de ochtend", day=t.full_day(later).capitalize())
        yield text, datetime.combine(later, hours.morning, AMSTERDAM)


def on_snoozed(visit: Visit) -> Answer:
    """The form was sent in; a day or a time that was filled in goes before what is ticked."""
    found = forms.submitted(SNOOZE, visit.state)
    if found.errors:
        return Correct({key: visit.t(text) for key, text in found.errors.items()})
    chosen, day, hour = str(found.values[WHEN]), found.values["on"], str(found.values["at"] or "")
    another = chosen == OTHERWISE or bool(day or hour)
    if another and not isinstance(day, date):
        return Correct({"on": visit.t("Kies een dag.")})
    carried, now = Carried.read(visit.metadata), visit.desk.clock.now()
    term, _, subject = carried.subject.partition(":")
    with visit.desk.units() as uow:
        morning = ladder_of(uow).hours.morning
        on, at = (day, _hour(hour) or morning) if isinstance(day, date) else _moment(chosen)
        until = snooze(
            uow,
            by=access.visitor(uow, visit.slack_id),
            complaint=ComplaintId(carried.complaint),
            term=term,
            subject=subject,
            on=on,
            at=at,
            now=now,
            fields=("on", "at") if another else (WHEN, WHEN),
        ).astimezone(AMSTERDAM)
    text = visit.t("Je hoort het weer op {day} om {time}.", day=visit.t.full_day(until.date()), time=f"{until:%H:%M}")
    return Replace(done.said(visit.t, text))


def _hour(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def _moment(chosen: str) -> tuple[date, time]:
    """The moment that an option of the form stands for; anything else is no day at all."""
    try:
        moment = datetime.fromisoformat(chosen)
    except ValueError:
        raise NotFound from None
    return moment.date(), moment.time()
