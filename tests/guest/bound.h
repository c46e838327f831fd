/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Processes that bind themselves by mitigations, and what they map then.
 */
#ifndef KACS_TESTS_GUEST_BOUND_H
#define KACS_TESTS_GUEST_BOUND_H

#include <stdbool.h>
#include <sys/mman.h>
#include "guest.h"

#define PATHS "/sys/kernel/security/kacs/library_paths"
#define PAGE 4096

#define RW (PROT_READ | PROT_WRITE)
#define RX (PROT_READ | PROT_EXEC)
#define RWX (PROT_READ | PROT_WRITE | PROT_EXEC)

#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)

static inline int set(uint32_t mitigations)
{
	return kacs_sys_set_psb(-1, mitigations);
}

/* Two calls, the second only after the first. */
#define then(first, second) ((first) < 0 ? OPEN_FAILED() : (long)(second))

/* A call by a process that is bound first. */
#define bound(mitigations, call) as(alice, then(set(mitigations), call))
#define tap_bound(mitigations, call, expected, ...) \
	tap_as(alice, then(set(mitigations), call), expected, __VA_ARGS__)

static inline int map(int prot, int flags, int fd)
{
	return mmap(NULL, PAGE, prot, flags, fd, 0) == MAP_FAILED ? -1 : 0;
}

static inline char *mapped(int prot, int flags, int fd)
{
	char *page = mmap(NULL, PAGE, prot, flags, fd, 0);

	if (page == MAP_FAILED)
		_exit(EXFULL);
	return page;
}

/* What memory was, and what is asked of it then. */
static inline int change(int flags, int fd, int before, bool write, int after)
{
	char *page = mapped(before, flags, fd);

	if (write)
		*page = 1;
	return mprotect(page, PAGE, after);
}

/* A handle on the file "code". */
static inline int file_for(int flags)
{
	int fd = open("code", flags | O_CLOEXEC);

	return fd < 0 ? (int)OPEN_FAILED() : fd;
}

/* The trusted paths of the machine (TLP); bytes, or -1 and errno. */
static inline long write_paths(const char *text, size_t len)
{
	return with_open(PATHS, O_WRONLY, write(fd, text, len));
}

static inline void trust(const char *text)
{
	must(write_paths(text, strlen(text)));
}

#endif /* KACS_TESTS_GUEST_BOUND_H */
