"""How people work, in the simulated year: on time, late or never, by steps the product itself allows them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from klachtbot.domain import errors, people
from klachtbot.domain.dossier import kept_apart
from klachtbot.domain.judging import available
from klachtbot.domain.model import AboutKind, Action, Complaint, ComplaintId, Json, PersonId, Role, Stage
from klachtbot.domain.nudging import Snooze
from klachtbot.domain.procedure import PROCEDURE, next_step
from klachtbot.domain.steps import About
from klachtbot.domain.terms import Term
from klachtbot.usecases.add_respondent import add_respondent
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.change_officer import hand_over, step_back
from klachtbot.usecases.dismiss_report import dismiss_report
from klachtbot.usecases.documents import DocumentKind, NewDocument
from klachtbot.usecases.improvement import finish
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.register import Registration, register
from klachtbot.usecases.release_report import release_report
from klachtbot.usecases.report import Report, report
from klachtbot.usecases.take_step import take_step
from tests.prove import oracle
from tests.prove.year import DAY, HANDLERS, STAFF, Office

A = Action
WITH_COMMITTEE = frozenset({Stage.REFERRED, Stage.DELIBERATED, Stage.HEARING_HELD})
"""Who came as far as the committee waits for its ruling."""
SELDOM = frozenset(
    {A.WITHDRAW, A.SEND_ELSEWHERE, A.HOLD_FOR_SAFETY, A.STEP_BACK, A.DISMISS_REPORT, A.ADD_RESPONDENT, A.HAND_OVER}
    | {A.SOLVE_WITHOUT_CONVERSATION, A.RECORD_NO_CONVERSATION, A.CANCEL_CONVERSATION, A.TAKE_OVER, A.AGREE_LATER}
    | {A.DROP_IMPROVEMENT, A.SKIP_IMPROVEMENT}
)
IMPROVING = frozenset({A.PLAN_IMPROVEMENT, A.SKIP_IMPROVEMENT, A.FINISH_IMPROVEMENT, A.DROP_IMPROVEMENT})
NOT_HERE = frozenset(
    {A.PREPARE_LETTERS, A.SKIP_LETTERS, A.ADD_DOCUMENT, A.SUPPLEMENT, A.CHANGE_SUBJECT, A.CORRECT, A.INSPECT, A.REOPEN}
)
"""Steps that change nothing of what is owed, or have a use case with much of its own to say."""

OWNERS = (*STAFF, *STAFF, *HANDLERS, "hanneke", "willem")
"""Who does something because of a complaint: one of them is not in Slack."""

PACES = (("prompt", 0.55), ("slow", 0.33), ("never", 0.12))
CHANCE = {"prompt": 0.5, "slow": 0.07, "never": 0.004}


class Work:
    """Everybody's day. ``paces``: how fast each case goes, drawn when it comes in."""

    def __init__(self, office: Office) -> None:
        self.office, self.rng = office, office.rng
        self.paces: dict[str, str] = {}
        self.wearies: dict[str, datetime] = {}

    def comes_in(self) -> None:
        """A complaint: somebody of the house reports it, or who handles complaints registers it at once."""
        office, rng = self.office, self.rng
        kind, about = self._about()
        here = [name for name in HANDLERS[:3] if not office.oracle.off(office.people[name].id, office.today)]
        received = office.today - rng.choice((0, 0, 0, 0, 1, 1, 2, 4, 7)) * DAY
        safety = ("safety",) if rng.random() < 0.03 else ()
        with office.database.uow() as uow:
            if here and rng.random() < 0.5:
                name = "" if rng.random() < 0.05 else "Ada Okonkwo"
                said = Registration(
                    received, "phone", name, "06 12 34 56 78" if name else "", about, "Niet teruggebeld",
                    name_unknown=not name, spoken=bool(name) and rng.random() < 0.15, safety=safety, kind=kind,
                )  # fmt: skip
                made = register(
                    uow, by=office.people[rng.choice(here)], today=office.today, calendar=calendar_of(uow),
                    registration=said, submission=uuid.uuid4().hex,
                ).complaint  # fmt: skip
            else:
                heard = Report(received, kind, about, "Er is niet teruggebeld.", name="Ada Okonkwo", safety=safety)
                made = report(
                    uow, by=office.people[rng.choice(STAFF)], today=office.today, calendar=calendar_of(uow),
                    report=heard, submission=uuid.uuid4().hex,
                )  # fmt: skip
        pace = rng.choices([name for name, _ in PACES], [share for _, share in PACES])[0]
        self.paces[made.id], self.wearies[made.id] = pace, office.clock.now() + rng.uniform(30, 70) * DAY
        office.figures["complaints"] += 1
        office.figures["about a coordinator"] += kept_apart(made)

    def _about(self) -> tuple[AboutKind, str]:
        drawn = self.rng.random()
        if drawn < 0.1:
            name = self.office.people[self.rng.choice(HANDLERS[:3])].name
            return self.rng.choice((AboutKind.COORDINATOR, AboutKind.STAFF)), name
        if drawn < 0.13:
            return AboutKind.UNKNOWN, "Iemand van de balie"
        if drawn < 0.22:
            return AboutKind.ORGANISATION, ""
        return AboutKind.STAFF, self.office.people[self.rng.choice(STAFF)].name

    def works(self) -> None:
        """An hour at the office: who is there takes some steps."""
        office = self.office
        office.sync()
        open_ = {id: oracle.unfinished(one) for id, one in office.cases.items()}
        self._owners_work({id: found for id, found in open_.items() if found})
        for name in HANDLERS:
            person = office.people[name]
            if office.oracle.off(person.id, office.today):
                continue
            with office.database.uow(read_only=True) as uow:
                organisation = uow.people.organisation()
                active = uow.people.by_id(person.id)
            assert active is not None
            for id, one in list(office.cases.items()):
                if (one.stage not in oracle.ENDED or self._lasts(one)) and self._takes_it_up(id):
                    roles = people.roles_in(one, person.id, organisation, office.today)
                    if roles & {Role.OFFICER, Role.DEPUTY} or (
                        one.stage is Stage.REPORTED and Role.COORDINATOR in roles
                    ):
                        self._step(active, one, roles)

    def _lasts(self, one: Complaint) -> bool:
        """Whether it is closed, and something is owed all the same."""
        if oracle.LAST.isdisjoint(fact.name for fact in one.facts):
            return False
        return bool(oracle.running(one, self.office.kept[one.id]))

    def _owners_work(self, open_: Mapping[ComplaintId, Mapping[str, Mapping[str, Json]]]) -> None:
        """Who is to do something because of a complaint does it some day, or puts it off when they read the case."""
        office, rng = self.office, self.rng
        for id, ref, owner in [(id, ref, said["action_owner"]) for id, of in open_.items() for ref, said in of.items()]:
            person = office.by_id[PersonId(str(owner))]
            if rng.random() > 0.03 or person.slack_id is None or office.oracle.off(person.id, office.today):
                continue
            if rng.random() < 0.3 and oracle.may_know(office.cases[id], person.id, office.oracle, office.today):
                self._snoozes(person, office.cases[id], ref)
                continue
            try:
                with office.database.uow() as uow:
                    finish(
                        uow, by=person, today=office.today, calendar=calendar_of(uow), complaint=id, ref=ref,
                        result="gedaan", submission=uuid.uuid4().hex,
                    )  # fmt: skip
            except errors.Refusal:
                office.figures["steps that were refused"] += 1
                continue
            office.figures["actions finished by their owner"] += 1
            office.sync()

    def _takes_it_up(self, id: str) -> bool:
        weary = self.office.clock.now() > self.wearies[id]
        return self.rng.random() < (0.5 if weary else CHANCE[self.paces[id]])

    def _step(self, person: Person, one: Complaint, roles: frozenset[Role]) -> None:
        office, rng = self.office, self.rng
        if rng.random() < 0.06:
            self._snoozes(person, one)
            return
        possible = [p for p in available(one, roles, office.today, person=person.id) if p.action not in NOT_HERE]
        wanted = next_step(one, office.today)
        action, subject = (wanted.action, wanted.subject) if wanted else (None, "")
        weary = office.clock.now() > self.wearies[one.id] and one.stage not in WITH_COMMITTEE
        if weary and A.WITHDRAW in {p.action for p in possible}:
            action, subject = A.WITHDRAW, ""
        elif action not in {p.action for p in possible} or rng.random() < 0.2:
            free = [p for p in possible if p.action not in SELDOM or rng.random() < 0.08]
            if not free:
                return
            chosen = rng.choice(free)
            action, subject = chosen.action, chosen.subject
        assert action is not None
        if action is A.FINISH_IMPROVEMENT and rng.random() < 0.85:
            return  # that is for who owns it, in the first place
        on = office.today - (rng.choice((1, 1, 2)) * DAY if rng.random() < 0.12 else timedelta())
        try:
            with office.database.uow() as uow:
                changed = self._take(uow, person, one, action, subject, on, roles)
        except errors.Refusal:
            office.figures["steps that were refused"] += 1
            return
        office.figures["steps"] += 1
        if action in IMPROVING:
            office.figures[f"steps: {action}"] += 1
        self.paces.setdefault(changed.id, self.paces[one.id])
        office.sync()

    def _take(
        self, uow: UnitOfWork, by: Person, one: Complaint, action: Action, subject: str, on: datetime | object,
        roles: frozenset[Role],
    ) -> Complaint:  # fmt: skip
        office, rng, calendar = self.office, self.rng, calendar_of(uow)
        today, submission = office.today, uuid.uuid4().hex
        this = {"by": by, "today": today, "complaint": one.id, "version": one.version, "submission": submission}
        if action is A.REGISTER:
            said = Registration(
                one.received_on, "phone", "Ada Okonkwo", "06 12 34 56 78", "", "Niet teruggebeld",
                spoken=rng.random() < 0.15,
            )  # fmt: skip
            return register(
                uow, by=by, today=today, calendar=calendar, registration=said, submission=submission, report=one.id,
                version=one.version,
            ).complaint  # fmt: skip
        if action is A.DISMISS_REPORT:
            return dismiss_report(uow, calendar=calendar, reason="dubbel", **this)  # type: ignore[arg-type]
        if action is A.RELEASE:
            return release_report(uow, calendar=calendar, **this)  # type: ignore[arg-type]
        if action is A.STEP_BACK:
            return step_back(uow, calendar=calendar, **this)  # type: ignore[arg-type]
        if action is A.HAND_OVER:
            to = people.successors(one, uow.people.organisation())
            who = rng.choice(to) if to else by.id
            return hand_over(uow, calendar=calendar, officer=who, reason="te vol", **this)  # type: ignore[arg-type]
        if action is A.ADD_RESPONDENT:
            name = office.people[rng.choice((*STAFF, *STAFF, *HANDLERS[:3]))].name
            return add_respondent(uow, calendar=calendar, names=name, **this).complaint  # type: ignore[arg-type]
        attributes = self._said(action, by)
        if not roles & PROCEDURE[action].roles:
            proof = uow.documents.add(one.id, NewDocument(DocumentKind.CORRESPONDENCE, "besluit.txt", b"Besloten."))
            whose = subject if PROCEDURE[action].about is About.SEAT else "chair"
            attributes |= {"on_behalf_of": whose, "document": proof}
        return take_step(uow, calendar=calendar, action=action, subject=subject, on=on, attributes=attributes, **this)  # type: ignore[arg-type]

    def _said(self, action: Action, by: Person) -> dict[str, Json]:
        office, rng = self.office, self.rng
        ahead = str(office.today + rng.randint(1, 12) * DAY)
        seats: dict[str, Json] = {
            "chair": office.people[rng.choice(("hanneke", "willem", "willem"))].id,
            "partner_member": office.people["peter"].id,
            "municipal_official": office.people[rng.choice(("karel", "nora"))].id,
        }
        writes = rng.choice(("ilse", "ilse", "femke", None, None))
        secretary: Json = office.people[writes].id if writes else None
        improving: dict[str, Json] = {
            "action": "voortaan binnen een dag terugbellen",
            "action_owner": office.people[rng.choice(OWNERS)].id,
            "action_due": ahead,
        }
        learned: dict[str, Json] = {"learning": "lesson", "lesson": "sneller terugbellen"}
        learned |= improving if rng.random() < 0.5 else {}
        upheld: dict[str, Json] = {"ruling": "upheld", "advice": True, "recommendation": "bel binnen een dag terug"}
        own: Mapping[Action, Mapping[str, Json]] = {
            A.TAKE_OVER: {"officer": by.id},
            A.HOLD_FOR_SAFETY: {"safety": "safety"},
            A.RECORD_CONTACT: {"explained": True},
            A.HOLD_ACKNOWLEDGEMENT: {"reason": "wacht"},
            A.PLAN_CONVERSATION: {"planned_for": ahead},
            A.MOVE_CONVERSATION: {"planned_for": ahead},
            A.REQUEST_DOCUMENT: {"holder": "officer", "what": "de aantekeningen"},
            A.DELIVER_DOCUMENT: {"documents": ["x1"]},
            A.REFUSE_DOCUMENT: {"reason": "weg"},
            A.PLAN_HEARING: {"planned_for": ahead},
            A.MOVE_HEARING: {"planned_for": ahead},
            A.PLAN_SECOND_HEARING: {"planned_for": ahead},
            A.AGREE_LATER: {"until": str(office.today + rng.randint(3, 30) * DAY), "wished_by": "complainant"},
            A.RECORD_CONVERSATION: {"outcome": rng.choice(("settled", "unsettled"))},
            A.RECORD_NO_CONVERSATION: {"reason": "ziek"},
            A.SEND_REPORT_UNSETTLED: {"next_steps": True, "committee_contact": True},
            A.RECORD_CHOICE: {
                "choice": rng.choice(("committee", "committee", "no_step")),
                "consent": rng.random() < 0.9,
            },
            A.COMPOSE_PANEL: {"seats": seats, "secretary": secretary},
            A.RULE: {"reasons": "document", **(upheld if rng.random() < 0.7 else {"ruling": "dismissed"})},
            A.PLAN_IMPROVEMENT: improving,
            A.SKIP_IMPROVEMENT: {"reason": "dat doen we al"},
            A.FINISH_IMPROVEMENT: {"result": "gedaan"},
            A.DROP_IMPROVEMENT: {"reason": "niet meer nodig"},
            A.KEEP_LONGER: {"reason": "er loopt nog iets"},
            A.SOLVE_WITHOUT_CONVERSATION: {"agreements": "belt terug"},
            A.SEND_ELSEWHERE: {"forwarded": "no"},
            A.WRITE_REPORT: {"report": "file"},
            A.CLOSE: learned,
            A.CLOSE_WITHOUT_CHOICE: learned,
        }
        return {**own.get(action, {})}

    def _snoozes(self, person: Person, one: Complaint, ref: str = "") -> None:
        """Somebody puts a term off, to a moment of their own choice. ``ref``: the action that is theirs."""
        office, rng = self.office, self.rng
        terms = [term for term in oracle.running(one, office.kept[one.id]) if ref in ("", term.subject)]
        if not terms:
            return
        term = rng.choice(terms)
        until = (
            office.clock.now()
            + rng.choice((timedelta(hours=2), DAY, 3 * DAY, 9 * DAY))
            + rng.uniform(0, 5) * timedelta(hours=1)
        )
        until = until.replace(second=0, microsecond=0)
        with office.database.uow() as uow:
            uow.nudges.snooze(one.id, Snooze(person.id, Term(term.term), term.subject, until))
            uow.commit()
        office.snoozed[one.id, term.term, term.subject, PersonId(person.id)] = until
        office.figures["snoozes"] += 1
