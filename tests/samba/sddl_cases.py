# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Random descriptors as text, in the part of SDDL that both sides share.

A case is a list of sections, each a list of pieces of text, of which all but
the first can be left out: so a case that fails is made small.
"""

ALIASES = ("AA AC AN AS AU BA BG BO BU AO CD CG CO CY ED ER ES HA HI IS IU LS "
           "LU LW ME MP MS MU NO NS NU OW PO PS PU RA RC RD RE RM RU SI SO SS "
           "SU SY UD WD WR").split()
DOMAIN_ALIASES = "AP CA CN DA DC DD DG DU EA EK KA LA LG PA RO RS SA".split()
RIGHTS = ("CC DC LC SW RP WP DT LO CR SD RC WD WO GA GX GW GR FR FW "
          "FX").split()
FLAGS = "OI CI NP IO ID SA FA".split()
DACL_TYPES = ["A", "A", "D", "OA", "OD"]
SACL_TYPES = ["AU", "AL", "OU", "OL"]
CONDITION_TYPES = ["XA", "XD", "ZA"]
RELATIONS = "== != < <= > >=".split()
SETS = "Contains Any_of Not_Contains Not_Any_of".split()
MEMBERSHIPS = ("Member_of Member_of_Any Device_Member_of Device_Member_of_Any "
               "Not_Member_of Not_Member_of_Any Not_Device_Member_of "
               "Not_Device_Member_of_Any").split()
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


def text_of(case):
    return "".join("".join(section) for section in case)


def smaller(case):
    """Cases with one piece or one section less."""
    for i, section in enumerate(case):
        if len(case) > 1:
            yield case[:i] + case[i + 1:]
        for j in range(1, len(section)):
            if section[0] not in ("O:", "G:"):
                yield (case[:i] + [section[:j] + section[j + 1:]] +
                       case[i + 1:])


def guid(rnd):
    digits = f"{rnd.getrandbits(128):032x}"
    text = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20],
                     digits[20:]))
    return rnd.choice([text, text.upper()])


def sid(rnd, domain=True):
    kind = rnd.random()
    if kind < 0.5:
        return rnd.choice(ALIASES)
    if domain and kind < 0.7:
        return rnd.choice(DOMAIN_ALIASES)
    authority = rnd.choice([0, 1, 5, 15, 22, rnd.getrandbits(32),
                            rnd.getrandbits(48)])
    parts = [rnd.choice([0, 21, 32, 544, rnd.getrandbits(32)])
             for _ in range(rnd.choice([0, 1, 1, 2, 4, 5, 15]))]
    return "-".join(["S-1", str(authority), *map(str, parts)])


class Texts:
    """Generates cases; with @recent, what Samba understands since 4.20."""

    def __init__(self, rnd, recent):
        self.rnd = rnd
        self.recent = recent

    def case(self):
        rnd = self.rnd
        sections = []
        for letter in "OG":
            if rnd.random() < 0.8:
                sections.append([letter + ":", sid(rnd)])
        for letter in "DS":
            if rnd.random() < (0.9 if letter == "D" else 0.5):
                sections.append(self.acl(letter))
        rnd.shuffle(sections)
        return sections or [self.acl("D")]

    def acl(self, letter):
        rnd = self.rnd
        flags = rnd.sample(["P", "AR", "AI"], rnd.choice([0, 0, 1, 2, 3]))
        # Before 4.20 Samba reads "D:PO:SY" as flags P and O.
        least = 1 if flags and not self.recent else 0
        count = max(least, rnd.choice([0, 1, 1, 2, 3, 8]))
        return [letter + ":", *flags, *(self.ace(letter)
                                        for _ in range(count))]

    def ace(self, letter):
        rnd = self.rnd
        types = list(DACL_TYPES if letter == "D" else SACL_TYPES)
        if self.recent:
            types += CONDITION_TYPES if letter == "D" else ["XU", "RA"]
        kind = rnd.choice(types)
        flags = "".join(rnd.sample(FLAGS, rnd.choice([0, 0, 1, 2, 7])))
        if kind == "RA":
            return f"(RA;{flags};;;;WD;({self.attribute()}))"
        guids = ["", ""]
        if kind in ("OA", "OD", "OU", "OL", "ZA"):
            guids = [rnd.choice(["", guid(rnd)]) for _ in range(2)]
        fields = [kind, flags, self.rights(), *guids, sid(rnd)]
        if kind in ("XA", "XD", "XU", "ZA"):
            fields.append(f"({self.condition(3)})")
        return f"({';'.join(fields)})"

    def rights(self):
        rnd = self.rnd
        kind = rnd.random()
        if kind < 0.6:
            return "".join(rnd.choice(RIGHTS)
                           for _ in range(rnd.choice([0, 1, 1, 2, 5])))
        bits = rnd.getrandbits(32) >> rnd.choice([0, 8, 11, 16, 31])
        if kind < 0.8 or not self.recent:
            return rnd.choice(["0x%x", "0x%X", "0x%08x"]) % bits
        return rnd.choice(["%d", "0%o", "0X%x"]) % bits if kind < 0.9 else "FA"

    # Conditions.

    def blank(self):
        return self.rnd.choice(["", " ", " ", "  "])

    def condition(self, depth):
        rnd = self.rnd
        if depth == 0 or rnd.random() < 0.4:
            return self.term()
        inner = self.condition(depth - 1)
        kind = rnd.random()
        if kind < 0.2:
            return f"!{self.blank()}({inner})"
        if kind < 0.4:
            return f"({self.blank()}{inner}{self.blank()})"
        return (f"{inner}{self.blank()}{rnd.choice(['&&', '||'])}"
                f"{self.blank()}{self.condition(depth - 1)}")

    def term(self):
        rnd = self.rnd
        kind = rnd.random()
        if kind < 0.1:
            return self.name(rnd.random() < 0.5)
        if kind < 0.2:
            operator = rnd.choice(["Exists", "Not_Exists"])
            return f"{operator} {self.name(rnd.random() < 0.5)}"
        if kind < 0.4:
            sids = [self.literal_sid()
                    for _ in range(rnd.choice([0, 1, 1, 2, 3]))]
            operand = "{" + ",".join(sids) + "}"
            if len(sids) == 1 and rnd.random() < 0.5:
                operand = sids[0]
            return f"{rnd.choice(MEMBERSHIPS)} {operand}"
        left = self.name(rnd.random() < 0.5)
        right = self.name(True) if rnd.random() < 0.2 else self.literal()
        if kind < 0.8:
            return (f"{left}{self.blank()}{rnd.choice(RELATIONS)}"
                    f"{self.blank()}{right}")
        return f"{left} {rnd.choice(SETS)} {self.composite()}"

    def name(self, prefixed):
        rnd = self.rnd
        first = rnd.choice(LETTERS)
        if not prefixed:
            rest = "".join(rnd.choice(LETTERS + DIGITS + "_:./")
                           for _ in range(rnd.choice([0, 1, 5])))
            # No operator has such a name.
            return first + "q" + rest
        rest = "".join(rnd.choice(LETTERS + DIGITS + "_:./-#$*@é")
                       for _ in range(rnd.choice([0, 1, 5])))
        rest += rnd.choice(["", "", "%0020x", "%0025"])
        space = rnd.choice(["@User.", "@Device.", "@Resource.", "@USER."])
        return space + first + rest

    def integer(self):
        rnd = self.rnd
        magnitude = rnd.choice([0, 1, rnd.getrandbits(8), rnd.getrandbits(63),
                                (1 << 63) - 1])
        digits = rnd.choice(["%d", "0x%x", "0%o"]) % magnitude
        return rnd.choice(["", "", "+", "-"]) + digits

    def string(self):
        rnd = self.rnd
        return "".join(rnd.choice(LETTERS + DIGITS + " ();,{}&|!#é\u4e2d𝄞")
                       for _ in range(rnd.choice([0, 1, 3, 12])))

    def literal_sid(self):
        # A domain's letters in a condition end Samba 4.22 with a SIGSEGV.
        return f"SID({sid(self.rnd, domain=False)})"

    def literal(self, composites=True):
        rnd = self.rnd
        kind = rnd.random()
        if kind < 0.4:
            return self.integer()
        if kind < 0.6:
            return f'"{self.string()}"'
        if kind < 0.7:
            return "#" + rnd.randbytes(rnd.choice([0, 1, 4])).hex()
        if kind < 0.85 or not composites:
            return self.literal_sid()
        return self.composite()

    def composite(self):
        values = [self.literal(composites=False)
                  for _ in range(self.rnd.choice([0, 1, 2, 3]))]
        separator = self.rnd.choice([",", ", "])
        return "{" + separator.join(values) + "}"

    def attribute(self):
        """A resource attribute of the kinds that both write alike."""
        rnd = self.rnd
        # Samba aligns what stands behind the name to 2 bytes, kacs to 4.
        name = "".join(rnd.choice(LETTERS + DIGITS + "_:./")
                       for _ in range(rnd.choice([1, 3, 7])))
        flags = rnd.getrandbits(6) | rnd.getrandbits(2) << 16
        values = rnd.sample(range(1 << 20), rnd.choice([1, 2, 5]))
        kind = rnd.choice(["TI", "TU"])
        if kind == "TI":
            # Without a negative number Samba writes another type.
            values.append(-rnd.getrandbits(63) - 1)
        return ",".join([f'"{name}"', kind, f"0x{flags:x}",
                         *map(str, values)])
