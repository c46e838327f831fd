# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# The few things a person does here. Everything is built below build/; each
# target checks scripts/packages first and offers to install what is missing.

# Long builds are parallel by themselves, and their output is made to be read.
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help

help:
	@echo 'make run          build the system, boot it, log in on this terminal'
	@echo 'make run DEMO=1   boot it and play the tour of the README'
	@echo 'make test         build and test everything; N passed, N failed'
	@echo 'make bench        instructions per operation, against other LSMs'
	@echo 'make fuzz         fuzz the parsers (FUZZ_SECONDS=600 for each),'
	@echo '                  with libFuzzer, or with AFL++ (ENGINE=afl)'
	@echo 'make fuzz TARGET=syscalls'
	@echo '                  fuzz the system calls (FUZZ_CALLS=10000000,'
	@echo '                  FUZZ_SEED=1, FUZZ_KERNEL=debug or kcsan)'
	@echo 'make install      install libkacs and kacs (PREFIX, DESTDIR)'
	@echo 'make clean        remove what was built; distclean: downloads too'
	@echo
	@echo 'In part:'
	@echo 'make kernel       the kernel; debug-kernel: with KASAN, lockdep, ...'
	@echo 'make userland     libkacs and the tools'
	@echo 'make image        the Debian image that run boots'
	@echo 'make guest        the guest tests alone (TESTS=name_test,...)'
	@echo 'make unit         the unit tests alone'
	@echo 'make coverage     what they reach of core/: lines, branches, MC/DC'
	@echo 'make mutate       how many changes to core/ its tests notice (SAMPLE=1000)'
	@echo 'make check-format the style checks alone; format: reformat the C'
	@echo
	@echo 'Questions are answered with yes by YES=1. CI=true is for machines:'
	@echo 'no questions, and make test adds the debug kernel and the tour.'

packages:
	@scripts/install-packages

kernel: packages
	@scripts/kernel-build plain

debug-kernel: packages
	@scripts/kernel-build debug

userland: packages
	@scripts/userland gcc

image: userland
	@image/build

run: kernel image
	@image/run $(if $(filter-out 0,$(DEMO)),--demo)

test: packages
	@scripts/test

guest: kernel userland
	@scripts/initramfs
	@scripts/guest-run $(if $(TESTS),--tests '$(TESTS)')

unit: packages
	@scripts/test --only unit

coverage: packages
	@scripts/coverage

mutate: packages
	@scripts/mutate --jobs $(JOBS) $(if $(SAMPLE),--sample $(SAMPLE))

JOBS ?= 2
FUZZ_SECONDS ?= 600
ENGINE ?= libfuzzer

FUZZ_CALLS ?= 10000000
FUZZ_KERNEL ?= debug
FUZZ_SEED ?= 1
# Without what make test has, too, and what takes half of the time.
fuzz_words = FUZZ_CALLS=$(FUZZ_CALLS) FUZZ_SEED=$(FUZZ_SEED) \
	kmemleak=off no_debug_objects

ifeq ($(TARGET),syscalls)
fuzz: kernel userland
	@scripts/kernel-build $(FUZZ_KERNEL)
	@scripts/initramfs
	@scripts/guest-run --flavour $(FUZZ_KERNEL) --parallel \
		--tests syscall_fuzz_test --timeout 86400 --test-timeout 86300 \
		--append '$(fuzz_words)'
else
fuzz: packages
	@scripts/userland $(if $(filter afl,$(ENGINE)),afl,fuzz)
	@$(if $(filter afl,$(ENGINE)),scripts/userland fuzz,true)
	@scripts/fuzz --engine $(ENGINE) $(FUZZ_SECONDS) $(TARGET)
endif

bench: kernel userland
	@tests/bench/run

check-format:
	@scripts/check-style

format:
	@scripts/check-style --fix

PREFIX ?= /usr/local

install: packages
	@PREFIX='$(PREFIX)' scripts/userland release
	@meson install -C build/user-release --no-rebuild \
		$(if $(DESTDIR),--destdir '$(abspath $(DESTDIR))')

clean:
	@rm -rf build/kernel build/kernel-debug build/linux build/linux.partial
	@find build -mindepth 1 -maxdepth 1 ! -name cache -exec rm -rf {} + \
		2>/dev/null || true

distclean:
	@rm -rf build

.PHONY: help packages kernel debug-kernel userland image run test guest unit \
	coverage mutate fuzz bench check-format format install clean distclean
