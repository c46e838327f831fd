# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Random conditions, where both sides mean the same by them.

A condition is a term's text or a tuple of an operator and conditions.
"""

from access_cases import STRANGER, USER

# Of the user, by name: type for SDDL, type for kacs, values.
CLAIMS = {"zero": ("TU", "uint64", [0]),
          "five": ("TU", "uint64", [5]),
          "few": ("TU", "uint64", [1, 2, 3]),
          "less": ("TI", "int64", [-3]),
          "word": ("TS", "string", ["Abc"]),
          "nothing": ("TS", "string", [""]),
          "words": ("TS", "string", ["x", "Y"])}
# Of the object.
RESOURCE = 'S:(RA;;;;;WD;("seven",TU,0x0,7))'
GROUP = "S-1-5-32-544"
SIDS = ["SID(WD)", f"SID({USER})", f"SID({GROUP})", "SID(SY)"]
NUMBERS = ["-3", "0", "1", "5", "0x7", "{1}", "{5}", "{1, 2}", "{1, 2, 3}"]
TEXTS = ['""', '"abc"', '"Abc"', '"x"', '{"Abc"}', '{"x"}', '{"x", "y"}']
OTHERS = ["SID(BA)", "{SID(BA)}", "#00"]
RELATIONS = "== != < <= > >=".split()
SETS = "Contains Any_of Not_Contains Not_Any_of".split()
MEMBERSHIPS = "Member_of Member_of_Any Not_Member_of Not_Member_of_Any".split()


class ConditionQuestion:
    """May USER have one right by one conditional ACE?"""

    sids = [USER, "S-1-1-0", GROUP]
    privileges = []
    access = 0x1
    claims = CLAIMS

    def __init__(self, kind, condition):
        self.kind = kind
        self.condition = condition
        self.descriptor = None

    def sddl(self):
        """For a denial an ACE follows that allows, so that it shows."""
        allow = "(A;;CC;;;WD)" if self.kind == "XD" else ""
        return (f"O:{STRANGER}D:({self.kind};;CC;;;WD;"
                f"({text_of(self.condition)})){allow}{RESOURCE}")

    def __str__(self):
        return f"{self.sddl()} with the claims of condition_cases.py"

    def smaller(self):
        """Questions with a part of the condition for a whole."""
        for condition in smaller(self.condition):
            yield ConditionQuestion(self.kind, condition)


def text_of(condition):
    if isinstance(condition, str):
        return condition
    operator, *operands = condition
    texts = [f"({text_of(operand)})" for operand in operands]
    return operator + texts[0] if operator == "!" else \
        f" {operator} ".join(texts)


def smaller(condition):
    if isinstance(condition, str):
        return
    operator, *operands = condition
    yield from operands
    for i, operand in enumerate(operands):
        for less in smaller(operand):
            yield (operator, *operands[:i], less, *operands[i + 1:])


def random_term(rnd):
    kind = rnd.random()
    if kind < 0.25:
        sids = [rnd.choice(SIDS) for _ in range(rnd.choice([1, 1, 2]))]
        return f"{rnd.choice(MEMBERSHIPS)} {{{', '.join(sids)}}}"
    if kind < 0.35:
        return "@Resource.seven " + rnd.choice(["== 7", "> 6", "< 7",
                                                "Any_of {7, 8}"])
    name = rnd.choice(list(CLAIMS))
    values = TEXTS if CLAIMS[name][0] == "TS" else NUMBERS
    # Against other types, but no list of these: Samba compares them.
    if rnd.random() < 0.2:
        values = [value for value in TEXTS + NUMBERS + OTHERS
                  if "," not in value]
    if rnd.random() < 0.2:
        values = [f"@User.{name}" for name in CLAIMS if name != "words"]
    operator = rnd.choice(SETS if kind < 0.65 else RELATIONS)
    return f"@User.{name} {operator} {rnd.choice(values)}"


def random_condition(rnd, depth):
    if depth == 0 or rnd.random() < 0.5:
        return random_term(rnd)
    if rnd.random() < 0.25:
        return ("!", random_condition(rnd, depth - 1))
    return (rnd.choice(["&&", "||"]), random_condition(rnd, depth - 1),
            random_condition(rnd, depth - 1))


def random_question(rnd):
    if rnd.random() < 0.1:
        name = rnd.choice([*CLAIMS, "absent"])
        return ConditionQuestion(rnd.choice(["XA", "XD"]), f"@User.{name}")
    return ConditionQuestion(rnd.choice(["XA", "XD"]),
                             random_condition(rnd, 3))
