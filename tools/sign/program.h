/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A program in memory, with its signature. */
#ifndef KACS_SIGN_PROGRAM_H
#define KACS_SIGN_PROGRAM_H

#include <sys/stat.h>

#include "core/signature.h"

#define PATH_BYTES 4096

/* Where a signature is. */
enum source {
	SOURCE_NONE,
	SOURCE_SECTION,
	SOURCE_ATTRIBUTE,
	SOURCE_DETACHED, /* in PATH.sig, for who cannot set the attribute */
};

struct program {
	char path[PATH_BYTES]; /* no symbolic link */
	struct stat status;
	u8 *bytes;
	u64 size;
};

/* What the kernel would find. */
struct finding {
	enum source source;
	struct kacs_signature_place place;
	u8 signature[KACS_SIGNATURE_BYTES];
	u8 digest[KACS_SHA256_BYTES];
	char problem[256]; /* why it counts as unsigned, or "" */
};

/* Unless said otherwise these return false after a message. */

/* Read a regular file. program_free() it, whatever this returns. */
bool program_load(struct program *program, const char *path);
void program_free(struct program *program);

/* The section, if it is an ELF file that can have one; else not in the file. */
bool program_place(const struct program *program, bool *is_elf,
		   struct kacs_signature_place *place);

/* Make room for a section of the signature: at the end of the file. */
bool program_add_section(struct program *program,
			 struct kacs_signature_place *place);

/* Look for the signature. Whatever the file says is a finding, no failure. */
bool program_examine(const struct program *program, bool detached,
		     struct finding *finding);

/* Put the bytes in place of the file, as a new inode with its attributes. */
bool program_replace(const struct program *program);

/* Put a signature beside the file. */
bool program_set_attribute(const struct program *program, const u8 *signature);
bool program_detach(const struct program *program, const u8 *signature);

#endif /* KACS_SIGN_PROGRAM_H */
