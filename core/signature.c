// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Signatures of programs.
 */
#include "signature.h"

#include "elf_sections.h"

/* Do the bytes of the signature at @offset share any with these? */
static bool overlaps(u64 offset, u64 start, u64 len)
{
	return offset < start + len && start < offset + KACS_SIGNATURE_BYTES;
}

static int check_section(const struct kacs_file_view *file,
			 const struct kacs_elf_sections *elf,
			 const struct kacs_elf_section *section,
			 struct kacs_file_error *error)
{
	u64 offset = section->offset;

	if (section->type != KACS_ELF_PROGBITS)
		return kacs_file_fail(error, KACS_E_SIGNATURE_SECTION,
				      section->entry + KACS_ELF_SECTION_TYPE);
	if (section->size != KACS_SIGNATURE_BYTES)
		return kacs_file_fail(error, KACS_E_SIGNATURE_SECTION,
				      section->entry + KACS_ELF_SECTION_SIZE);
	if (!kacs_file_has(file, offset, KACS_SIGNATURE_BYTES) ||
	    overlaps(offset, 0, KACS_ELF_HEADER_BYTES) ||
	    overlaps(offset, elf->table,
		     (u64)elf->count * KACS_ELF_SECTION_BYTES) ||
	    overlaps(offset, elf->names, elf->names_size))
		return kacs_file_fail(error, KACS_E_OFFSET,
				      section->entry + KACS_ELF_SECTION_OFFSET);
	return KACS_OK;
}

int kacs_signature_find(const struct kacs_file_view *file,
			struct kacs_signature_place *place,
			struct kacs_file_error *error)
{
	struct kacs_elf_section section, other;
	struct kacs_elf_sections elf;
	u32 index, second;
	int reason;

	memset(place, 0, sizeof(*place));
	reason = kacs_elf_open(file, &elf, error);
	if (reason)
		return reason;
	reason = kacs_elf_find(file, &elf, KACS_SIGNATURE_SECTION, 0, &section,
			       &index, error);
	if (reason || index == elf.count)
		return reason;
	reason = kacs_elf_find(file, &elf, KACS_SIGNATURE_SECTION, index + 1,
			       &other, &second, error);
	if (reason)
		return reason;
	if (second != elf.count)
		return kacs_file_fail(error, KACS_E_CONFLICT, other.entry);
	reason = check_section(file, &elf, &section, error);
	if (reason)
		return reason;
	place->in_file = true;
	place->offset = section.offset;
	return KACS_OK;
}

void kacs_signature_blank(const struct kacs_signature_place *place, u64 offset,
			  u8 *bytes, u32 len)
{
	u64 from = place->offset, to = from + KACS_SIGNATURE_BYTES;

	if (!place->in_file || to <= offset || from >= offset + len)
		return;
	from = from > offset ? from - offset : 0;
	to = to < offset + len ? to - offset : len;
	memset(bytes + from, 0, to - from);
}

int kacs_signature_parse(const u8 *bytes, u32 len, struct kacs_error *error)
{
	if (len < KACS_SIGNATURE_BYTES)
		return kacs_fail(error, KACS_E_TRUNCATED, len);
	if (len > KACS_SIGNATURE_BYTES)
		return kacs_fail(error, KACS_E_TRAILING, KACS_SIGNATURE_BYTES);
	if (bytes[0] != KACS_SIGNATURE_VERSION)
		return kacs_fail(error, KACS_E_REVISION, 0);
	return KACS_OK;
}

int kacs_signature_trust(const u8 *keys, u32 len, const u8 *signature,
			 const u8 *digest, kacs_sha512 sha512,
			 struct kacs_trust *trust)
{
	static const u8 end[KACS_SIGNING_KEY_BYTES];
	u32 i;

	memset(trust, 0, sizeof(*trust));
	for (i = 0; i < len / KACS_SIGNING_KEY_BYTES; i++) {
		const u8 *key = keys + (size_t)i * KACS_SIGNING_KEY_BYTES;

		if (memcmp(key, end, sizeof(end)) == 0)
			break;
		if (!kacs_ed25519_verify(key, signature + 1, digest,
					 KACS_SHA256_BYTES, sha512))
			continue;
		trust->type = kacs_load_le32(key + KACS_SIGNING_KEY_TYPE);
		trust->trust = kacs_load_le32(key + KACS_SIGNING_KEY_TRUST);
		return (int)i;
	}
	return -1;
}
