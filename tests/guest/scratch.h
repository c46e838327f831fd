/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The disk of the guest tests, an empty ext4. No program can damage a
 * descriptor through the file system, so the disk is unmounted and its bytes
 * are changed.
 */
#ifndef KACS_TESTS_GUEST_SCRATCH_H
#define KACS_TESTS_GUEST_SCRATCH_H

#include "guest.h"

#define DISK "/dev/vda"
#define PLACE "/scratch"

/* Bytes to be put in the place of others of the same length. */
struct replacement {
	uint8_t *pattern;
	uint8_t *with;
	size_t len;
	int found; /* how often */
};

/* The guest may run without one. */
bool scratch_is_there(void);

/* The same, and if so gives its root, which comes without one, a descriptor. */
bool scratch_with(const char *sddl);

void mount_scratch(void);

/* Leaves the current directory, which may be there. */
void unmount_scratch(void);

/* While it is not mounted. */
void replace_on_scratch(struct replacement *how, size_t count);

#endif /* KACS_TESTS_GUEST_SCRATCH_H */
