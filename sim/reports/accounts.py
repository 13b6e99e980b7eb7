"""One thing that happened, in a sentence, and the reasons that the model had for it, in numbers.

told(account, world)      what happened, from the event alone
reason(account, world)    why, from the terms of the decision; "" where the timeline brought it about
"""

from __future__ import annotations

from typing import Final

from sim.core.world import World
from sim.engine.reasons import Account
from sim.reports.wording import capital, joined, number, percent, the, words

# By kind, or by kind and detail. `{rest}` is what _rest says.
_TOLD: Final = {
    "deal": "{power} signs a bargain with {rival}.{rest}",
    "concession": "{power} stands back from {client} in favour of {rival}{rest}.",
    "breach": "{power} breaks its bargain with {rival} after {rest}.",
    "warning": "{power} warns: {client} lies in its sphere.",
    "sanction": "{power} puts {client} under sanctions.",
    "denial": "{power} begins to deny rivals' supply to {client}.",
    "fall": "the regime in {client} falls; it turns from {power}.",
    "force": "{power} goes to war in {client}.",
    "force swift": "{power} removes the regime in {client} by force.",
    "war_end": "the war of {power} in {client} freezes.",
    "war_end victory": "{power} wins its war in {client}.",
    "event": "by the timeline: {detail}.",
    "mediation": "{power} has brokered a bargain.",
    "mediation offer": "{power} offers to go between two others.",
    "veto": "{power} vetoes the mandate of {rival} over {client}.",
    "pressure": "{power} {rest} its pressure on {rival}.",
    "lead": "{client} now follows {power} most, no longer {rival}.",
}

# By kind. A term is told as a number, with :% as a percentage, with :%1 as one with a decimal; +term is its clause, if any.
_RUNG: Final = (
    "{patron} gives most there: support {support} (tolerated: {support_tolerance}), arms {arms} (tolerated: {arms_tolerance}), "
    "now for {quarters}."
)
_REASONS: Final = {
    "breach": "What it stands back from is worth {forgone} to it by now, what it receives {received}; its trust is {trust} "
              "({by_luck}).{+owing}",
    "fall": "Its insecurity is {insecurity}, {nonaligned:%} of its policy has no patron, recognition by its patrons is "
            "{recognised} and the worth of their arms {backing}{+example} ({by_luck}).",
    "force": "{leader} leads there ({leader_alignment:%} to {alignment:%}), which puts its stake at {stakes}{+rungs}"
             "{+opportunity}; against it stand the norm ({norm}), resistance ({resist}) and what rivals have there "
             "({deterrence}) ({by_luck}). Its strength there is {strength}, so it would succeed at once with a chance of "
             "{success:%}; luck drew {strike:%}.",
    "war_end": "Its strength is {strength} against {resist}: the chance of victory this quarter was {victory:%1}, of freezing "
               "{freezing:%1}, and luck drew {draw:%1}.",
    "warning": _RUNG, "sanction": _RUNG, "denial": _RUNG,
    "concession": "{client}: {rival} gains {gain} (it cares {salience_getter}), {power} gives up {loss} (it cares "
                  "{salience_giver}, and has {alignment_giver:%} of it).",
    "lead": "Shares: {amount:%1} against {before:%1}.",
}  # fmt: skip
_BY_LUCK: Final = "chance this quarter {chance:%1}, and luck drew {draw:%1}"
_CLAUSES: Final = {  # told where the term is not nothing
    "owing": " It had received, and still owed its part.",
    "example": ", and falls next door weigh {example}",
    "rungs": ", {rungs} by its exclusion",
    "opportunity": ", {opportunity} wars of others to hide behind",
}
_SIGHTS: Final = {
    "provocation": "saw efforts in its own sphere worth {} of its contest means",
    "felt": "felt {} capability of effort in its own sphere",
    "grievance": "held a grievance of {}",
    "trust": "trusted it at {}",
    "own_pressure": "had pressed it at {} before",
    "interdependence": "would lose {} by hostility",
    "legitimacy": "stood at home at {}",
    "rival_occupied": "saw it tied down by {} wars",
    "breach": "saw breaches of its exclusion worth {} of its contest means",
    "prospect": "saw a prospect of a bargain of {}",
    "leverage": "took it to care {} about its own sphere",
    "rival_stake": "saw it have {} to lose in its sphere",
    "threat": "was threatened at {} for meddling",
    "reward": "had been promised {} more than it counted on",
    "memory": "remembered {}",
    "luck": "drew {}",
}


class _Term(float):
    """A term of a decision, in a template: {name} as a number, {name:%1} as a percentage with one decimal."""

    def __format__(self, spec: str) -> str:
        return percent(self, int(spec[1:] or 0)) if spec else number(self)


def power_of(world: World, index: int) -> str:
    """A power's name as it stands in a sentence."""
    return the(world.power_names[index])


def client_of(world: World, index: int) -> str:
    """A client's."""
    return the(world.client_names[index])


def told(one: Account, world: World) -> str:
    """What happened, in one sentence, from the event alone."""
    sentence = _TOLD.get(f"{one.kind} {one.detail}", _TOLD.get(one.kind))
    if sentence is None:
        return f"{capital(words(one.kind))}."
    power, rival, client = power_of(world, one.power), power_of(world, one.rival), client_of(world, one.client)
    return capital(sentence.format(power=power, rival=rival, client=client, detail=one.detail, rest=_rest(one)))


def _rest(one: Account) -> str:
    """What depends on the amount."""
    match one.kind:
        case "deal":
            return f" It gains {number(one.amount)} by it." if one.amount else ""
        case "concession":
            return "" if one.amount > 0.995 else f" ({percent(one.amount)} of its effort there)"
        case "breach":
            return _quarters(one.amount)
        case "pressure":
            return "turns up" if one.amount > 0 else "eases"
        case _:
            return ""


def _quarters(turns: float) -> str:
    return f"{turns:.0f} quarter{'' if round(turns) == 1 else 's'}"


def reason(one: Account, world: World) -> str:
    """Why, in a sentence or two, from the terms of the decision; "" where there are none."""
    if not one.terms:
        return ""
    if one.kind == "pressure":
        return _pressed(one)
    terms = {name: _Term(value) for name, value in one.terms.items()} | {"amount": _Term(one.amount)}
    others = {f"+{name}": text.format_map(terms) if terms.get(name) else "" for name, text in _CLAUSES.items()}
    others["by_luck"] = _BY_LUCK.format_map(terms) if "chance" in terms else ""
    others["quarters"] = _quarters(one.terms.get("turns", 0.0))
    for name, index in (("leader", one.terms.get("leader", one.power)), ("patron", one.terms.get("rival", one.rival))):
        others[name] = capital(power_of(world, int(index)))
    others |= {"power": power_of(world, one.power), "rival": power_of(world, one.rival)}
    others["client"] = capital(client_of(world, one.client))
    return _REASONS.get(one.kind, "").format_map({**terms, **others})


def _pressed(one: Account) -> str:
    """Why a power turned its pressure up or down."""
    t = one.terms
    moved = f"From {number(t['before'])} to {number(t['after'])}"
    if not one.detail:
        return f"{moved}, as it was ordered."
    sights = [name for name in t if name not in ("before", "after", "asked") and t[name]]  # what is nothing weighs nothing
    seen = [_SIGHTS.get(name, f"saw {words(name)} of {{}}").format(number(t[name])) for name in sights]
    because = f": it {joined(seen)}" if seen else ""
    held = f"; of {number(t['asked'])} that this asked for it held back the rest, for favour or for shame" if "asked" in t else ""
    return f"{moved}, by its doctrine ({words(one.detail)}){because}{held}."
