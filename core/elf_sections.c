// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF sections. Only what finding one by its name needs.
 */
#include "elf_sections.h"

#define CLASS_64 2
#define DATA_LITTLE_ENDIAN 1

/* Entries read at once. */
#define BATCH 8u

static void load_section(struct kacs_elf_section *section, const u8 *entry,
			 u64 at)
{
	section->entry = at;
	section->name = kacs_load_le32(entry);
	section->type = kacs_load_le32(entry + KACS_ELF_SECTION_TYPE);
	section->offset = kacs_load_le64(entry + KACS_ELF_SECTION_OFFSET);
	section->size = kacs_load_le64(entry + KACS_ELF_SECTION_SIZE);
}

static int find_names(const struct kacs_file_view *file,
		      struct kacs_elf_sections *elf,
		      struct kacs_file_error *error)
{
	struct kacs_elf_section names;
	u8 entry[KACS_ELF_SECTION_BYTES];
	u64 at = elf->table + (u64)elf->names_index * KACS_ELF_SECTION_BYTES;
	int reason;

	reason = kacs_file_read(file, at, entry, sizeof(entry), error);
	if (reason)
		return reason;
	load_section(&names, entry, at);
	if (names.type != KACS_ELF_STRTAB)
		return kacs_file_fail(error, KACS_E_VALUE,
				      at + KACS_ELF_SECTION_TYPE);
	if (!kacs_file_has(file, names.offset, names.size))
		return kacs_file_fail(error, KACS_E_OFFSET,
				      at + KACS_ELF_SECTION_OFFSET);
	elf->names = names.offset;
	elf->names_size = names.size;
	return KACS_OK;
}

static int load_header(const struct kacs_file_view *file,
		       struct kacs_elf_sections *elf, const u8 *header,
		       struct kacs_file_error *error)
{
	u32 count = kacs_load_le16(header + KACS_ELF_SHNUM);
	u32 names = kacs_load_le16(header + KACS_ELF_SHSTRNDX);

	elf->table = kacs_load_le64(header + KACS_ELF_SHOFF);
	if (!elf->table)
		return KACS_OK;
	if (kacs_load_le16(header + KACS_ELF_SHENTSIZE) !=
	    KACS_ELF_SECTION_BYTES)
		return kacs_file_fail(error, KACS_E_VALUE, KACS_ELF_SHENTSIZE);
	/* 0 with a table: the count is in its first entry. */
	if (!count || count >= KACS_ELF_RESERVED_INDEX)
		return kacs_file_fail(error, KACS_E_COUNT, KACS_ELF_SHNUM);
	if (!kacs_file_has(file, elf->table,
			   (u64)count * KACS_ELF_SECTION_BYTES))
		return kacs_file_fail(error, KACS_E_OFFSET, KACS_ELF_SHOFF);
	if (names >= KACS_ELF_RESERVED_INDEX)
		return kacs_file_fail(error, KACS_E_COUNT, KACS_ELF_SHSTRNDX);
	if (names >= count)
		return kacs_file_fail(error, KACS_E_INDEX, KACS_ELF_SHSTRNDX);
	elf->count = count;
	elf->names_index = names;
	return names ? find_names(file, elf, error) : KACS_OK;
}

int kacs_elf_open(const struct kacs_file_view *file,
		  struct kacs_elf_sections *elf, struct kacs_file_error *error)
{
	static const u8 magic[4] = {0x7f, 'E', 'L', 'F'};
	u8 header[KACS_ELF_HEADER_BYTES];
	int reason;

	memset(elf, 0, sizeof(*elf));
	if (file->size < sizeof(magic))
		return KACS_OK;
	reason = kacs_file_read(file, 0, header, sizeof(magic), error);
	if (reason || memcmp(header, magic, sizeof(magic)) != 0)
		return reason;
	reason = kacs_file_read(file, 0, header, sizeof(header), error);
	if (reason)
		return reason;
	if (header[4] != CLASS_64 || header[5] != DATA_LITTLE_ENDIAN)
		return KACS_OK;
	elf->is_elf = true;
	return load_header(file, elf, header, error);
}

/* Is this, with the zero byte behind it, the name? */
static int has_name(const struct kacs_file_view *file,
		    const struct kacs_elf_sections *elf, u32 at,
		    const char *name, u32 len, bool *same,
		    struct kacs_file_error *error)
{
	u8 bytes[KACS_ELF_NAME_MAX + 1];
	int reason;

	*same = false;
	if (at > elf->names_size || elf->names_size - at < len)
		return KACS_OK;
	reason = kacs_file_read(file, elf->names + at, bytes, len, error);
	if (!reason)
		*same = memcmp(bytes, name, len) == 0;
	return reason;
}

int kacs_elf_find(const struct kacs_file_view *file,
		  const struct kacs_elf_sections *elf, const char *name,
		  u32 from, struct kacs_elf_section *section, u32 *index,
		  struct kacs_file_error *error)
{
	u8 entries[BATCH * KACS_ELF_SECTION_BYTES];
	u32 len = 1, have = 0, i;
	const u8 *entry;
	bool same;
	u64 at;
	int reason;

	while (name[len - 1] && len <= KACS_ELF_NAME_MAX)
		len++;
	/* A longer name than that is nowhere. */
	for (i = name[len - 1] ? elf->count : from; i < elf->count;
	     i++, have--) {
		at = elf->table + (u64)i * KACS_ELF_SECTION_BYTES;
		if (!have) {
			have = elf->count - i < BATCH ? elf->count - i : BATCH;
			entry = entries;
			reason = kacs_file_read(file, at, entries,
						have * KACS_ELF_SECTION_BYTES,
						error);
			if (reason)
				return reason;
		}
		load_section(section, entry, at);
		entry += KACS_ELF_SECTION_BYTES;
		reason = has_name(file, elf, section->name, name, len, &same,
				  error);
		if (reason)
			return reason;
		if (same)
			break;
	}
	*index = i;
	return KACS_OK;
}
