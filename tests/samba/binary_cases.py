# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Random descriptors as bytes, laid out as both sides write them."""

import struct

TYPES = {"dacl": [0, 0, 1, 5, 6], "sacl": [2, 3, 7, 8]}
OBJECT_TYPES = (5, 6, 7, 8)
ACL_FLAGS = {"dacl": 0x1500, "sacl": 0x2a00}
PRESENT = {"dacl": 0x0004, "sacl": 0x0010}
SELF_RELATIVE = 0x8000
KNOWN_SIDS = [(1, 0), (3, 0), (3, 1), (3, 4), (5, 10), (5, 11), (5, 18),
              (5, 32, 544), (5, 32, 545), (5, 21, 1, 2, 3, 500),
              (5, 21, 1, 2, 3, 513), (5, 21, 1, 2, 4, 513), (15, 2, 1),
              (16, 8192)]


def sid_bytes(authority, *parts):
    return (bytes([1, len(parts)]) + authority.to_bytes(6, "big") +
            struct.pack(f"<{len(parts)}I", *parts))


class Ace:
    """One ACE of a type that needs nothing behind its SID."""

    def __init__(self, rnd, acl, recent):
        self.type = rnd.choice(TYPES[acl])
        self.flags = 0
        for flag in (1, 2, 4, 8, 16, 64, 128):
            self.flags |= flag if rnd.random() < 0.2 else 0
        self.mask = rnd.getrandbits(32) >> rnd.choice([0, 8, 11, 16, 31, 32])
        if rnd.random() < 0.3:
            self.mask = rnd.choice([0x120089, 0x120116, 0x1200a0, 0x1301bf,
                                    0xf01ff, 0x10000000,
                                    # Before 4.20 Samba reads FA otherwise.
                                    0x1f01ff if recent else 0])
        self.guids = [rnd.choice([b"", rnd.randbytes(16)]) for _ in range(2)]
        self.sid = random_sid(rnd)

    def pack(self):
        body = struct.pack("<I", self.mask)
        if self.type in OBJECT_TYPES:
            body += struct.pack("<I", bool(self.guids[0]) |
                                bool(self.guids[1]) << 1)
            body += b"".join(self.guids)
        body += self.sid
        return struct.pack("<BBH", self.type, self.flags,
                           len(body) + 4) + body


def random_sid(rnd):
    if rnd.random() < 0.6:
        return sid_bytes(*rnd.choice(KNOWN_SIDS))
    parts = [rnd.getrandbits(32) for _ in range(rnd.choice([0, 1, 4, 5, 15]))]
    return sid_bytes(rnd.choice([0, 5, rnd.getrandbits(32)]), *parts)


class Binary:
    """A descriptor: SIDs as bytes, ACLs as lists of ACEs, None for absent."""

    def __init__(self, rnd, recent):
        self.owner = random_sid(rnd) if rnd.random() < 0.9 else None
        self.group = random_sid(rnd) if rnd.random() < 0.8 else None
        self.control = SELF_RELATIVE
        self.acls = {}
        for name, chance in (("sacl", 0.4), ("dacl", 0.9)):
            if rnd.random() < chance:
                aces = [Ace(rnd, name, recent)
                        for _ in range(rnd.choice([0, 1, 2, 8]))]
                self.acls[name] = aces
                self.control |= PRESENT[name]
                # Before 4.20 Samba cannot read flags of an empty ACL.
                if aces or recent:
                    self.control |= rnd.getrandbits(16) & ACL_FLAGS[name]
        if not (self.owner or self.group or self.acls):
            self.owner = random_sid(rnd)

    def pack(self):
        """Owner, group, SACL, DACL, each behind the one before."""
        parts = [self.owner or b"", self.group or b""]
        for name in ("sacl", "dacl"):
            aces = self.acls.get(name)
            parts.append(b"" if aces is None else pack_acl(aces))
        offsets, at = [], 20
        for part in parts:
            offsets.append(at if part else 0)
            at += len(part)
        return struct.pack("<BBH4I", 1, 0, self.control,
                           *offsets) + b"".join(parts)

    def smaller(self):
        """The same with one ACE less."""
        for name, aces in self.acls.items():
            for i in range(len(aces)):
                yield self.replaced(name, aces[:i] + aces[i + 1:])

    def replaced(self, name, aces):
        copy = Binary.__new__(Binary)
        copy.owner, copy.group = self.owner, self.group
        copy.control = self.control
        copy.acls = dict(self.acls)
        copy.acls[name] = aces
        if not aces:
            copy.control &= ~ACL_FLAGS[name]
        return copy


def pack_acl(aces):
    body = b"".join(ace.pack() for ace in aces)
    revision = 4 if any(ace.type in OBJECT_TYPES for ace in aces) else 2
    return struct.pack("<BBHHH", revision, 0, len(body) + 8, len(aces),
                       0) + body
