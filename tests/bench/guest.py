# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""The benchmark's guest: its programs, its initramfs, and how QEMU runs it."""

import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
WORK = os.path.join(TOP, "build", "bench")
DEFAULT_KERNEL = os.path.join(TOP, "build", "kernel", "arch", "x86", "boot",
                              "bzImage")

# The columns, and the value of lsm= that makes each of them.
MODULES = {"none": "", "kacs": "kacs", "selinux": "selinux",
           "apparmor": "apparmor"}

# One TSC tick is then one guest instruction, and two boots print the same
# bytes (DESIGN section 10).
ICOUNT = ["-icount", "shift=0,sleep=off,align=off", "-seed", "1", "-smp", "1",
          "-cpu", "qemu64,-rdrand", "-rtc", "base=2026-01-01,clock=vm",
          "-nodefaults"]
KERNEL_ARGUMENTS = ("console=ttyS0 nokaslr norandmaps tsc=reliable "
                    "reboot=t panic=-1")

WARNINGS = ["-std=gnu11", "-O2", "-static", "-Wall", "-Wextra", "-Werror"]

PACKAGE_OF = {"qemu-system-x86_64": "qemu-system-x86", "cpio": "cpio",
              "apparmor_parser": "apparmor", "nm": "binutils", "cc": "gcc"}


class Failure(Exception):
    """What went wrong, for the person at the terminal."""


def main(run):
    """Run a program's main function with readable errors."""
    try:
        sys.exit(run())
    except Failure as error:
        print(f"{os.path.basename(sys.argv[0])}: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def tool(name):
    """The path of a program that the package list promises."""
    path = os.environ.get("CC", "cc") if name == "cc" else name
    found = shutil.which(path) or shutil.which(path, path="/usr/sbin:/sbin")
    if not found:
        raise Failure(f"{path} is not there; install the Debian package "
                      f"{PACKAGE_OF[name]}")
    return found


def command(argv, **options):
    """Run a program; its output is shown only when it fails."""
    done = subprocess.run(argv, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False,
                          **options)
    if done.returncode:
        raise Failure(f"{' '.join(argv)} ended with {done.returncode}:\n"
                      f"{done.stdout}")
    return done.stdout


def take_kernel(kernel):
    """Copy the image, so that a build meanwhile changes nothing; return it."""
    if not os.path.exists(kernel):
        raise Failure(f"no kernel image at {kernel}; build it with "
                      f"scripts/kernel-build, or give --kernel")
    os.makedirs(WORK, exist_ok=True)
    return shutil.copy(kernel, os.path.join(WORK, "bzImage"))


def take_symbols(kernel):
    """Copy the System.map of the build that the image is in; return it."""
    build = os.path.abspath(kernel)
    for _ in range(4):  # arch/x86/boot/bzImage
        build = os.path.dirname(build)
    symbols = os.path.join(build, "System.map")
    if not os.path.exists(symbols):
        raise Failure(f"no {symbols}: the image must be in its build "
                      f"directory, at arch/x86/boot/bzImage")
    return shutil.copy(symbols, os.path.join(WORK, "System.map"))


def build_programs(root, profile_runs):
    """Compile the guest's static programs into root."""
    def source(*names):
        return [os.path.join(HERE, name) for name in names]

    include = ["-I", os.path.join(TOP, "include", "uapi")]
    compiler = [tool("cc")] + WARNINGS
    command(compiler + include + ["-o", os.path.join(root, "init")] +
            source("guest_init.c", "guest_kacs.c", "guest_selinux.c",
                   "guest_apparmor.c"))
    command(compiler + [f"-DBENCH_PROFILE_RUNS={profile_runs}", "-o",
                        os.path.join(root, "guest_bench")] +
            source("guest_bench.c"))
    command(compiler + ["-nostdlib", "-o",
                        os.path.join(root, "guest_target")] +
            source("guest_target.c"))


def build_apparmor_profile(root):
    """Compile the profile for the features of a plain kernel, not of ours."""
    features = "/etc/apparmor.d/abi/kernel-5.4-vanilla"
    parser = tool("apparmor_parser")
    if not os.path.exists(features):
        raise Failure(f"no {features}; install the Debian package apparmor")
    command([parser, "-Q", "-K", "-M", features, "-o",
             os.path.join(root, "apparmor.profile"),
             os.path.join(HERE, "bench.apparmor")])


def build_selinux_policy(root):
    """Take Debian's policy along; the text says which one the guest loads."""
    done = subprocess.run([os.path.join(HERE, "selinux-policy")], text=True,
                          check=False)
    if done.returncode:
        return "no policy (Debian's could not be compiled)"
    policy = os.path.join(WORK, "selinux.policy")
    shutil.copy(policy, root)
    with open(policy + ".version", encoding="ascii") as version:
        return ("Debian's selinux-policy-default " + version.read().strip() +
                ", all modules, program in user_t")


def build_initramfs(modules, profile_runs=10):
    """Make the initramfs; return its path and what SELinux's policy is."""
    root = os.path.join(WORK, "root")
    shutil.rmtree(root, ignore_errors=True)
    for name in ("proc", "sys", "mnt"):
        os.makedirs(os.path.join(root, name))
    build_programs(root, profile_runs)
    if "apparmor" in modules:
        build_apparmor_profile(root)
    policy = build_selinux_policy(root) if "selinux" in modules else None

    names = []
    for directory, directories, files in os.walk(root):
        relative = os.path.relpath(directory, root)
        names += [os.path.join(relative, n) for n in directories + files]
    for name in names:
        os.utime(os.path.join(root, name), (0, 0))
    archive = os.path.join(WORK, "initramfs.cpio")
    with open(archive + ".partial", "wb") as out:
        subprocess.run([tool("cpio"), "--create", "--format=newc", "--quiet",
                        "--reproducible", "--owner=0:0"],
                       input="\n".join(sorted(names)).encode(), stdout=out,
                       cwd=root, check=True)
    os.rename(archive + ".partial", archive)
    return archive, policy


def qemu(kernel, initramfs, module, init_arguments=()):
    """The command that boots the guest with one security module."""
    arguments = f"{KERNEL_ARGUMENTS} lsm={MODULES[module]}"
    if init_arguments:
        arguments += " -- " + " ".join(init_arguments)
    return ([tool("qemu-system-x86_64"), "-accel", "tcg"] + ICOUNT +
            ["-m", "512", "-display", "none", "-no-reboot",
             "-kernel", kernel, "-initrd", initramfs, "-append", arguments])
