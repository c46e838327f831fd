/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The section table of a 64-bit little-endian ELF file, from untrusted bytes.
 */
#ifndef KACS_CORE_ELF_SECTIONS_H
#define KACS_CORE_ELF_SECTIONS_H

#include "file_view.h"

#define KACS_ELF_HEADER_BYTES 64u
#define KACS_ELF_SECTION_BYTES 64u /* of an entry of the table */

/* Fields of the header, by their offsets. */
#define KACS_ELF_SHOFF 40u
#define KACS_ELF_SHENTSIZE 58u
#define KACS_ELF_SHNUM 60u
#define KACS_ELF_SHSTRNDX 62u

/* Fields of an entry. */
#define KACS_ELF_SECTION_TYPE 4u
#define KACS_ELF_SECTION_OFFSET 24u
#define KACS_ELF_SECTION_SIZE 32u

#define KACS_ELF_PROGBITS 1u
#define KACS_ELF_STRTAB 3u

/*
 * Counts and indices from here on are written elsewhere in the file, which no
 * program that has a signature needs.
 */
#define KACS_ELF_RESERVED_INDEX 0xff00u

struct kacs_elf_section {
	u64 entry; /* where its entry of the table is */
	u32 name;  /* from the start of the names */
	u32 type;
	u64 offset;
	u64 size;
};

/* Any part may be absent: then its count, index or size is 0. */
struct kacs_elf_sections {
	bool is_elf; /* 64-bit, little-endian */
	u64 table;
	u32 count;
	u32 names_index;
	u64 names;
	u64 names_size;
};

/**
 * kacs_elf_open - find the section table and the names
 * @file: the file
 * @elf: out: what it has; table and names lie within the file
 * @error: out: reason and offset on failure, may be NULL
 *
 * A file that is no ELF, or one for other machines (32 bits, big-endian), has
 * no sections here; nor has an ELF without a section table. One whose sections
 * have no names has no names_size.
 *
 * Return: 0; KACS_E_READ; KACS_E_TRUNCATED for an ELF shorter than its header;
 * KACS_E_VALUE for entries of another size, or names that are in no string
 * table; KACS_E_OFFSET for a table or names outside of the file; KACS_E_COUNT
 * for a count or an index of KACS_ELF_RESERVED_INDEX or more; KACS_E_INDEX for
 * names in a section that is not there.
 */
int kacs_elf_open(const struct kacs_file_view *file,
		  struct kacs_elf_sections *elf, struct kacs_file_error *error);

/**
 * kacs_elf_find - find the next section of a name
 * @file: the file
 * @elf: of kacs_elf_open()
 * @name: the name; one of more than KACS_ELF_NAME_MAX bytes is not found
 * @from: the index to begin with
 * @section: out: the section; its content may lie anywhere
 * @index: out: its index, or the count of sections when there is none
 * @error: out: reason and offset on failure, may be NULL
 *
 * A name that begins or ends outside of the names is no name.
 *
 * Return: 0 or KACS_E_READ.
 */
int kacs_elf_find(const struct kacs_file_view *file,
		  const struct kacs_elf_sections *elf, const char *name,
		  u32 from, struct kacs_elf_section *section, u32 *index,
		  struct kacs_file_error *error);

#define KACS_ELF_NAME_MAX 15u

#endif /* KACS_CORE_ELF_SECTIONS_H */
