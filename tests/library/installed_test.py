#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""installed_test.py BUILD: libkacs as a program finds it; prints TAP.

Installs a build into a directory of its own and looks at what came there: the
shared library, its headers, its pkg-config file, its manual. The examples of the
manual are compiled with what pkg-config says, run under AddressSanitizer, and
print what the manual says.
"""

import concurrent.futures
import ctypes
import errno
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
MANPAGES = os.path.join(ROOT, "scripts/manpages")
EXAMPLES = sorted(glob.glob(os.path.join(ROOT, "docs/examples/lib/*.c")))
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
# The compiler's own, in every shared library.
TOOLCHAIN = {"__dso_handle", "__TMC_END__", "completed.0"}
SECTIONS = ["NAME", "LIBRARY", "SYNOPSIS", "DESCRIPTION", "OWNERSHIP",
            "THREAD SAFETY", "EXAMPLES", "SEE ALSO"]
WORKERS = os.cpu_count() or 1


def run(*command, **options):
    """Its status and all that it says."""
    result = subprocess.run(command, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, check=False,
                            **options)
    return result.returncode, result.stdout


def said(*command, **options):
    status, output = run(*command, **options)
    if status:
        raise RuntimeError(f"{' '.join(command)}: {output}")
    return output


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def in_parallel(function, arguments):
    """All lists of complaints as one."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return [line for lines in pool.map(function, arguments)
                for line in lines]


def differences(what, expected, actual):
    return ([f"{what}: no {name}" for name in sorted(expected - actual)]
            + [f"{what}: unexpected {name}"
               for name in sorted(actual - expected)])


class Installed:
    """What one build installs."""

    def __init__(self, build, stage):
        self.stage = stage
        said("meson", "install", "-C", build, "--destdir", stage,
             "--no-rebuild", "--quiet")
        self.pc = self.only("lib*/**/pkgconfig/kacs.pc")
        self.headers = os.path.dirname(self.only("include/kacs/kacs.h"))
        self.library = os.path.realpath(self.only("lib*/**/libkacs.so"))
        self.man3 = os.path.dirname(
            self.only("share/man/man3/kacs_explain.3"))
        self.man7 = self.only("share/man/man7/libkacs.7")
        # $prefix/include/kacs
        self.prefix = os.path.dirname(os.path.dirname(self.headers))
        self.flags = self.pkg_config("--cflags", "--libs").split()
        self.pages = sorted(
            path for path in glob.glob(os.path.join(self.man3, "*.3"))
            if not text_of(path).startswith(".so "))

    def only(self, pattern):
        found = glob.glob(os.path.join(self.stage, "**", pattern),
                          recursive=True)
        if len(found) != 1:
            raise RuntimeError(f"expected one {pattern}, found {found}")
        return found[0]

    def pkg_config(self, *options):
        env = dict(os.environ, PKG_CONFIG_PATH=os.path.dirname(self.pc))
        return said("pkg-config", f"--define-variable=prefix={self.prefix}",
                    *options, "kacs", env=env).strip()

    def exported(self):
        """(name, version) of each symbol that it defines."""
        lines = said("nm", "-D", "--defined-only", "--with-symbol-versions",
                     self.library).splitlines()
        for line in lines:
            kind, symbol = line.split()[-2:]
            # A version itself is an absolute symbol.
            if kind != "A":
                name, _, version = symbol.partition("@")
                yield name, version

    def names(self):
        return {name for name, _ in self.exported()}

    def own_headers(self):
        return sorted(os.path.join(ROOT, "include/kacs", name)
                      for name in os.listdir(
                          os.path.join(ROOT, "include/kacs")))


def soname_is_stable(lib):
    found = re.search(r"SONAME.*\[(.*)\]",
                      said("readelf", "-d", lib.library))
    wrong = []
    if not found or found[1] != "libkacs.so.0":
        wrong.append(f"expected libkacs.so.0, found {found and found[1]}")
    links = os.path.join(os.path.dirname(lib.library), "libkacs.so.0")
    if os.path.realpath(links) != lib.library:
        wrong.append("libkacs.so.0 does not lead to the library")
    return wrong


def pkg_config_knows_it(lib):
    wrong = []
    project = re.search(r"version: '(.*?)'",
                        text_of(os.path.join(ROOT, "meson.build")))[1]
    for option, expected in (("--modversion", project),
                             ("--libs-only-l", "-lkacs")):
        found = lib.pkg_config(option)
        if found != expected:
            wrong.append(f"{option}: expected {expected}, found {found}")
    return wrong


def symbols_are_those_of_the_headers(lib):
    declared = set()
    for path in lib.own_headers():
        text = re.sub(r"/\*.*?\*/", "", text_of(path), flags=re.S)
        declared |= set(re.findall(r"\b(kacs_\w+)\([^()]*\);", text))
    return differences("exported", declared, lib.names())


def symbols_have_the_version_of_the_map(lib):
    text = re.sub(r"/\*.*?\*/", "",
                  text_of(os.path.join(ROOT, "lib/libkacs.map")))
    shown = text.split("global:")[1].split("local:")[0]
    patterns = {one: re.compile(re.escape(one).replace(r"\*", ".*"))
                for one in re.findall(r"[\w*]+", shown)}
    wrong = [f"{name}: expected @@KACS_0, found {version}"
             for name, version in lib.exported() if version != "@KACS_0"]
    names = lib.names()
    wrong += [f"the map's {one} matches no function"
              for one, pattern in patterns.items()
              if not any(map(pattern.fullmatch, names))]
    return wrong


def nothing_is_writable(lib):
    sections = {}
    for line in said("readelf", "-SW", lib.library).splitlines():
        found = re.match(r"\s*\[\s*(\d+)\] (\S+)", line)
        if found:
            sections[found[1]] = found[2]
    wrong = []
    for line in said("readelf", "-sW", lib.library).splitlines():
        fields = line.split()
        if len(fields) < 8 or fields[3] not in ("OBJECT", "TLS"):
            continue
        section = sections.get(fields[6], "")
        # .data.rel.ro is read-only once it is relocated.
        if (re.fullmatch(r"\.t?(data|bss)(\.(?!rel\.ro).*)?|COMMON", section)
                and fields[7] not in TOOLCHAIN):
            wrong.append(f"{fields[7]} in {section}")
    return wrong


def compiled_alone(lib, compiler, standard, language):
    def one(name):
        code = f"#include <kacs/{name}>\nextern int something;\n"
        status, output = run(
            compiler, f"-std={standard}", *WARNINGS, "-fsyntax-only", "-x",
            language, "-I", os.path.dirname(lib.headers), "-", input=code)
        return [f"{name}: {line}" for line in output.splitlines()] \
            if status else []
    return in_parallel(one, sorted(os.listdir(lib.headers)))


def each_header_alone_is_c11(lib):
    return compiled_alone(lib, "gcc", "c11", "c")


def each_header_alone_is_cplusplus17(lib):
    return compiled_alone(lib, "g++", "c++17", "c++")


def environment(lib):
    return dict(os.environ, LC_ALL="C",
                LD_LIBRARY_PATH=os.path.dirname(lib.library))


def a_cplusplus_program_runs(lib):
    program = os.path.join(lib.stage, "cplusplus")
    status, output = run(
        "g++", "-std=c++17", *WARNINGS,
        os.path.join(ROOT, "lib/cplusplus_test.cc"), "-o", program,
        *lib.flags)
    if status == 0:
        status, output = run(program, env=environment(lib))
    return output.splitlines() + [f"status {status}"] if status else []


def why_no_kacs():
    """What each system call of KACS fails with here, or None."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(1012) == 0:  # kacs_revert
        return None
    return os.strerror(ctypes.get_errno())


# What reads a file of securityfs says where KACS made none.
NO_FILE = f": {os.strerror(errno.ENOENT)}\n"


def examples_print_what_the_manual_says(lib):
    no_kacs = why_no_kacs()

    def one(source):
        name = os.path.basename(source)[:-2]
        program = os.path.join(lib.stage, f"example-{name}")
        status, output = run("gcc", *WARNINGS, "-g", *SANITIZE,
                             source, "-o", program, *lib.flags)
        if status:
            return [f"{name}: {line}" for line in output.splitlines()]
        with tempfile.TemporaryDirectory() as place:
            status, output = run(program, cwd=place, env=environment(lib),
                                 stdin=subprocess.DEVNULL)
        expected = source[:-2] + ".out"
        if os.path.exists(expected):
            if (status, output) == (0, text_of(expected)):
                return []
        elif no_kacs is None:
            return []
        # A server and its client: a guest test runs the two together.
        elif status == 2 and output.startswith(f"usage: {name} "):
            return []
        elif status == 1 and output.endswith((f": {no_kacs}\n", NO_FILE)):
            return []
        return [f"{name}: status {status}, it printed:",
                *(f"{name}: | {line}" for line in output.splitlines())]

    return in_parallel(one, EXAMPLES)


def comments_describe_every_function(lib):
    _, output = run(MANPAGES, "--check", *lib.own_headers(), *EXAMPLES)
    return output.splitlines()


def every_function_has_a_page(lib):
    pages = {os.path.basename(path)[:-2]
             for path in glob.glob(os.path.join(lib.man3, "*.3"))}
    return differences("pages", lib.names(), pages)


def pages_have_all_sections(lib):
    wrong = []
    for path in lib.pages:
        text = text_of(path)
        there = re.findall(r"^\.Sh (.*)$", text, re.M)
        name = os.path.basename(path)
        wrong += [f"{name}: no {section}" for section in SECTIONS
                  if section not in there]
        types = re.findall(r"^\.Ft (.*)$", text, re.M)
        if any(re.search(r"^(int|long|int64_t)$|\*\"$", one)
               for one in types) and "ERRORS" not in there:
            wrong.append(f"{name}: no ERRORS")
    return wrong


def links_lead_to_pages(lib):
    wrong = []
    manual = os.path.dirname(lib.man3)
    for path in glob.glob(os.path.join(lib.man3, "*.3")):
        found = re.fullmatch(r"\.so (man3/\w+\.3)\n", text_of(path))
        if not found:
            continue
        name = os.path.basename(path)[:-2]
        target = os.path.join(manual, found[1])
        if not os.path.exists(target):
            wrong.append(f"{name}: no {found[1]}")
        elif f".Fo {name}\n" not in text_of(target):
            wrong.append(f"{name}: {found[1]} says nothing of it")
    return wrong


def mandoc_finds_nothing(lib):
    # Whether other pages are installed is their affair.
    _, output = run("mandoc", "-Tlint", "-Wwarning", *lib.pages, lib.man7)
    return output.splitlines()


def man_finds_nothing(lib):
    pages = [*lib.pages, lib.man7]

    def some(first):
        # Not justified: newer ones complain of each long parameter.
        _, output = run("man", "--warnings", "--nj", "-E", "UTF-8", "-l",
                        "-Tutf8", "-Z", *pages[first::WORKERS],
                        # Its sandbox does not bear every container's.
                        env=dict(os.environ, LC_ALL="C.UTF-8",
                                 MAN_DISABLE_SECCOMP="1"))
        # The warnings are on the standard error, between the pages.
        return [line for line in output.splitlines()
                if re.search(r"warning|error|can't|cannot", line)
                and line.startswith(("troff", "<standard", "man:", "groff",
                                     "tbl", "/"))]
    return in_parallel(some, range(WORKERS))


GOOD_HEADER = """/* SPDX-License-Identifier: MIT */
/*
 * Head.
 *
 * Ownership: none.
 *
 * Context: any.
 */

/**
 * kacs_good - is good
 * @a: one
 *
 * Return: 0 or -1.
 *
 * Errors:
 * EINVAL: @a is bad
 */
int kacs_good(int a);
"""
GOOD_EXAMPLE = """/* example */
int main(void) { return kacs_good(1); }
/* end */
/* Needs a kernel with KACS. */
"""
FAULTS = [
    ("@a: one", "@b: one", "@a is not described"),
    ("@a: one", "@b: one", "@b is no parameter"),
    ("/**", "/*", "kacs_good() has no comment"),
    ("kacs_good -", "kacs_goof -", "the comment is about kacs_goof"),
    (" * Errors:\n * EINVAL: @a is bad\n", "", "no Errors:"),
    (" * Return: 0 or -1.\n", "", "no Return:"),
    (" * Ownership: none.\n", "", "Ownership:"),
    (" * Context: any.\n", "", "Context:"),
    ("is bad", "is kacs_bad()", "refers to kacs_bad()"),
    ("int kacs_good(int a);", "int kacs_other(int a);",
     "no example calls it"),
    ("int kacs_good(int a);", "int kacs_other(int a);",
     "fault.c: no page shows it"),
]


def the_check_of_comments_finds_faults(lib):
    header = os.path.join(lib.stage, "fault.h")
    example = os.path.join(lib.stage, "fault.c")
    wrong = []
    for old, new, expected in [("", "", None), *FAULTS]:
        with open(header, "w", encoding="utf-8") as file:
            file.write(GOOD_HEADER.replace(old, new, 1))
        with open(example, "w", encoding="utf-8") as file:
            file.write(GOOD_EXAMPLE)
        status, output = run(MANPAGES, "--check", header, example)
        if (status, output) != (0, "") if expected is None \
                else status == 0 or expected not in output:
            wrong.append(f"{expected}: status {status}: {output.strip()}")
    return wrong


TESTS = [
    soname_is_stable,
    pkg_config_knows_it,
    symbols_are_those_of_the_headers,
    symbols_have_the_version_of_the_map,
    nothing_is_writable,
    each_header_alone_is_c11,
    each_header_alone_is_cplusplus17,
    a_cplusplus_program_runs,
    examples_print_what_the_manual_says,
    the_check_of_comments_finds_faults,
    comments_describe_every_function,
    every_function_has_a_page,
    pages_have_all_sections,
    links_lead_to_pages,
    mandoc_finds_nothing,
    man_finds_nothing,
]


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: installed_test.py BUILD")
    failed = 0
    with tempfile.TemporaryDirectory() as stage:
        lib = Installed(os.path.abspath(sys.argv[1]), stage)
        for number, test in enumerate(TESTS, 1):
            try:
                wrong = test(lib)
            except (OSError, RuntimeError) as error:
                wrong = [str(error)]
            print(f"{'not ' if wrong else ''}ok {number} - {test.__name__}")
            for line in wrong:
                print(f"# {line}")
            sys.stdout.flush()
            failed += bool(wrong)
    print(f"1..{len(TESTS)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
