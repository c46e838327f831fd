# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""One example of each known difference, with what either side makes of it.

docs/conformance.md, "Beside Samba", has the reasons. What an example becomes
is said in SDDL as kacs writes it. "old" is Samba before 4.20 (Debian 12), "new"
from then on (Debian 13).
"""

from access_cases import (ACCESS_SYSTEM_SECURITY, GUID, MAXIMUM_ALLOWED,
                          STRANGER, USER, Question)
from condition_cases import ConditionQuestion

REFUSED = "refused"
# Read, but into bytes for which kacs has no SDDL.
UNSAID = "unsaid"

# (text, what kacs makes of it, old Samba, new Samba)
SDDL = [
    # Rights: FA, names of registry rights, numbers.
    ("D:(A;;FA;;;WD)", "D:(A;;FA;;;WD)", "D:(A;;CCDCLCSWRPWPDTLOCR;;;WD)",
     "D:(A;;FA;;;WD)"),
    ("D:(A;;KA;;;WD)", "D:(A;;CCDCLCSWRPWPSDRCWDWO;;;WD)", REFUSED, REFUSED),
    ("D:(A;;31;;;WD)", "D:(A;;CCDCLCSWRP;;;WD)", "D:(A;;0x0;;;WD)",
     "D:(A;;CCDCLCSWRP;;;WD)"),
    ("D:(A;;0X1;;;WD)", "D:(A;;CC;;;WD)", "D:(A;;0x0;;;WD)", "D:(A;;CC;;;WD)"),
    ("D:(A;;017;;;WD)", "D:(A;;CCDCLCSW;;;WD)", "D:(A;;0x0;;;WD)",
     "D:(A;;CCDCLCSW;;;WD)"),
    ("D:(A;;0x100000000;;;WD)", REFUSED, "D:(A;;0x0;;;WD)", REFUSED),
    # Upper and lower case.
    ("O:ba", "O:BA", REFUSED, REFUSED),
    ("o:BA", "O:BA", REFUSED, REFUSED),
    ("O:s-1-1-0", "O:WD", REFUSED, "O:WD"),
    ("D:(a;;CC;;;WD)", "D:(A;;CC;;;WD)", "D:(A;;CC;;;WD)", REFUSED),
    ("D:(A;;cc;;;WD)", "D:(A;;CC;;;WD)", "D:(A;;0x0;;;WD)", REFUSED),
    ("D:(A;oi;CC;;;WD)", "D:(A;OI;CC;;;WD)", "D:(A;;CC;;;WD)", REFUSED),
    # Blanks.
    (" O:BA", "O:BA", REFUSED, REFUSED),
    ("O:BA G:SY", "O:BAG:SY", REFUSED, REFUSED),
    ("D:( A;;CC;;;WD)", "D:(A;;CC;;;WD)", "D:(A;;CC;;;WD)", REFUSED),
    ("D:(A;;CC;;; WD)", "D:(A;;CC;;;WD)", REFUSED, REFUSED),
    ("D:(A;;CC DC;;;WD)", REFUSED, "D:(A;;CC;;;WD)", "D:(A;;CCDC;;;WD)"),
    # What is probably not meant: refused here.
    ("D:(A;OIOI;CC;;;WD)", REFUSED, "D:(A;OI;CC;;;WD)", "D:(A;OI;CC;;;WD)"),
    ("D:(A;;CC;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)", REFUSED,
     "D:(A;;CC;;;WD)", "D:(A;;CC;;;WD)"),
    ("D:(OA;;CC;{ab721a53-1e2f-11d0-9819-00aa0040529b};;WD)", REFUSED,
     "D:(OA;;CC;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)", REFUSED),
    ("D:(A;;CC;;;WD;)", REFUSED, "D:(A;;CC;;;WD)", REFUSED),
    ("D:(AU;SA;CC;;;WD)", REFUSED, UNSAID, UNSAID),
    ("S:(A;;CC;;;WD)", REFUSED, UNSAID, UNSAID),
    ("O:S-2-5-1", REFUSED, UNSAID, UNSAID),
    ("O:S-01-5-1", REFUSED, "O:S-1-5-1", "O:S-1-5-1"),
    # SIDs in hexadecimal, flags of an ACL without ACEs, NULL DACLs.
    ("O:S-1-0x5-32", "O:S-1-5-32", REFUSED, "O:S-1-5-32"),
    ("D:PO:SY", "O:SYD:P", REFUSED, "O:SYD:P"),
    ("D:NO_ACCESS_CONTROL", "D:NO_ACCESS_CONTROL", REFUSED, REFUSED),
    # Types of ACE.
    ("S:(ML;;NW;;;LW)", "S:(ML;;NW;;;LW)", REFUSED, REFUSED),
    ("S:(SP;;;;;S-1-17-1)", "S:(SP;;0x0;;;S-1-17-1)", REFUSED, REFUSED),
    ("S:(TL;;RC;;;S-1-19-512-8192)", "S:(TL;;RC;;;S-1-19-512-8192)", REFUSED,
     REFUSED),
    ("D:(XA;;CC;;;WD;(a))", "D:(XA;;CC;;;WD;(a))", REFUSED,
     "D:(XA;;CC;;;WD;(a))"),
    ("D:(ZD;;CC;;;WD;(a))", "D:(ZD;;CC;;;WD;(a))", REFUSED, REFUSED),
    ("S:(XL;;CC;;;WD;(a))", "S:(XL;;CC;;;WD;(a))", REFUSED, REFUSED),
    ("S:(ZU;;CC;;;WD;(a))", "S:(ZU;;CC;;;WD;(a))", REFUSED, REFUSED),
    # Conditions: names of attributes.
    ("D:(XA;;CC;;;WD;(@Local.a == 1))", "D:(XA;;CC;;;WD;(a == 1))", REFUSED,
     REFUSED),
    ("D:(XA;;CC;;;WD;(@User.%0061 == 1))", "D:(XA;;CC;;;WD;(@User.a == 1))",
     REFUSED, REFUSED),
    ("D:(XA;;CC;;;WD;(%0061 == 1))", "D:(XA;;CC;;;WD;(a == 1))", REFUSED,
     REFUSED),
    ("D:(XA;;CC;;;WD;(é == 1))", "D:(XA;;CC;;;WD;(é == 1))", REFUSED, REFUSED),
    ("D:(XA;;CC;;;WD;(1))", REFUSED, REFUSED, "D:(XA;;CC;;;WD;(%0031))"),
    ("D:(XA;;CC;;;WD;(Exists 1))", REFUSED, REFUSED,
     "D:(XA;;CC;;;WD;(Exists %0031))"),
    ("D:(XA;;CC;;;WD;(1 == @User.a))", "D:(XA;;CC;;;WD;(1 == @User.a))",
     REFUSED, "D:(XA;;CC;;;WD;(%0031 == @User.a))"),
    ("D:(XA;;CC;;;WD;(SID == 1))", REFUSED, REFUSED,
     "D:(XA;;CC;;;WD;(%0053ID == 1))"),
    ("D:(XA;;CC;;;WD;(Contains == 1))", REFUSED, REFUSED,
     "D:(XA;;CC;;;WD;(%0043ontains == 1))"),
    # Conditions: operands.
    ('D:(XA;;CC;;;WD;("a" == @User.a))', 'D:(XA;;CC;;;WD;("a" == @User.a))',
     REFUSED, REFUSED),
    ("D:(XA;;CC;;;WD;(@User.a == b))", "D:(XA;;CC;;;WD;(@User.a == b))",
     REFUSED, REFUSED),
    ("D:(XA;;CC;;;WD;(@User.a == {1, {2}}))",
     "D:(XA;;CC;;;WD;(@User.a == {1, {2}}))", REFUSED, REFUSED),
    ('D:(XA;;CC;;;WD;(@User.a == "%0041"))',
     'D:(XA;;CC;;;WD;(@User.a == "A"))', REFUSED,
     'D:(XA;;CC;;;WD;(@User.a == "%00250041"))'),
    ("D:(XA;;CC;;;WD;(Member_of {1}))", REFUSED, REFUSED, UNSAID),
    ("D:(XA;;CC;;;WD;((a == 1) == 1))", REFUSED, REFUSED, UNSAID),
    # Conditions: parentheses.
    ("D:(XA;;CC;;;WD;(!a && b))", "D:(XA;;CC;;;WD;(!(a) && b))", REFUSED,
     REFUSED),
    ("D:(XA;;CC;;;WD;((a) == 1))", REFUSED, REFUSED,
     "D:(XA;;CC;;;WD;(a == 1))"),
    ("D:(XA;;CC;;;WD;(Member_of (SID(BA))))", REFUSED, REFUSED,
     "D:(XA;;CC;;;WD;(Member_of SID(BA)))"),
    # Resource attributes: types of values, and where they stand.
    ('S:(RA;;;;;WD;("a",TI,0x0,1))', 'S:(RA;;;;;WD;("a",TI,0x0,1))', REFUSED,
     'S:(RA;;;;;WD;("a",TU,0x0,1))'),
    ('S:(RA;;;;;WD;("a",TB,0x0,1))', 'S:(RA;;;;;WD;("a",TB,0x0,1))', REFUSED,
     'S:(RA;;;;;WD;("a",TU,0x0,1))'),
    ('S:(RA;;;;;WD;("a",TS,0x0,"x"))', 'S:(RA;;;;;WD;("a",TS,0x0,"x"))',
     REFUSED, UNSAID),
    ('S:(RA;;;;;WD;("a",TD,0x0,BA))', 'S:(RA;;;;;WD;("a",TD,0x0,BA))', REFUSED,
     'S:(RA;;;;;WD;("a",TD,0x0,S-1-402653184))'),
    ('S:(RA;;;;;WD;("a",TX,0x0,#00ff))', 'S:(RA;;;;;WD;("a",TX,0x0,#00ff))',
     REFUSED, REFUSED),
    ('S:(RA;;;;;WD;("a",TX,0x0,00ff))', REFUSED, REFUSED, UNSAID),
    # Resource attributes: what is understood.
    ('S:(RA;;;;;WD;("a",TU,0x0,9223372036854775808))',
     'S:(RA;;;;;WD;("a",TU,0x0,9223372036854775808))', REFUSED, REFUSED),
    ('S:(RA;;;;;WD;("a",TD,0x0,SID(BA)))', 'S:(RA;;;;;WD;("a",TD,0x0,BA))',
     REFUSED, REFUSED),
    ('S:(RA;;;;;WD;("a",TU,0x0))', 'S:(RA;;;;;WD;("a",TU,0x0))', REFUSED,
     REFUSED),
    ('S:(RA;;;;;WD;("a",TU,0xffff,1))', 'S:(RA;;;;;WD;("a",TU,0xffff,1))',
     REFUSED, REFUSED),
    ('S:(RA;;;;;WD;("a b",TU,0x0,1))', 'S:(RA;;;;;WD;("a%0020b",TU,0x0,1))',
     REFUSED, REFUSED),
    ('S:(RA;;;;;WD;("a",TU, 0x0, 1))', 'S:(RA;;;;;WD;("a",TU,0x0,1))', REFUSED,
     REFUSED),
]

SECURITY = ["SeSecurityPrivilege"]
TAKE_OWNERSHIP = ["SeTakeOwnershipPrivilege"]
DENIED = (False, None)

# (descriptor, privileges, access, kacs, Samba), asked by USER without groups.
ACCESS = [
    # MAXIMUM_ALLOWED and what privileges give.
    (f"O:{STRANGER}D:", SECURITY, MAXIMUM_ALLOWED,
     (True, ACCESS_SYSTEM_SECURITY), (True, 0)),
    (f"O:{STRANGER}D:", TAKE_OWNERSHIP, MAXIMUM_ALLOWED,
     (True, 0x80000), (True, 0)),
    # Generic rights.
    (f"O:{STRANGER}D:(A;;GA;;;{USER})", [], 0x1, (True, 0x1), DENIED),
    (f"O:{STRANGER}D:(A;;0x1fffff;;;{USER})", [], 0x10000000,
     (True, 0x1fffff), DENIED),
    # No DACL.
    (f"O:{STRANGER}", [], 0x1, (True, 0x1), DENIED),
    (f"O:{STRANGER}D:NO_ACCESS_CONTROL", [], MAXIMUM_ALLOWED,
     (True, 0x1fffff), (True, 0)),
    (f"O:{STRANGER}D:NO_ACCESS_CONTROL", [], ACCESS_SYSTEM_SECURITY,
     DENIED, (True, ACCESS_SYSTEM_SECURITY)),
    # No owner.
    (f"D:(A;;CC;;;{USER})", [], 0x1, DENIED, (True, 0x1)),
    # The right to the SACL from an ACE, and reserved bits.
    (f"O:{STRANGER}D:(A;;0x1000000;;;{USER})", [], ACCESS_SYSTEM_SECURITY,
     DENIED, (True, ACCESS_SYSTEM_SECURITY)),
    (f"O:{STRANGER}D:(A;;0x200000;;;{USER})", [], 0x200000, DENIED,
     (True, 0x200000)),
    # ACEs that allow a part of an object, or all of it in the form for parts.
    (f"O:{STRANGER}D:(OA;;CC;{GUID};;{USER})", [], 0x1, (True, 0x1), DENIED),
    (f"O:{STRANGER}D:(OA;;CC;;;{USER})", [], 0x1, (True, 0x1), DENIED),
    # Labels.
    (f"O:{STRANGER}D:(A;;DC;;;{USER})S:(ML;;NW;;;HI)", [], 0x2, DENIED,
     (True, 0x2)),
]


# (condition, its value for kacs, for new Samba)
CONDITIONS = [
    # Exists.
    ("Exists @User.five", "TRUE", "UNKNOWN"),
    ("Not_Exists @User.absent", "TRUE", "UNKNOWN"),
    ("Exists @Resource.seven", "TRUE", "UNKNOWN"),
    # A part that is UNKNOWN.
    ("@User.absent > 0 || @User.five == 5", "TRUE", "UNKNOWN"),
    # An attribute as a truth value, other than by itself.
    ("!(@User.zero)", "TRUE", "UNKNOWN"),
    ("@User.five && @User.five == 5", "TRUE", "UNKNOWN"),
    # Empty lists.
    ("Member_of {}", "TRUE", "UNKNOWN"),
    ("Member_of_Any {}", "FALSE", "UNKNOWN"),
    ("@User.five Contains {}", "TRUE", "UNKNOWN"),
    # Lists: order and repetition.
    ("@User.few == {3, 2, 1}", "FALSE", "TRUE"),
    ("@User.few != {1, 2, 3, 3}", "TRUE", "FALSE"),
    # Lists of different types and lengths.
    ("@User.words == {1, 2, 3}", "UNKNOWN", "FALSE"),
]

# By whether an ACE with the condition allows, and one that denies does not.
VALUES = {(True, False): "TRUE", (False, True): "FALSE",
          (False, False): "UNKNOWN"}


def outcome(kacs, data):
    if data is None:
        return REFUSED
    return kacs.decode([data])[0] or UNSAID


def check_sddl(samba, kacs):
    problems = []
    for text, ours, old, new in SDDL:
        if ours == old == new:
            problems.append(f"{text}: no difference")
        answers = [("kacs", ours, kacs.encode([text])[0]),
                   ("Samba", new if samba.recent else old,
                    samba.encode(text))]
        for side, wanted, data in answers:
            found = outcome(kacs, data)
            if found != wanted:
                problems.append(f"{text}: expected {wanted} of {side}, "
                                f"got {found}")
    return problems


def check_access(samba, kacs):
    problems = []
    for sddl, privileges, access, ours, theirs in ACCESS:
        if ours == theirs:
            problems.append(f"{sddl}: no difference")
        question = Question(None, None, [USER], privileges, access)
        question.descriptor = kacs.encode([sddl])[0]
        for side, wanted, found in (
                ("kacs", ours, kacs.check([question])[0]),
                ("Samba", theirs, samba.check(question))):
            if found != wanted:
                problems.append(f"{sddl} for 0x{access:x}: expected {wanted} "
                                f"of {side}, got {found}")
    return problems


def check_conditions(samba, kacs):
    problems = []
    for condition, ours, theirs in CONDITIONS if samba.recent else []:
        if ours == theirs:
            problems.append(f"{condition}: no difference")
        both = [ConditionQuestion(kind, condition) for kind in ("XA", "XD")]
        data = kacs.encode([question.sddl() for question in both])
        for question, one in zip(both, data):
            question.descriptor = one
        for side, wanted, answers in (
                ("kacs", ours, kacs.check(both)),
                ("Samba", theirs, map(samba.check, both))):
            found = VALUES.get(tuple(answer[0] for answer in answers))
            if found != wanted:
                problems.append(f"{condition}: expected {wanted} of {side}, "
                                f"got {found}")
    return problems
