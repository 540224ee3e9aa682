"""Moves: the frame in which a verb or noun sets a force, by the lists of ``lexicon/forces.toml``."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.anchors import BY_ROLE, HANDING, Role, is_passive, is_setting_out
from service.extract.changeover import is_place_taken
from service.extract.goals import FIRING
from service.extract.lexicon.forces import Frame, force_words
from service.extract.progress import UNDELIVERED
from service.extract.sighting import MATERIEL
from service.extract.syntax import children, coordinated, prepositional_objects, subject
from service.extract.troops import force_of
from service.model import Force

ENDING = frozenset({"end", "terminate", "conclude", "disband"})  # not "ended up in"
LEAVING_OF_MEN = frozenset({"leave", "pull", "close", "remove", "recall"})
# verbs of giving that may also be said of men
GIVING_MEN = frozenset(
    {"provide", "contribute", "send", "commit", "transfer", "supply", "offer", "promise", "pledge", "lend", "make"}
)
TAKING = frozenset({"fly", "airlift", "take", "evacuate", "rush", "bring", "transport", "carry", "move", "transfer"})
HURT = frozenset({"wound", "wounded", "injure", "injured", "hurt", "injury"})
CARE = frozenset({"hospital", "clinic", "infirmary", "treatment", "morgue", "burial"})
OUSTING = frozenset({"drive", "oust", "dislodge"})
OUTWARD = frozenset({"fly", "ship", "sail", "move", "head"})
RECEIVING = frozenset({"receive", "accept", "host", "house", "admit", "accommodate"})
BUYING = frozenset({"buy", "purchase", "acquire", "obtain", "procure", "import", "get"})  # materiel, not men
LEADING = frozenset({"lead", "command"})
PERSONS = frozenset({"he", "she", "i", "we", "they", "who"})
NUMBERING = frozenset({"count", "number", "comprise", "muster"})
VISITING = frozenset({"visit"})
CALLING: frozenset[Force] = frozenset({"ships", "aircraft"})  # which visit ports; men are no deployment that visits
LETTING = frozenset({"let", "allow"})
HOLDING = frozenset({"hold", "keep"})
CARRYING = frozenset(
    {"carry", "transport", "accommodate", "fire", "field", "deploy", "host", "operate", "take", "hold"}
)
STRENGTHENING = frozenset({"reinforce", "strengthen", "bolster", "boost", "shore", "improve", "augment"})
SURRENDERING = {("give", "up"), ("lay", "down"), ("hand", "in"), ("turn", "in")}
# "shot down", not moved: "brings down 300 a night", "came down in a field"; "will bring together 5,500 men"
FELLING = {("bring", "down"), ("come", "down"), ("bring", "together")}
NO_MOVES = frozenset(SURRENDERING | FELLING)
TAKEN = frozenset({"part", "position", "post", "station", "turn", "place", "stand", "charge", "cover", "shelter"})
COUNTS = frozenset({"number", "toll", "figure", "strength", "total", "loss", "estimate"})
PUTTING = ("in", "into", "at", "near", "around", "behind", "along", "outside", "inside")
ANNOUNCING = UNDELIVERED | {"add", "build", "make", "produce"}  # verbs of those who are to give it
PICTURES = frozenset({"picture", "image", "photo", "photograph", "footage", "imagery", "video", "satellite"})
FLYING = frozenset({"operate", "watch", "monitor", "guard", "protect", "shield", "loiter", "circle", "police"})
STANDING = frozenset({"remain", "stay", "stand", "be", "patrol", "escort", "station"})


def frame_of(anchor: Token, role: Role, force: Force) -> Frame | None:
    """Return the frame that a verb or noun gives to a force that plays this role with it, None where it gives none."""
    words = force_words()
    lemma = anchor.lemma_.lower()
    if role == "host":
        return "host"
    if role == "noun" and is_place_taken(anchor):
        return None  # it places nobody
    if role == "noun":
        return words.nouns.get(lemma) if lemma not in VISITING or force in CALLING else None
    if role == "subject" and anchor.pos_ == "NOUN" and lemma in words.people["deeds"]:
        return "stay"
    if _tells_nothing(anchor, lemma, role, force):
        return None
    if (frame := _by_wording(anchor, lemma, role, force)) is not None:
        return frame
    with_particle = _with_particle(anchor, lemma, force)
    if with_particle == "leave" and _is_outward(anchor):
        with_particle = "go" if role == "subject" else "send"  # "fly out to Sarajevo"
    if lemma == "tie" and role == "object" and with_particle == "go" and is_passive(anchor):
        return "stay" if _places(anchor) else None  # "are tied up in Estonia"
    if with_particle is not None and not (with_particle == "go" and role == "object"):  # "put 300 men into the port"
        return with_particle if _may_play(role, with_particle, anchor) else None
    if lemma == "be" or _is_left(anchor):
        return "stay" if _is_state(anchor, role) else None
    frames = (f for f in words.verbs.get(lemma, ()) if _may_play(role, f, anchor) and _suits(f, force, anchor))
    return next(frames, None)


def _tells_nothing(verb: Token, lemma: str, role: Role, force: Force) -> bool:
    """Whether a verb of a frame means something else here."""
    if lemma == "have" and any(c.lower_ == "may" for c in children(verb, "aux")):
        return True  # "may have as many as 80 men" tells of a mandate
    if lemma == "relieve" and role == "object":
        return True  # who is relieved is there already
    if lemma in TAKING and _is_for_care(verb):
        return True
    if lemma in OUSTING and not children(verb, "dobj"):
        return True  # whoever was driven out is there no more, and "drove up to the dam" says nothing of a stay
    if lemma == "put" and not _is_putting_somewhere(verb):
        return True
    if lemma == "disband" and force == "troops":
        return True  # "Wagner, which was disbanded" is no more, wherever its men are
    if lemma in CARRYING and _is_ability(verb):
        return True  # "can carry 60 aircraft", "capable of firing missiles"
    if lemma == "carry" and force == "weapons" and _is_of_people(verb):
        return True  # "they carry light arms", "he was carrying shells"
    if lemma in STRENGTHENING and role == "object" and force in MATERIEL and _is_about_defences(verb):
        return True
    if lemma in HOLDING and force not in MATERIEL and is_passive(verb):
        return True  # "Ukrainian soldiers who are held in Russia" are captives
    if lemma == "hand" and force not in MATERIEL and not any(c.lower_ == "back" for c in verb.children):
        return True  # people handed over are captives
    if lemma in {"hand", "give", "issue"} and role == "object" and is_passive(verb) and _is_of_people(verb):
        return True  # "he was handed a rifle"
    if lemma in LETTING and (is_passive(verb) or not children(verb, "ccomp", "xcomp")):
        return True  # "observers are not allowed across"
    if lemma == "follow" and verb.head.lemma_.lower() in LEAVING_OF_MEN and role != "subject":
        return True
    if lemma == "take" and role == "subject" and _takes_a_thing(verb):
        return True
    return any((lemma, c.lower_) in NO_MOVES for c in children(verb, "prt", "advmod"))


def _is_for_care(verb: Token) -> bool:
    """ "two officers were wounded and flown to a hospital"; not "moved 300 men to a hospital in Gaza"."""
    is_hurt = is_passive(verb) or any(t.lemma_.lower() in HURT for t in verb.sent)
    return is_hurt and any(noun.lemma_.lower() in CARE for noun in prepositional_objects(verb, "to", "for"))


def _takes_a_thing(verb: Token) -> bool:
    """ "took the town", "took over two posts": that is fighting; not "take part", "took up positions"."""
    things = [] if any(c.lower_ == "home" for c in verb.children) else children(verb, "dobj")
    return any(noun.lemma_.lower() not in TAKEN for noun in things)


def _is_putting_somewhere(verb: Token) -> bool:
    """ "put 900 men in the port"; not "put the number of ships at 27", "put recruits through their paces in Kent"."""
    is_number = any(noun.lemma_.lower() in COUNTS for noun in children(verb, "dobj"))
    is_otherwise = any(c.lower_ in {"on", "through", "to"} for c in children(verb, "prep"))
    if is_number or is_otherwise:
        return False
    return any(_is_goal(noun) for noun in prepositional_objects(verb, *PUTTING))


def _is_ability(verb: Token) -> bool:
    """Whether somebody or something is said to be able to do it: "can carry", "capable of carrying"."""
    above = verb.head.head if verb.dep_ == "pcomp" else verb.head
    is_able = verb.dep_ in {"pcomp", "xcomp"} and above.lemma_.lower() in {"capable", "able"}
    doer = subject(verb)
    is_somebody = doer is None or doer.pos_ in {"PROPN", "PRON"}  # "Norway can deploy 300 soldiers"
    return is_able or (not is_somebody and any(c.lower_ == "can" for c in children(verb, "aux")))


def _is_of_people(verb: Token) -> bool:
    """Whether it is persons of whom a verb is said, not ships or lorries."""
    doer = subject(verb)
    is_pronoun = doer is not None and doer.lower_ in {"he", "she", "i", "we", "they"}
    return doer is not None and (is_pronoun or force_of(doer) not in {None, *MATERIEL})


def _is_about_defences(verb: Token) -> bool:
    """ "to reinforce the country's air defences": what it has already; not "with two batteries"."""
    return bool(children(verb, "dobj")) and not any(c.lower_ == "with" for c in verb.children)


def _by_wording(verb: Token, lemma: str, role: Role, force: Force) -> Frame | None:
    """The frame of verbs that have one only in some wordings."""
    if is_setting_out(verb) and role == "subject":
        return "go"
    if lemma in force_words().people["keeping"] and role == "with" and force not in MATERIEL:
        return "stay"  # "is ready to stay on with 900 men", "guards the port with 300 soldiers"
    if lemma == "be" and role == "subject" and _is_returned(verb):
        return "leave"  # "are back from Erbil", "were gone by May"
    if lemma == "leave" and role == "object" and not is_passive(verb) and force not in MATERIEL:
        return "have"  # "left 300 soldiers in Erbil"
    if lemma in BUYING | ANNOUNCING and role == "object" and force in MATERIEL and is_meant_for_others(verb):
        return "supply"
    if lemma == "order" and role == "object" and force in MATERIEL and any(prepositional_objects(verb, "from")):
        return "host"  # "ordered 180 tanks from Seoul"
    if lemma in {"show", "reveal"} and role == "object" and _are_pictures(subject(verb)):
        return "have"
    if lemma == "follow" and verb.head.lemma_.lower() in LEAVING_OF_MEN:
        return "leave"  # "the French left and the UN mission followed"
    if lemma == "order" and role == "object" and any(_is_goal(noun) for noun in prepositional_objects(verb, "to")):
        return "send"  # "a destroyer was ordered to the strait", "ordered 900 men to the coast"
    return None


def _is_returned(verb: Token) -> bool:
    """ "are back from", "were gone"; not "are back at the base"."""
    for word in children(verb, "advmod", "acomp"):
        if word.lower_ == "gone" or (word.lower_ in {"back", "home"} and any(c.lower_ == "from" for c in word.subtree)):
            return True
    return False


def is_meant_for_others(verb: Token) -> bool:
    """ "bought shells for Ukraine", "announced 50 vehicles for Mali": who is named behind "for" gets them."""
    nouns = (verb, *(noun for first in children(verb, "dobj") for noun in coordinated(first)))
    return any(o.pos_ == "PROPN" for noun in nouns for o in prepositional_objects(noun, "for"))


def _are_pictures(doer: Token | None) -> bool:
    """ "satellite pictures show two helicopters at the base"."""
    return doer is not None and doer.lemma_.lower() in PICTURES


def _is_goal(noun: Token) -> bool:
    """Whether somebody may be ordered to what a noun names: a place, not "a state of alert"."""
    return noun.pos_ == "PROPN" or noun.lemma_.lower() in force_words().people["places"] - {"state"}


def _with_particle(verb: Token, lemma: str, force: Force) -> Frame | None:
    """The frame of "pull out", "fly in", "make available": the particle decides."""
    for child in verb.children:
        frame = force_words().particles.get((lemma, child.lower_)) if child.lower_ != lemma else None
        if frame is not None and not _is_preposition(child):
            return "supply" if lemma in HANDING and force in MATERIEL else frame
    return None


def _is_preposition(word: Token) -> bool:
    """Whether "in" is no particle: "moving in stages", "taken prisoner in May"; not "flew in 300 soldiers"."""
    return word.lower_ == "in" and any(force_of(noun) is None for noun in children(word, "pobj"))


def _is_outward(verb: Token) -> bool:
    """ "fly out to Sarajevo": who leaves goes to a place."""
    if verb.lemma_.lower() not in OUTWARD or not any(c.lower_ == "out" for c in verb.children):
        return False
    return any(noun.pos_ == "PROPN" for way in verb.children if way.lower_ == "to" for noun in children(way, "pobj"))


def _may_play(role: Role, frame: Frame, verb: Token) -> bool:
    """Whether a force stands in this role with the verbs of a frame; "is guarded" is no stay, "are led by" is."""
    if frame == "leave" and role == "subject" and children(verb, "dobj", "ccomp") and not is_passive(verb):
        return verb.lemma_.lower() in force_words().people["entering"]  # not "sappers removing mines"
    return role in BY_ROLE[frame] or (role == "object" and frame == "stay" and is_passive(verb) and _places(verb))


def _places(verb: Token) -> bool:
    """Whether a passive tells where somebody is: "are billeted", "is being trained" at a place."""
    return any(c.dep_ == "prep" for c in verb.children)


def _is_left(verb: Token) -> bool:
    """ "2,000 soldiers are left there"."""
    return verb.lower_ == "left" and is_passive(verb) and not children(verb, "dobj")


def _is_state(verb: Token, role: Role) -> bool:
    """ "2,000 soldiers are in Iraq", "there are 300 of them"; of "are to move" the verb behind it says it."""
    if verb.lemma_ != "be":
        return True
    is_there = role == "subject" or any(c.dep_ == "expl" for c in verb.children)
    return is_there and not any(c.tag_ == "VB" for c in children(verb, "xcomp"))


def tells_strength(verb: Token) -> bool:
    """ "the mission, which counts 1,100 soldiers"; not "he counted 40 soldiers"."""
    doer = subject(verb)
    is_now = verb.lemma_.lower() in NUMBERING and verb.tag_ in {"VBZ", "VBP"}
    return is_now and doer is not None and doer.lower_ not in PERSONS


def _suits(frame: Frame, force: Force, verb: Token) -> bool:
    lemma = verb.lemma_.lower()
    if frame == "host" and (force in MATERIEL or lemma in BUYING):
        return lemma in RECEIVING | BUYING and force in MATERIEL
    if frame == "have" and lemma in LEADING:
        return not any(c.tag_ == "WP" for c in verb.children)  # "a general who led peacekeepers"
    if frame == "have" and lemma in NUMBERING:
        return tells_strength(verb) or verb.tag_ in {"VBD", "VBN"}  # "counts 900 men", "counted nine ships"
    if lemma in VISITING:
        return force in CALLING
    if frame == "supply" and any(c.lower_ in {"him", "her", "me"} for c in verb.children):
        return False
    if frame == "supply":
        return force in MATERIEL or lemma in GIVING_MEN
    if frame == "stay" and lemma in FIRING:
        return any(c.lower_ == "from" for c in verb.children)  # "fire into Sumy from positions in Russia"
    if frame == "stay":
        return force not in {"weapons", "aircraft"} or lemma in STANDING or (force == "aircraft" and lemma in FLYING)
    if lemma in ENDING:
        return bool(children(verb, "dobj")) or is_passive(verb)
    if frame == "leave" and lemma in LEAVING_OF_MEN:
        is_mobile = force not in MATERIEL or force == "ships"
        return is_mobile and not any(c.lower_ == "behind" for c in verb.children)
    return True
