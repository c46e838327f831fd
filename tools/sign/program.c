// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Programs and where their signatures are. */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/elf_sections.h"
#include "hash.h"

static bool read_whole(struct program *program, int fd)
{
	u64 at = 0;
	ssize_t got;

	program->size = (u64)program->status.st_size;
	program->bytes = malloc(program->size ? program->size : 1);
	if (!program->bytes) {
		complain("%s: out of memory", program->path);
		return false;
	}
	while (at < program->size) {
		got = read(fd, program->bytes + at, program->size - at);
		if (got <= 0) {
			complain("%s: %s", program->path,
				 got ? strerror(errno)
				     : "became shorter while it was read");
			return false;
		}
		at += (u64)got;
	}
	return true;
}

bool program_load(struct program *program, const char *path)
{
	bool good = false;
	int fd;

	memset(program, 0, sizeof(*program));
	_Static_assert(PATH_BYTES >= PATH_MAX, "realpath() needs that much");
	if (!realpath(path, program->path)) {
		complain("%s: %s", path, strerror(errno));
		return false;
	}
	/* What is no regular file is not waited for. */
	fd = open(program->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &program->status) < 0)
		complain("%s: %s", path, strerror(errno));
	else if (!S_ISREG(program->status.st_mode))
		complain("%s: not a regular file", path);
	else
		good = read_whole(program, fd);
	if (fd >= 0)
		close(fd);
	return good;
}

void program_free(struct program *program)
{
	free(program->bytes);
	program->bytes = NULL;
}

static bool read_memory(void *context, u64 offset, void *bytes, u32 len)
{
	const struct program *program = context;

	memcpy(bytes, program->bytes + offset, len);
	return true;
}

static struct kacs_file_view view_of(const struct program *program)
{
	return (struct kacs_file_view){program->size, read_memory,
				       (void *)program};
}

bool program_place(const struct program *program, bool *is_elf,
		   struct kacs_signature_place *place)
{
	const struct kacs_file_view view = view_of(program);
	struct kacs_file_error error;
	struct kacs_elf_sections elf;

	if (kacs_elf_open(&view, &elf, &error) ||
	    kacs_signature_find(&view, place, &error)) {
		complain("%s: byte %llu: %s", program->path,
			 (unsigned long long)error.offset,
			 kacs_reason_text(error.reason));
		return false;
	}
	*is_elf = elf.is_elf;
	return true;
}

static u64 aligned(u64 offset)
{
	return (offset + 7) & ~7ull;
}

/* An entry of the table, all but what is zero. */
static void put_entry(u8 *entry, u64 name, u32 type, u64 offset, u64 size)
{
	memset(entry, 0, KACS_ELF_SECTION_BYTES);
	kacs_store_le32(entry, (u32)name);
	kacs_store_le32(entry + KACS_ELF_SECTION_TYPE, type);
	kacs_store_le64(entry + KACS_ELF_SECTION_OFFSET, offset);
	kacs_store_le64(entry + KACS_ELF_SECTION_SIZE, size);
	kacs_store_le64(entry + 48, 1); /* alignment */
}

/*
 * Names and table are written anew behind everything else, with the section;
 * what was there before stays where it was, and its indices.
 */
bool program_add_section(struct program *program,
			 struct kacs_signature_place *place)
{
	static const char own[] = KACS_SIGNATURE_SECTION "\0.shstrtab";
	const struct kacs_file_view view = view_of(program);
	struct kacs_elf_sections elf;
	u64 names, names_size, name, table, size;
	u32 count, names_index;
	u8 *bytes, *entry;

	if (kacs_elf_open(&view, &elf, NULL) || !elf.is_elf ||
	    (elf.count && !elf.names_size) ||
	    elf.count + 3 >= KACS_ELF_RESERVED_INDEX ||
	    elf.names_size > UINT32_MAX - sizeof(own)) {
		complain(
			"%s: its section table has no room for a section, or no names",
			program->path);
		return false;
	}
	place->in_file = true;
	place->offset = aligned(program->size);
	names = place->offset + KACS_SIGNATURE_BYTES;
	/* A table that is new begins with an empty name. */
	name = elf.names_size ? elf.names_size : 1;
	names_size = name + sizeof(own);
	table = aligned(names + names_size);
	count = elf.count ? elf.count + 1 : 3;
	names_index = elf.count ? elf.names_index : 2;
	size = table + (u64)count * KACS_ELF_SECTION_BYTES;

	bytes = realloc(program->bytes, size);
	if (!bytes) {
		complain("%s: out of memory", program->path);
		return false;
	}
	memset(bytes + program->size, 0, size - program->size);
	memcpy(bytes + names, bytes + elf.names, elf.names_size);
	memcpy(bytes + names + name, own, sizeof(own));
	memcpy(bytes + table, bytes + elf.table,
	       (size_t)elf.count * KACS_ELF_SECTION_BYTES);
	entry = bytes + table;
	put_entry(entry + (size_t)(elf.count ? elf.count : 1) *
				  KACS_ELF_SECTION_BYTES,
		  name, KACS_ELF_PROGBITS, place->offset, KACS_SIGNATURE_BYTES);
	entry += (size_t)names_index * KACS_ELF_SECTION_BYTES;
	if (!elf.count)
		put_entry(entry, name + sizeof(KACS_SIGNATURE_SECTION),
			  KACS_ELF_STRTAB, 0, 0);
	kacs_store_le64(entry + KACS_ELF_SECTION_OFFSET, names);
	kacs_store_le64(entry + KACS_ELF_SECTION_SIZE, names_size);
	kacs_store_le64(bytes + KACS_ELF_SHOFF, table);
	kacs_store_le16(bytes + KACS_ELF_SHENTSIZE, KACS_ELF_SECTION_BYTES);
	kacs_store_le16(bytes + KACS_ELF_SHNUM, (u16)count);
	kacs_store_le16(bytes + KACS_ELF_SHSTRNDX, (u16)names_index);
	program->bytes = bytes;
	program->size = size;
	return true;
}

/* What is in the attribute or in PATH.sig: one byte too many shows. */
static ssize_t read_beside(const struct program *program, bool detached,
			   u8 *bytes, size_t room)
{
	char path[PATH_BYTES + 4];
	ssize_t len;
	int fd;

	if (!detached) {
		len = getxattr(program->path, KACS_SIGNATURE_XATTR, bytes,
			       room);
		/* Longer than the room. */
		return len < 0 && errno == ERANGE ? (ssize_t)room : len;
	}
	snprintf(path, sizeof(path), "%s.sig", program->path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, bytes, room);
	close(fd);
	return len;
}

static void look_beside(const struct program *program, bool detached,
			struct finding *finding)
{
	u8 bytes[KACS_SIGNATURE_BYTES + 1];
	ssize_t len = read_beside(program, detached, bytes, sizeof(bytes));
	struct kacs_error error;

	if (len < 0 && errno != ENODATA && errno != ENOTSUP && errno != ENOENT)
		snprintf(finding->problem, sizeof(finding->problem),
			 "its signature cannot be read: %s", strerror(errno));
	if (len < 0)
		return;
	finding->source = detached ? SOURCE_DETACHED : SOURCE_ATTRIBUTE;
	if (kacs_signature_parse(bytes, (u32)len, &error))
		snprintf(finding->problem, sizeof(finding->problem),
			 "byte %u of the signature: %s", error.offset,
			 kacs_reason_text(error.reason));
	else
		memcpy(finding->signature, bytes, sizeof(finding->signature));
}

bool program_examine(const struct program *program, bool detached,
		     struct finding *finding)
{
	const struct kacs_file_view view = view_of(program);
	struct kacs_file_error error;
	const u8 *section;

	memset(finding, 0, sizeof(*finding));
	if (kacs_signature_find(&view, &finding->place, &error)) {
		snprintf(finding->problem, sizeof(finding->problem),
			 "byte %llu of the file: %s",
			 (unsigned long long)error.offset,
			 kacs_reason_text(error.reason));
	} else if (finding->place.in_file) {
		finding->source = SOURCE_SECTION;
		section = program->bytes + finding->place.offset;
		memcpy(finding->signature, section, KACS_SIGNATURE_BYTES);
		if (kacs_signature_parse(section, KACS_SIGNATURE_BYTES, NULL))
			snprintf(
				finding->problem, sizeof(finding->problem),
				"byte %llu of the file: version %u; expected 1",
				(unsigned long long)finding->place.offset,
				section[0]);
	} else {
		look_beside(program, detached, finding);
	}
	if (hash_file(program->bytes, program->size, &finding->place,
		      finding->digest))
		return true;
	complain_of_openssl("cannot hash");
	return false;
}
