#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Hold kacs against Debian's Samba: SDDL both ways, and access checks.

usage: samba_test.py KACS [SEED]

Thousands of generated cases, the same in every run. Where the two are known to
differ (docs/conformance.md, "Beside Samba") the generators keep away, and an
example of each difference is asked for in differences.py. Prints TAP.
"""

import random
import re
import sys

# Nothing is written into the source tree.
sys.dont_write_bytecode = True

try:
    import sides
except ImportError as error:
    sys.exit(f"samba_test: {error}; install Debian's python3-samba")
import access_cases  # noqa: E402
import binary_cases  # noqa: E402
import condition_cases  # noqa: E402
import differences  # noqa: E402
import sddl_cases  # noqa: E402

CASES = 8000


class Mismatch(Exception):
    """Two answers to one question."""


def shrink(case, smaller, differs):
    """The smallest case that can be reached and still differs."""
    while True:
        found = next((one for one in smaller(case) if differs(one)), None)
        if found is None:
            return case
        case = found


def sddl_becomes_the_same_bytes(samba, kacs, rnd):
    """Text is read by both into the same bytes."""
    texts = sddl_cases.Texts(rnd, samba.recent)
    cases = [texts.case() for _ in range(CASES)]

    def by_samba(text):
        answer = samba.encode(text)
        return answer and sides.with_least_revision(answer)

    def differs(case):
        text = sddl_cases.text_of(case)
        return by_samba(text) not in (None, kacs.encode([text])[0])

    answers = kacs.encode([sddl_cases.text_of(case) for case in cases])
    for case, ours in zip(cases, answers):
        theirs = by_samba(sddl_cases.text_of(case))
        if theirs is None:
            raise_small(case, lambda one: samba.encode(
                sddl_cases.text_of(one)) is None, "Samba refuses")
        if ours != theirs:
            small = sddl_cases.text_of(shrink(case, sddl_cases.smaller,
                                              differs))
            raise Mismatch(f"{small}: kacs {kacs.encode([small])[0]}, "
                           f"Samba {by_samba(small)}")


def raise_small(case, differs, what):
    small = shrink(case, sddl_cases.smaller, differs)
    raise Mismatch(f"{what} {sddl_cases.text_of(small)}")


def bytes_are_read_back_from_the_others_text(samba, kacs, rnd):
    """What either writes of bytes, the other reads into the same bytes; both
    write the same but for the letters of rights."""
    cases = [binary_cases.Binary(rnd, samba.recent)
             for _ in range(CASES)]

    def problem(case):
        data = case.pack().hex()
        ours, theirs = kacs.decode([data])[0], samba.decode(data)
        back = ours and samba.encode(ours)
        if not back or sides.with_least_revision(back) != data:
            return f"{data}: kacs writes {ours}, Samba reads {back}"
        forth = theirs and kacs.encode([theirs])[0]
        if forth != data:
            return f"{data}: Samba writes {theirs}, kacs reads {forth}"
        if without_rights(ours) != without_rights(theirs):
            return f"{data}: kacs writes {ours}, Samba {theirs}"
        return None

    data = [case.pack().hex() for case in cases]
    ours = kacs.decode(data)
    theirs = [samba.decode(one) for one in data]
    forth = kacs.encode([text or "" for text in theirs])
    for case, one, text, other, read in zip(cases, data, ours, theirs, forth):
        back = text and samba.encode(text)
        if (back and sides.with_least_revision(back) == one == read and
                without_rights(text) == without_rights(other)):
            continue
        small = shrink(case, lambda case: case.smaller(), problem)
        raise Mismatch(problem(small))


def without_rights(sddl):
    """Which letters are for which bits everybody chooses for himself."""
    return re.sub(r"\((\w+;\w*);\w*;", r"(\1;;", sddl)


def conditions_are_read_back_from_the_others_text(samba, kacs, rnd):
    """As for plain ACEs; the bytes are those that both make of text."""
    texts = sddl_cases.Texts(rnd, recent=True)
    cases = [[["D:", f"(XA;;CC;;;WD;({texts.condition(4)}))"]]
             for _ in range(CASES // 2)]
    cases += [[["S:", f"(RA;;;;;WD;({texts.attribute()}))"]]
              for _ in range(CASES // 8)]
    data = kacs.encode([sddl_cases.text_of(case) for case in cases])
    ours = kacs.decode(data)
    theirs = [samba.decode(one) for one in data]
    forth = kacs.encode([text or "" for text in theirs])
    for one, mine, other, read in zip(data, ours, theirs, forth):
        back = mine and samba.encode(mine)
        if not back or sides.with_least_revision(back) != one:
            raise Mismatch(f"{one}: kacs writes {mine}, Samba reads {back}")
        if read != one:
            raise Mismatch(f"{one}: Samba writes {other}, kacs reads {read}")


def agree(samba, kacs, questions):
    """The same question has the same answer."""

    def encode(some):
        data = kacs.encode([question.sddl() for question in some])
        for question, one in zip(some, data):
            question.descriptor = one

    def differs(question):
        encode([question])
        return kacs.check([question])[0] != samba.check(question)

    encode(questions)
    allowed = 0
    for question, ours in zip(questions, kacs.check(questions)):
        if ours != samba.check(question):
            small = shrink(question, lambda one: one.smaller(), differs)
            encode([small])
            raise Mismatch(f"{small}: kacs {kacs.check([small])[0]}, Samba "
                           f"{samba.check(small)}")
        allowed += ours[0]
    if not len(questions) / 10 < allowed < len(questions) * 9 / 10:
        raise Mismatch(f"{allowed} of {len(questions)} questions are allowed: "
                       "the generator asks too little")


def access_checks_agree(samba, kacs, rnd):
    """Plain and object ACEs, owners, groups, privileges."""
    agree(samba, kacs, [access_cases.random_question(rnd)
                        for _ in range(3 * CASES)])


def conditions_agree(samba, kacs, rnd):
    """Conditional ACEs, claims, resource attributes."""
    agree(samba, kacs, [condition_cases.random_question(rnd)
                        for _ in range(3 * CASES)])


def differences_are_as_documented(samba, kacs, rnd):
    """Each known difference is there, and nothing else."""
    del rnd
    problems = differences.check_sddl(samba, kacs)
    problems += differences.check_access(samba, kacs)
    problems += differences.check_conditions(samba, kacs)
    if problems:
        raise Mismatch("; ".join(problems))


# About what Samba has had since 4.20.
RECENT = ("conditions_are_read_back_from_the_others_text", "conditions_agree")

TESTS = (sddl_becomes_the_same_bytes,
         bytes_are_read_back_from_the_others_text,
         conditions_are_read_back_from_the_others_text,
         access_checks_agree,
         conditions_agree,
         differences_are_as_documented)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: samba_test.py KACS [SEED]")
    samba, kacs = sides.Samba(), sides.Kacs(sys.argv[1])
    seed = sys.argv[2] if len(sys.argv) == 3 else "1"
    failed = 0
    for number, test in enumerate(TESTS, 1):
        name = f"{number} - {test.__name__}"
        if test.__name__ in RECENT and not samba.recent:
            print(f"ok {name} # SKIP this Samba knows no conditions")
            continue
        try:
            test(samba, kacs, random.Random(f"{seed} {test.__name__}"))
            print(f"ok {name}", flush=True)
        except Mismatch as mismatch:
            failed += 1
            print(f"not ok {name}\n# {mismatch}", flush=True)
    print(f"1..{len(TESTS)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
