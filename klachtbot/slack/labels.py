"""What things are called on the screen: stages, steps, terms and rules, in plain words (marked for translation)."""

from __future__ import annotations

from collections.abc import Mapping

from klachtbot.domain.committee import Ground
from klachtbot.domain.model import Action, CalendarName, FactName, Seat, Stage
from klachtbot.domain.terms import Status, Term
from klachtbot.domain.workdays import DayKind
from klachtbot.slack.texts import N_

STAGES: Mapping[Stage, str] = {
    Stage.REPORTED: N_("gemeld, nog niet geregistreerd"),
    Stage.REGISTERED: N_("geregistreerd"),
    Stage.ACKNOWLEDGED: N_("ontvangst bevestigd"),
    Stage.HEARD_OUT: N_("uitkomst bekend"),
    Stage.SETTLED: N_("naar tevredenheid"),
    Stage.UNSETTLED: N_("niet naar tevredenheid"),
    Stage.REFERRED: N_("bij de commissie"),
    Stage.DELIBERATED: N_("voorbesproken door de commissie"),
    Stage.HEARING_HELD: N_("zitting gehouden"),
    Stage.RULED: N_("uitspraak gedaan"),
    Stage.CLOSED: N_("afgerond"),
    Stage.WITHDRAWN: N_("ingetrokken"),
    Stage.ELSEWHERE: N_("hoort ergens anders"),
    Stage.NO_COMPLAINT: N_("geen klacht"),
}

# What a term asks for, in a list.
TERMS: Mapping[Term, str] = {
    Term.CONTACT: N_("eerste contact"),
    Term.ACKNOWLEDGEMENT: N_("ontvangstbevestiging"),
    Term.INFORM: N_("beklaagde informeren"),
    Term.CONVERSATION: N_("gesprek"),
    Term.REPORT: N_("verslag"),
    Term.CHOICE: N_("keuze van de klager"),
    Term.CONFIRMATION: N_("bevestiging door de voorzitter"),
    Term.DECLARATION: N_("antwoord van de commissie"),
    Term.DOCUMENTS: N_("gevraagde stukken"),
    Term.DELIBERATION: N_("voorbespreking"),
    Term.HEARING: N_("zitting"),
    Term.SECOND_HEARING: N_("tweede zitting"),
    Term.RULING: N_("uitspraak"),
    Term.AGREEMENT: N_("instemming met de uitspraak"),
    Term.ADVICE: N_("actie bij het advies"),
    Term.IMPROVEMENT: N_("actie"),
    Term.INSPECTION: N_("antwoord op verzoek om inzage"),
    Term.EVALUATION: N_("halfjaarlijkse evaluatie"),
}

# What a reminder of a term asks for, when that is not what the term is called.
NUDGED: Mapping[Term, str] = {
    Term.CONFIRMATION: N_("bel de voorzitter"),
    Term.DECLARATION: N_("bel dit lid"),
}

# What a step asks for, in a list, when that is not what its term is called.
ASKED: Mapping[Action, str] = {
    Action.SEND_REPORT_SETTLED: N_("verslag versturen"),
    Action.SEND_REPORT_UNSETTLED: N_("verslag versturen"),
    Action.REFER: N_("commissie inschakelen"),
    Action.COMPOSE_PANEL: N_("commissie samenstellen"),
    Action.SEND_RULING: N_("uitspraak versturen"),
    Action.CLOSE: N_("klacht afronden"),
}

# What may have happened, as it is named in a sentence: "eerst nodig: het gesprek is gehouden".
FACTS: Mapping[FactName, str] = {
    FactName.RECEIVED: N_("klacht ontvangen"),
    FactName.REPORTED: N_("klacht gemeld"),
    FactName.REGISTERED: N_("klacht geregistreerd"),
    FactName.JUDGED_NO_COMPLAINT: N_("beoordeeld als geen klacht"),
    FactName.SUMMARISED: N_("onderwerp in één zin"),
    FactName.NAMELESS: N_("naam van de klager niet bekend"),
    FactName.SAFE_MAIL: N_("e-mail is veilig"),
    FactName.JOINED: N_("beklaagde toegevoegd"),
    FactName.DEPUTISED: N_("waarneming"),
    FactName.SAFETY_HOLD: N_("stilgezet om veiligheid"),
    FactName.ATTEMPTED: N_("poging tot contact"),
    FactName.CONTACTED: N_("contact met de klager"),
    FactName.EXPLAINED: N_("uitleg van de regeling"),
    FactName.ACKNOWLEDGEMENT_HELD: N_("bevestiging tegengehouden"),
    FactName.ACKNOWLEDGED: N_("ontvangstbevestiging verstuurd"),
    FactName.INFORM_ATTEMPTED: N_("poging om de beklaagde te bereiken"),
    FactName.INFORMED: N_("beklaagde geïnformeerd"),
    FactName.CONVERSATION_PLANNED: N_("gesprek gepland"),
    FactName.LATER_AGREED: N_("afspraak over later"),
    FactName.CONVERSATION_HELD: N_("gesprek gevoerd"),
    FactName.CONVERSATION_FAILED: N_("gesprek niet gelukt"),
    FactName.SOLVED: N_("opgelost zonder gesprek"),
    FactName.SATISFIED: N_("klager is tevreden"),
    FactName.UNSATISFIED: N_("klager is niet tevreden"),
    FactName.REPORT_WRITTEN: N_("verslag geschreven"),
    FactName.REPORT_SENT: N_("verslag verstuurd"),
    FactName.CHOICE_OFFERED: N_("uitleg over de commissie verstuurd"),
    FactName.CHOICE_REMINDED: N_("herinnering aan de keuze"),
    FactName.CHOICE_MADE: N_("keuze van de klager"),
    FactName.CHOSE_COMMITTEE: N_("keuze voor de commissie"),
    FactName.CHOSE_NO_STEP: N_("keuze voor geen verdere stap"),
    FactName.RECEIVED_BY_COMMITTEE: N_("klacht bij de commissie"),
    FactName.PANEL_COMPOSED: N_("commissie samengesteld"),
    FactName.PANEL_CONFIRMED: N_("samenstelling bevestigd"),
    FactName.DECLARED_UNINVOLVED: N_("verklaring: niet betrokken"),
    FactName.DECLARED_INVOLVED: N_("verklaring: wel betrokken"),
    FactName.DOCUMENT_REQUESTED: N_("stuk opgevraagd"),
    FactName.DOCUMENT_DELIVERED: N_("stuk ontvangen"),
    FactName.DOCUMENT_REFUSED: N_("stuk geweigerd"),
    FactName.DELIBERATED: N_("voorbespreking gehouden"),
    FactName.DELIBERATION_SKIPPED: N_("voorbespreking overgeslagen"),
    FactName.HEARING_PLANNED: N_("zitting gepland"),
    FactName.HEARING_HELD: N_("zitting gehouden"),
    FactName.CLOSING_DELIBERATED: N_("beraad gehouden"),
    FactName.SECOND_HEARING_PLANNED: N_("tweede zitting gepland"),
    FactName.SECOND_HEARING_OPEN: N_("tweede zitting nog niet gehouden"),
    FactName.SECOND_HEARING_HELD: N_("tweede zitting gehouden"),
    FactName.RULED: N_("uitspraak gedaan"),
    FactName.UPHELD: N_("klacht gegrond"),
    FactName.DISMISSED: N_("klacht ongegrond"),
    FactName.ADVISED: N_("advies in de uitspraak"),
    FactName.MEMBER_AGREED: N_("lid stemt in"),
    FactName.RULING_SENT: N_("uitspraak verstuurd"),
    FactName.INSPECTION_ASKED: N_("verzoek om inzage"),
    FactName.INSPECTION_ANSWERED: N_("antwoord op verzoek om inzage"),
    FactName.ADVICE_ANSWERED: N_("besluit over het advies"),
    FactName.IMPROVEMENT_PLANNED: N_("actie afgesproken"),
    FactName.IMPROVEMENT_DONE: N_("actie klaar"),
    FactName.IMPROVEMENT_DROPPED: N_("actie vervallen"),
    FactName.CLOSED: N_("klacht afgerond"),
    FactName.WITHDRAWN: N_("klacht ingetrokken"),
    FactName.SENT_ELSEWHERE: N_("doorverwezen naar een ander"),
    FactName.LETTER_PREPARED: N_("brief klaargezet"),
    FactName.LETTER_SENT: N_("brief verstuurd"),
}

# How a term is counted, by rule: what the regulation says, in one sentence.
COUNTED: Mapping[str, str] = {
    "R4": N_("Binnen drie werkdagen na ontvangst is er contact met de klager."),
    "R5": N_("De ontvangstbevestiging gaat zo snel mogelijk na het eerste contact, liefst dezelfde dag."),
    "R6": N_("Is er na drie werkdagen geen contact? Dan gaat de bevestiging de eerste werkdag daarna."),
    "R7": N_("De beklaagde hoort het op dezelfde werkdag als de ontvangstbevestiging."),
    "R8": N_("Het gesprek is binnen twee weken na de ontvangstbevestiging."),
    "R9": N_("Liefst is het verslag er binnen drie werkdagen na het gesprek."),
    "R12": N_("De klager krijgt twee weken voor een keuze. Later kiezen mag ook."),
    "R13": N_("Liefst antwoordt de commissie binnen twee werkdagen of iemand betrokken is."),
    "R14": N_("Liefst komen gevraagde stukken binnen drie werkdagen."),
    "R15": N_("De commissie bespreekt de klacht binnen twee weken na ontvangst."),
    "R16": N_("De zitting is binnen twee weken na de voorbespreking."),
    "R17": N_("Liefst is een tweede zitting binnen twee weken."),
    "R18": N_("Liefst komt de uitspraak binnen twee weken na de laatste zitting."),
    "R20": N_("Een verzoek om inzage krijgt dezelfde werkdag antwoord."),
    "R22": N_("De evaluatie is er op de eerste werkdag na elk half jaar."),
    "R25": N_("Liefst staat binnen vijf werkdagen vast wat er met een advies gebeurt."),
}

# The same, for terms that are counted otherwise than the rest of their rule.
COUNTED_APART: Mapping[Term, str] = {
    Term.AGREEMENT: N_("Liefst laat elk lid binnen drie werkdagen weten of het instemt."),
    Term.IMPROVEMENT: N_("Deze dag is afgesproken met wie de actie doet."),
}

# What happened, on the timeline. Each action has one; a test looks.
ACTIONS: Mapping[Action, str] = {
    Action.REPORT: N_("Klacht gemeld"),
    Action.REGISTER: N_("Klacht geregistreerd"),
    Action.DISMISS_REPORT: N_("Beoordeeld als geen klacht"),
    Action.RELEASE: N_("Vrijgegeven aan de coördinatoren"),
    Action.SUPPLEMENT: N_("Klacht aangevuld"),
    Action.IDENTIFY_COMPLAINANT: N_("Klager bekend geworden"),
    Action.ADD_RESPONDENT: N_("Beklaagde toegevoegd"),
    Action.DEPUTISE: N_("Waarneming begonnen"),
    Action.RETURN: N_("Teruggegeven na waarneming"),
    Action.TAKE_OVER: N_("Overgenomen"),
    Action.HAND_OVER: N_("Overgedragen"),
    Action.STEP_BACK: N_("Teruggetreden wegens betrokkenheid"),
    Action.HOLD_FOR_SAFETY: N_("Stilgezet om veiligheid"),
    Action.RELEASE_HOLD: N_("Weer vervolgd"),
    Action.RECORD_ATTEMPT: N_("Geen contact gelukt"),
    Action.RECORD_CONTACT: N_("Contact met de klager"),
    Action.RECORD_EXPLANATION: N_("Regeling uitgelegd"),
    Action.ACKNOWLEDGE: N_("Ontvangst bevestigd"),
    Action.HOLD_ACKNOWLEDGEMENT: N_("Ontvangstbevestiging tegengehouden"),
    Action.ACKNOWLEDGE_WITHOUT_CONTACT: N_("Ontvangst bevestigd zonder contact"),
    Action.CHANGE_SUBJECT: N_("Onderwerp gewijzigd"),
    Action.RECORD_INFORM_ATTEMPT: N_("Beklaagde niet bereikt"),
    Action.INFORM_RESPONDENT: N_("Beklaagde geïnformeerd"),
    Action.PLAN_CONVERSATION: N_("Gesprek gepland"),
    Action.MOVE_CONVERSATION: N_("Gesprek verplaatst"),
    Action.CANCEL_CONVERSATION: N_("Gesprek afgezegd"),
    Action.AGREE_LATER: N_("Later, in overleg"),
    Action.RECORD_CONVERSATION: N_("Gesprek gevoerd"),
    Action.RECORD_NO_CONVERSATION: N_("Gesprek niet gelukt"),
    Action.SOLVE_WITHOUT_CONVERSATION: N_("Opgelost zonder gesprek"),
    Action.WRITE_REPORT: N_("Verslag gemaakt"),
    Action.SEND_REPORT_SETTLED: N_("Verslag verstuurd, naar tevredenheid"),
    Action.SEND_REPORT_UNSETTLED: N_("Verslag verstuurd, niet naar tevredenheid"),
    Action.REMIND_OF_CHOICE: N_("Herinnerd aan de keuze"),
    Action.RECORD_CHOICE: N_("Keuze van de klager vastgelegd"),
    Action.REOPEN: N_("Heropend"),
    Action.REFER: N_("Commissie ingeschakeld"),
    Action.RECEIVE_DIRECTLY: N_("Rechtstreeks bij de commissie binnengekomen"),
    Action.COMPOSE_PANEL: N_("Commissie samengesteld"),
    Action.CONFIRM_PANEL: N_("Samenstelling bevestigd"),
    Action.DECLARE_UNINVOLVED: N_("Lid is niet betrokken"),
    Action.DECLARE_INVOLVED: N_("Lid is wel betrokken"),
    Action.REQUEST_DOCUMENT: N_("Stuk opgevraagd"),
    Action.DELIVER_DOCUMENT: N_("Stuk ontvangen"),
    Action.REFUSE_DOCUMENT: N_("Stuk geweigerd"),
    Action.RECORD_DELIBERATION: N_("Voorbespreking gehouden"),
    Action.SKIP_DELIBERATION: N_("Voorbespreking overgeslagen"),
    Action.PLAN_HEARING: N_("Zitting gepland"),
    Action.MOVE_HEARING: N_("Zitting verplaatst"),
    Action.RECORD_HEARING: N_("Zitting gehouden"),
    Action.RECORD_CLOSING_DELIBERATION: N_("Beraad gehouden"),
    Action.PLAN_SECOND_HEARING: N_("Tweede zitting gepland"),
    Action.CANCEL_SECOND_HEARING: N_("Tweede zitting afgezegd"),
    Action.RECORD_SECOND_HEARING: N_("Tweede zitting gehouden"),
    Action.RULE: N_("Uitspraak gedaan"),
    Action.AGREE_WITH_RULING: N_("Lid stemt in met de uitspraak"),
    Action.SEND_RULING: N_("Uitspraak verstuurd"),
    Action.WITHDRAW: N_("Ingetrokken"),
    Action.SEND_ELSEWHERE: N_("Doorverwezen naar een ander"),
    Action.CLOSE: N_("Klacht afgerond"),
    Action.CLOSE_WITHOUT_CHOICE: N_("Afgerond zonder keuze"),
    Action.PLAN_IMPROVEMENT: N_("Actie afgesproken"),
    Action.SKIP_IMPROVEMENT: N_("Geen actie bij het advies"),
    Action.FINISH_IMPROVEMENT: N_("Actie klaar"),
    Action.DROP_IMPROVEMENT: N_("Actie vervallen"),
    Action.ASK_INSPECTION: N_("Om inzage gevraagd"),
    Action.ANSWER_INSPECTION: N_("Verzoek om inzage beantwoord"),
    Action.INSPECT: N_("Dossier ingezien"),
    Action.ADD_DOCUMENT: N_("Stuk toegevoegd"),
    Action.CORRECT: N_("Gecorrigeerd"),
    Action.PREPARE_LETTERS: N_("Brief klaargezet"),
    Action.SKIP_LETTERS: N_("Geen brief nodig"),
    Action.RECORD_LETTER_SENT: N_("Brief verstuurd"),
    Action.RECORD_LETTER_REFUSED: N_("Mail niet aangenomen"),
    Action.RECORD_LETTER_IN_DOUBT: N_("Niet zeker of de mail aankwam"),
    Action.RESEND_LETTER: N_("Brief opnieuw klaargezet"),
    Action.DROP_LETTER: N_("Brief toch niet verstuurd"),
    Action.KEEP_LONGER: N_("Dossier blijft langer bewaard"),
    Action.KEEP_NO_LONGER: N_("Dossier niet langer bewaard dan gewoonlijk"),
}

# The seats of the committee, and why somebody does not sit (R13).
SEATS: Mapping[Seat, str] = {
    Seat.CHAIR: N_("voorzitter"),
    Seat.PARTNER_MEMBER: N_("lid van een convenantpartner"),
    Seat.MUNICIPAL_OFFICIAL: N_("ambtenaar van de gemeente"),
}

GROUNDS: Mapping[Ground, str] = {
    Ground.ORGANISATION: N_("de klacht gaat over de eigen organisatie"),
    Ground.PARTY: N_("is zelf partij in deze klacht"),
    Ground.HANDLED: N_("behandelde deze klacht eerder"),
    Ground.PERSONAL_TIE: N_("kent iemand uit deze klacht"),
    Ground.ILLNESS: N_("is ziek of kan nu niet"),
    Ground.VACANCY: N_("de zittingstermijn loopt nu niet"),
    Ground.TAKEN: N_("zit al op een andere plaats"),
    Ground.DECLARED: N_("liet weten betrokken te zijn"),
}

STATUSES: Mapping[Status, str] = {
    Status.RUNNING: N_("loopt"),
    Status.WAITING: N_("wacht"),
    Status.LATER: N_("later, in overleg"),
    Status.MET: N_("op tijd"),
    Status.MET_LATE: N_("te laat"),
    Status.NOT_POSSIBLE: N_("niet mogelijk"),
    Status.STOPPED: N_("gestopt"),
}

WAITING_FOR: Mapping[str, str] = {"safety": N_("veiligheid"), "nameless": N_("naam niet bekend")}

CALENDARS: Mapping[CalendarName, str] = {
    CalendarName.PUBLIC: N_("officiële feestdagen"),
    CalendarName.ATW: N_("feestdagen van de Algemene termijnenwet"),
}

# Why a day counts or not; the name of a holiday is shown instead where there is one.
DAYS: Mapping[DayKind, str] = {
    DayKind.START: N_("dag 0, telt niet"),
    DayKind.WORKING_DAY: N_("werkdag {number}"),
    DayKind.WEEKEND: N_("weekend, telt niet"),
    DayKind.HOLIDAY: N_("{name}, telt niet"),
    DayKind.CLOSING_DAY: N_("sluitingsdag, telt niet"),
    DayKind.CALENDAR_DAY: N_("dag {number}"),
}

RULES: Mapping[str, str] = {
    "R1": N_("Alle klachten komen binnen"),
    "R2": N_("Klager en beklaagde"),
    "R3": N_("Waarneming"),
    "R4": N_("Eerste contact"),
    "R5": N_("Ontvangstbevestiging"),
    "R6": N_("Bevestiging zonder contact"),
    "R7": N_("Beklaagde informeren"),
    "R8": N_("Gesprek"),
    "R9": N_("Gespreksverslag"),
    "R10": N_("Naar tevredenheid"),
    "R11": N_("Niet naar tevredenheid"),
    "R12": N_("Keuze van de klager"),
    "R13": N_("Samenstelling commissie"),
    "R14": N_("Stukken opvragen"),
    "R15": N_("Voorbespreking"),
    "R16": N_("Zitting"),
    "R17": N_("Beraad en tweede zitting"),
    "R18": N_("Uitspraak"),
    "R19": N_("Dossier en archief"),
    "R20": N_("Inzage"),
    "R21": N_("Privacy"),
    "R22": N_("Halfjaarlijkse evaluatie"),
    "R23": N_("Klacht over een coördinator"),
    "R24": N_("Contactgegevens"),
    "R25": N_("Leren van klachten"),
}
