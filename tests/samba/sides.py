# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""The two that are compared: Samba through its Python binding, and kacs.

Both take descriptors as hexadecimal bytes. What one refuses is None.
"""

import json
import subprocess

from samba import NTSTATUSError
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack
from samba.security import access_check

DOMAIN = "S-1-5-21-1-2-3"
# No case has generic rights; with a NULL DACL the last number is granted.
MAPPING = "0,0,0,0x1fffff"
GROUP_ON = ["mandatory", "enabled_by_default", "enabled"]

# What the binding raises for text that Samba refuses, before 4.20 and since.
REFUSALS = (TypeError, getattr(security, "SDDLValueError", TypeError))

# The two privileges that count in both without an intent, and Samba's numbers.
PRIVILEGES = {"SeSecurityPrivilege": security.SEC_PRIV_SECURITY,
              "SeTakeOwnershipPrivilege": security.SEC_PRIV_TAKE_OWNERSHIP}


class Samba:
    """Debian's Samba: 4.17 in Debian 12, 4.22 in Debian 13."""

    def __init__(self):
        self.domain = security.dom_sid(DOMAIN)
        self.claims = {}
        # What came with 4.20: conditions, numbers in all bases, FA for files.
        self.recent = self.encode("D:(XA;;CC;;;WD;(a))") is not None

    def encode(self, sddl):
        """Bytes of SDDL text."""
        try:
            descriptor = security.descriptor.from_sddl(sddl, self.domain)
        except REFUSALS:
            return None
        return ndr_pack(descriptor).hex()

    def decode(self, hexadecimal):
        """SDDL text of bytes."""
        try:
            descriptor = ndr_unpack(security.descriptor,
                                    bytes.fromhex(hexadecimal))
        except (RuntimeError, ValueError):
            return None
        return descriptor.as_sddl(self.domain)

    def claims_of(self, question):
        """Its claims in Samba's form, taken from resource attributes."""
        text = "".join(
            f'(RA;;;;;WD;("{name}",{letters},0x0,'
            + ",".join(f'"{value}"' if letters == "TS" else str(value)
                       for value in values) + "))"
            for name, (letters, _, values) in question.claims.items())
        if text not in self.claims:
            # The claims stay in the descriptor's memory.
            descriptor = security.descriptor.from_sddl("S:" + text,
                                                       self.domain)
            self.claims[text] = (descriptor, [ace.coda for ace in
                                              descriptor.sacl.aces])
        return self.claims[text][1]

    def check(self, question):
        """Whether access is allowed, and if so which rights."""
        token = security.token()
        # The binding copies the list each time it is read.
        sids = [security.dom_sid(sid) for sid in question.sids]
        token.sids = sids
        token.num_sids = len(sids)
        if self.recent:
            claims = self.claims_of(question)
            token.evaluate_claims = security.CLAIMS_EVALUATION_ALWAYS
            token.user_claims = claims
            token.num_user_claims = len(claims)
        for name in question.privileges:
            token.set_privilege(PRIVILEGES[name])
        descriptor = ndr_unpack(security.descriptor,
                                bytes.fromhex(question.descriptor))
        try:
            return True, access_check(descriptor, token, question.access)
        except NTSTATUSError:
            return False, None


class Kacs:
    """The command under test; every call answers a list of questions."""

    def __init__(self, program):
        self.program = program

    def batch(self, arguments, requests):
        text = "".join(json.dumps(request) + "\n" for request in requests)
        result = subprocess.run([self.program, *arguments, "--batch", "-"],
                                input=text, stdout=subprocess.PIPE,
                                text=True, check=True)
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        if len(answers) != len(requests):
            raise RuntimeError(f"kacs: expected {len(requests)} answers, got "
                               f"{len(answers)}")
        return answers

    def encode(self, texts):
        answers = self.batch(["sddl", "encode", "--domain", DOMAIN],
                             [{"sddl": text} for text in texts])
        return [answer.get("hex") for answer in answers]

    def decode(self, descriptors):
        answers = self.batch(["sddl", "decode", "--domain", DOMAIN],
                             [{"hex": one} for one in descriptors])
        return [answer.get("sddl") for answer in answers]

    def check(self, questions):
        answers = self.batch(["check"], [{
            "token": token_json(question),
            "sd_hex": question.descriptor,
            "access": hex(question.access),
            "mapping": MAPPING,
        } for question in questions])
        # Samba says what is granted only where access is allowed.
        return [(True, int(answer["granted"], 16)) if answer["allowed"]
                else (False, None) for answer in answers]


def token_json(question):
    """The first SID is the user's, all others are enabled groups."""
    return {
        "user": question.sids[0],
        "groups": [{"sid": sid, "attributes": GROUP_ON}
                   for sid in question.sids[1:]],
        "privileges": {"present": question.privileges,
                       "enabled": question.privileges},
        "integrity": "medium",
        "mandatory_policy": ["no_write_up"],
        "type": "primary",
        "impersonation_level": "anonymous",
        "claims": {"user": [{"name": name, "type": kind, "values": values}
                            for name, (_, kind, values)
                            in question.claims.items()]},
    }


def with_least_revision(hexadecimal):
    """The bytes with each ACL's revision as PSD-004 3.4 has it.

    Samba writes 4 whatever the ACL holds; that it does is checked here.
    """
    data = bytearray.fromhex(hexadecimal)
    for field in (12, 16):
        at = int.from_bytes(data[field:field + 4], "little")
        if not at:
            continue
        if data[at] != 4:
            raise RuntimeError(f"Samba: expected ACL revision 4, got "
                               f"{data[at]}: {hexadecimal}")
        data[at] = 4 if any(4 < kind < 0x11
                            for kind in ace_types(data, at)) else 2
    return data.hex()


def ace_types(data, acl):
    count = int.from_bytes(data[acl + 4:acl + 6], "little")
    at = acl + 8
    for _ in range(count):
        yield data[at]
        at += int.from_bytes(data[at + 2:at + 4], "little")
