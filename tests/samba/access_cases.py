# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Random questions, where both sides mean the same by them."""

USER = "S-1-5-21-1-2-3-1000"
GROUPS = ["S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-1002", "S-1-5-32-544",
          "S-1-1-0"]
STRANGER = "S-1-5-21-1-2-3-1999"
OWNER_RIGHTS = "S-1-3-4"
TRUSTEES = [USER, *GROUPS, STRANGER, OWNER_RIGHTS, OWNER_RIGHTS, "S-1-3-0",
            "S-1-5-18"]
GUID = "ab721a53-1e2f-11d0-9819-00aa0040529b"
# Rights of an object, those of owners, and what both leave undefined.
BITS = [0x1, 0x2, 0x4, 0x8000, 0x10000, 0x20000, 0x40000, 0x80000, 0x100000]
ACCESS_SYSTEM_SECURITY = 0x1000000
MAXIMUM_ALLOWED = 0x2000000
FLAGS = ["", "", "", "IO", "CI", "OICIIO", "ID", "NP"]


class Question:
    """Who asks which descriptor for what. descriptor is set by encoding it."""

    claims = {}

    def __init__(self, owner, aces, sids, privileges, access):
        self.owner = owner
        self.aces = aces  # (type, flags, mask, trustee); None: no DACL
        self.sids = sids
        self.privileges = privileges
        self.access = access
        self.descriptor = None

    def sddl(self):
        text = f"O:{self.owner}G:{STRANGER}"
        if self.aces is None:
            return text + "D:NO_ACCESS_CONTROL"
        return text + "D:" + "".join(
            f"({kind};{flags};0x{mask:x};{GUID if kind == 'OD' else ''};;"
            f"{trustee})" for kind, flags, mask, trustee in self.aces)

    def __str__(self):
        text = f"{self.sddl()} asked for 0x{self.access:x} by {self.sids}"
        if self.privileges:
            text += f" with {', '.join(self.privileges)}"
        return text

    def smaller(self):
        """Questions with one ACE, SID, privilege or bit less."""
        aces = self.aces or []
        for i, (kind, flags, mask, trustee) in enumerate(aces):
            yield self.but(aces=aces[:i] + aces[i + 1:])
            for bit in bits_of(mask):
                if mask != bit:
                    ace = (kind, flags, mask & ~bit, trustee)
                    yield self.but(aces=aces[:i] + [ace] + aces[i + 1:])
            if flags:
                ace = (kind, "", mask, trustee)
                yield self.but(aces=aces[:i] + [ace] + aces[i + 1:])
        for i in range(1, len(self.sids)):
            yield self.but(sids=self.sids[:i] + self.sids[i + 1:])
        for i in range(len(self.privileges)):
            yield self.but(privileges=self.privileges[:i] +
                           self.privileges[i + 1:])
        for bit in bits_of(self.access):
            if self.access != bit:
                yield self.but(access=self.access & ~bit)

    def but(self, **changes):
        fields = {"owner": self.owner, "aces": self.aces, "sids": self.sids,
                  "privileges": self.privileges, "access": self.access}
        fields.update(changes)
        return Question(**fields)


def bits_of(mask):
    return [1 << i for i in range(32) if mask >> i & 1]


def random_mask(rnd):
    mask = sum(bit for bit in BITS if rnd.random() < 0.35)
    return mask or rnd.choice(BITS)


def random_question(rnd):
    aces = [(rnd.choice(["A", "A", "A", "D", "OD"]), rnd.choice(FLAGS),
             random_mask(rnd), rnd.choice(TRUSTEES))
            for _ in range(rnd.choice([0, 1, 2, 3, 6]))]
    sids = [USER] + [group for group in GROUPS if rnd.random() < 0.6]
    access = rnd.choice([0, random_mask(rnd), random_mask(rnd),
                         random_mask(rnd) | ACCESS_SYSTEM_SECURITY,
                         MAXIMUM_ALLOWED, random_mask(rnd) | MAXIMUM_ALLOWED])
    privileges = [name for name in ("SeSecurityPrivilege",
                                    "SeTakeOwnershipPrivilege")
                  if rnd.random() < 0.2]
    # With MAXIMUM_ALLOWED Samba leaves out what privileges give.
    if access & MAXIMUM_ALLOWED:
        privileges = []
    # It grants all that there is, not all that the object has, by a NULL DACL.
    if rnd.random() < 0.05 and not access & (MAXIMUM_ALLOWED |
                                             ACCESS_SYSTEM_SECURITY):
        aces = None
    return Question(rnd.choice([USER, *GROUPS, STRANGER]), aces, sids,
                    privileges, access)
