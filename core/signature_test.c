// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Signatures of programs: PSD-004 6.1.
 */
#include "unit_test.h"

#include "elf_sections.h"
#include "signature.h"
#include "sodium_test_support.h"

/*
 * A file of a header, 16 bytes of content, the signature, the names, and then
 * the table: the null section, the content, the signature and the names.
 */
#define CONTENT 64u
#define PLACE 80u
#define NAMES 152u
#define NAMES_SIZE 34u
#define TABLE 192u
#define SECTION(i) (TABLE + (i)*KACS_ELF_SECTION_BYTES)
#define SIZE SECTION(4)
#define MOST_SECTIONS 20u

/* Names, from NAMES on. */
#define TEXT_NAME 1u
#define SIG_NAME 7u
#define STRTAB_NAME 18u

struct file {
	u8 bytes[SECTION(MOST_SECTIONS)];
	u64 size;
	u64 unreadable; /* no byte from here on can be read */
};

static void put_section(struct file *file, u32 i, u32 name, u32 type,
			u64 offset, u64 size)
{
	u8 *entry = file->bytes + SECTION(i);

	kacs_store_le32(entry, name);
	kacs_store_le32(entry + KACS_ELF_SECTION_TYPE, type);
	kacs_store_le64(entry + KACS_ELF_SECTION_OFFSET, offset);
	kacs_store_le64(entry + KACS_ELF_SECTION_SIZE, size);
}

static struct file elf_file(void)
{
	static const u8 ident[] = {0x7f, 'E', 'L', 'F', 2, 1, 1};
	static const char names[NAMES_SIZE] = "\0.text\0.peios.sig\0.shstrtab";
	struct file file = {.size = SIZE, .unreadable = ~0ull};

	memcpy(file.bytes, ident, sizeof(ident));
	kacs_store_le64(file.bytes + KACS_ELF_SHOFF, TABLE);
	kacs_store_le16(file.bytes + KACS_ELF_SHENTSIZE,
			KACS_ELF_SECTION_BYTES);
	kacs_store_le16(file.bytes + KACS_ELF_SHNUM, 4);
	kacs_store_le16(file.bytes + KACS_ELF_SHSTRNDX, 3);
	memset(file.bytes + CONTENT, 'c', 16);
	memset(file.bytes + PLACE, 's', KACS_SIGNATURE_BYTES);
	memcpy(file.bytes + NAMES, names, sizeof(names));
	put_section(&file, 1, TEXT_NAME, KACS_ELF_PROGBITS, CONTENT, 16);
	put_section(&file, 2, SIG_NAME, KACS_ELF_PROGBITS, PLACE,
		    KACS_SIGNATURE_BYTES);
	put_section(&file, 3, STRTAB_NAME, KACS_ELF_STRTAB, NAMES, NAMES_SIZE);
	return file;
}

static bool read_file(void *context, u64 offset, void *bytes, u32 len)
{
	const struct file *file = context;

	/* Only what is there is asked for. */
	assert_true(offset <= file->size && len <= file->size - offset);
	if (offset + len > file->unreadable)
		return false;
	memcpy(bytes, file->bytes + offset, len);
	return true;
}

static int find(struct file *file, struct kacs_signature_place *place,
		struct kacs_file_error *error)
{
	const struct kacs_file_view view = {file->size, read_file, file};

	return kacs_signature_find(&view, place, error);
}

static void is_found(struct file file, u64 offset)
{
	struct kacs_signature_place place;

	assert_int_equal(find(&file, &place, NULL), KACS_OK);
	assert_true(place.in_file);
	assert_int_equal(place.offset, offset);
}

static void is_not_found(struct file file)
{
	struct kacs_signature_place place;

	assert_int_equal(find(&file, &place, NULL), KACS_OK);
	assert_false(place.in_file);
}

static void is_refused(struct file file, enum kacs_reason reason, u64 offset)
{
	struct kacs_signature_place place;
	struct kacs_file_error error = {0};

	assert_int_equal(find(&file, &place, &error), reason);
	assert_int_equal(error.reason, reason);
	assert_int_equal(error.offset, offset);
	assert_false(place.in_file);
	/* And without anybody who wants to know why. */
	assert_int_equal(find(&file, &place, NULL), reason);
}

static void the_section_is_found_by_its_name(void **state)
{
	struct file file = elf_file();

	(void)state;
	is_found(file, PLACE);
	/* At any index, the first one and the last one, too. */
	put_section(&file, 2, 0, 0, 0, 0);
	put_section(&file, 0, SIG_NAME, KACS_ELF_PROGBITS, PLACE,
		    KACS_SIGNATURE_BYTES);
	is_found(file, PLACE);
	file = elf_file();
	put_section(&file, 2, STRTAB_NAME, KACS_ELF_STRTAB, NAMES, NAMES_SIZE);
	put_section(&file, 3, SIG_NAME, KACS_ELF_PROGBITS, PLACE,
		    KACS_SIGNATURE_BYTES);
	kacs_store_le16(file.bytes + KACS_ELF_SHSTRNDX, 2);
	is_found(file, PLACE);
}

static void the_name_is_exact(void **state)
{
	struct file file = elf_file();

	(void)state;
	file.bytes[NAMES + SIG_NAME] = 'x';
	is_not_found(file);
	file = elf_file();
	file.bytes[NAMES + SIG_NAME + 10] = 'x';
	is_not_found(file);
	file = elf_file();
	file.bytes[NAMES + SIG_NAME + 9] = 0;
	is_not_found(file);
	/* The name's zero byte is one of the names'. */
	file = elf_file();
	put_section(&file, 3, STRTAB_NAME, KACS_ELF_STRTAB, NAMES,
		    SIG_NAME + 10);
	is_not_found(file);
	put_section(&file, 3, STRTAB_NAME, KACS_ELF_STRTAB, NAMES,
		    SIG_NAME + 11);
	is_found(file, PLACE);
	/* A name may begin anywhere. */
	file = elf_file();
	put_section(&file, 2, 0xffffffff, KACS_ELF_PROGBITS, PLACE,
		    KACS_SIGNATURE_BYTES);
	is_not_found(file);
}

static void files_without_elf_sections_have_none(void **state)
{
	struct file file = elf_file();

	(void)state;
	for (file.size = 0; file.size < 4; file.size++)
		is_not_found(file);
	file = elf_file();
	file.bytes[3] = 'f';
	is_not_found(file);
	/* 32 bits, big-endian. */
	file = elf_file();
	file.bytes[4] = 1;
	is_not_found(file);
	file = elf_file();
	file.bytes[5] = 2;
	is_not_found(file);
	/* No table, no names. */
	file = elf_file();
	kacs_store_le64(file.bytes + KACS_ELF_SHOFF, 0);
	is_not_found(file);
	file = elf_file();
	kacs_store_le16(file.bytes + KACS_ELF_SHSTRNDX, 0);
	is_not_found(file);
}

static void an_elf_file_cut_short_is_refused(void **state)
{
	struct file file = elf_file();

	(void)state;
	for (file.size = 4; file.size < KACS_ELF_HEADER_BYTES; file.size++)
		is_refused(file, KACS_E_TRUNCATED, file.size);
	for (; file.size < SIZE; file.size++)
		is_refused(file, KACS_E_OFFSET, KACS_ELF_SHOFF);
	is_found(file, PLACE);
}

static void damaged_tables_are_refused(void **state)
{
	struct file file = elf_file();

	(void)state;
	kacs_store_le16(file.bytes + KACS_ELF_SHENTSIZE, 40);
	is_refused(file, KACS_E_VALUE, KACS_ELF_SHENTSIZE);
	file = elf_file();
	kacs_store_le64(file.bytes + KACS_ELF_SHOFF, ~0ull);
	is_refused(file, KACS_E_OFFSET, KACS_ELF_SHOFF);
	/* 2^64 - 3 * 64: its end is at 64. */
	kacs_store_le64(file.bytes + KACS_ELF_SHOFF, ~0ull - 191);
	is_refused(file, KACS_E_OFFSET, KACS_ELF_SHOFF);
	file = elf_file();
	kacs_store_le16(file.bytes + KACS_ELF_SHNUM, 5);
	is_refused(file, KACS_E_OFFSET, KACS_ELF_SHOFF);
	file = elf_file();
	kacs_store_le16(file.bytes + KACS_ELF_SHSTRNDX, 4);
	is_refused(file, KACS_E_INDEX, KACS_ELF_SHSTRNDX);
}

static void counts_that_are_elsewhere_are_refused(void **state)
{
	struct file file = elf_file();

	(void)state;
	kacs_store_le16(file.bytes + KACS_ELF_SHNUM, 0);
	is_refused(file, KACS_E_COUNT, KACS_ELF_SHNUM);
	kacs_store_le16(file.bytes + KACS_ELF_SHNUM, 0xff00);
	is_refused(file, KACS_E_COUNT, KACS_ELF_SHNUM);
	kacs_store_le16(file.bytes + KACS_ELF_SHNUM, 0xfeff);
	is_refused(file, KACS_E_OFFSET, KACS_ELF_SHOFF);
	file = elf_file();
	kacs_store_le16(file.bytes + KACS_ELF_SHSTRNDX, 0xffff);
	is_refused(file, KACS_E_COUNT, KACS_ELF_SHSTRNDX);
}

static void damaged_names_are_refused(void **state)
{
	struct file file = elf_file();

	(void)state;
	put_section(&file, 3, STRTAB_NAME, KACS_ELF_PROGBITS, NAMES,
		    NAMES_SIZE);
	is_refused(file, KACS_E_VALUE, SECTION(3) + KACS_ELF_SECTION_TYPE);
	put_section(&file, 3, STRTAB_NAME, KACS_ELF_STRTAB, NAMES,
		    SIZE - NAMES + 1);
	is_refused(file, KACS_E_OFFSET, SECTION(3) + KACS_ELF_SECTION_OFFSET);
	put_section(&file, 3, STRTAB_NAME, KACS_ELF_STRTAB, SIZE + 1, 0);
	is_refused(file, KACS_E_OFFSET, SECTION(3) + KACS_ELF_SECTION_OFFSET);
	put_section(&file, 3, STRTAB_NAME, KACS_ELF_STRTAB, NAMES, ~0ull);
	is_refused(file, KACS_E_OFFSET, SECTION(3) + KACS_ELF_SECTION_OFFSET);
}

static void a_section_of_another_form_is_refused(void **state)
{
	struct file file = elf_file();

	(void)state;
	put_section(&file, 2, SIG_NAME, 7, PLACE, KACS_SIGNATURE_BYTES);
	is_refused(file, KACS_E_SIGNATURE_SECTION,
		   SECTION(2) + KACS_ELF_SECTION_TYPE);
	put_section(&file, 2, SIG_NAME, KACS_ELF_PROGBITS, PLACE, 64);
	is_refused(file, KACS_E_SIGNATURE_SECTION,
		   SECTION(2) + KACS_ELF_SECTION_SIZE);
	put_section(&file, 2, SIG_NAME, KACS_ELF_PROGBITS, PLACE, 66);
	is_refused(file, KACS_E_SIGNATURE_SECTION,
		   SECTION(2) + KACS_ELF_SECTION_SIZE);
	put_section(&file, 2, SIG_NAME, KACS_ELF_PROGBITS, PLACE, 0);
	is_refused(file, KACS_E_SIGNATURE_SECTION,
		   SECTION(2) + KACS_ELF_SECTION_SIZE);
}

static void a_section_outside_of_the_file_is_refused(void **state)
{
	static const u64 offsets[] = {SIZE - 64, SIZE, SIZE + 1, ~0ull - 64,
				      ~0ull};
	struct file file = elf_file();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(offsets); i++) {
		put_section(&file, 2, SIG_NAME, KACS_ELF_PROGBITS, offsets[i],
			    KACS_SIGNATURE_BYTES);
		is_refused(file, KACS_E_OFFSET,
			   SECTION(2) + KACS_ELF_SECTION_OFFSET);
	}
	/* The last 65 bytes of the file are in it. */
	file.size = SIZE + 64;
	put_section(&file, 2, SIG_NAME, KACS_ELF_PROGBITS, SIZE - 1,
		    KACS_SIGNATURE_BYTES);
	is_refused(file, KACS_E_OFFSET, SECTION(2) + KACS_ELF_SECTION_OFFSET);
	kacs_store_le16(file.bytes + KACS_ELF_SHSTRNDX, 1);
	put_section(&file, 1, STRTAB_NAME, KACS_ELF_STRTAB, NAMES, NAMES_SIZE);
	kacs_store_le16(file.bytes + KACS_ELF_SHNUM, 3);
	is_found(file, SIZE - 1);
}

static void the_section_leaves_what_finds_it_alone(void **state)
{
	static const u64 offsets[] = {
		0,	    63,	   NAMES - 64, NAMES, NAMES + NAMES_SIZE - 1,
		TABLE - 64, TABLE, SECTION(2)};
	struct file file = elf_file();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(offsets); i++) {
		put_section(&file, 2, SIG_NAME, KACS_ELF_PROGBITS, offsets[i],
			    KACS_SIGNATURE_BYTES);
		is_refused(file, KACS_E_OFFSET,
			   SECTION(2) + KACS_ELF_SECTION_OFFSET);
	}
	put_section(&file, 2, SIG_NAME, KACS_ELF_PROGBITS, 64,
		    KACS_SIGNATURE_BYTES);
	is_found(file, 64);
	put_section(&file, 2, SIG_NAME, KACS_ELF_PROGBITS, NAMES - 65,
		    KACS_SIGNATURE_BYTES);
	is_found(file, NAMES - 65);
}

static void two_sections_are_refused(void **state)
{
	struct file file = elf_file();

	(void)state;
	put_section(&file, 1, SIG_NAME, KACS_ELF_PROGBITS, PLACE,
		    KACS_SIGNATURE_BYTES);
	is_refused(file, KACS_E_CONFLICT, SECTION(2));
}

static void a_search_begins_where_it_is_told(void **state)
{
	struct file file = elf_file();
	const struct kacs_file_view view = {file.size, read_file, &file};
	struct kacs_elf_section section;
	struct kacs_elf_sections elf;
	u32 index;

	(void)state;
	assert_int_equal(kacs_elf_open(&view, &elf, NULL), KACS_OK);
	assert_int_equal(kacs_elf_find(&view, &elf, ".text", 0, &section,
				       &index, NULL),
			 KACS_OK);
	assert_int_equal(index, 1);
	assert_int_equal(section.entry, SECTION(1));
	assert_int_equal(kacs_elf_find(&view, &elf, ".text", 2, &section,
				       &index, NULL),
			 KACS_OK);
	assert_int_equal(index, 4);
	assert_true(elf.is_elf);
	file.bytes[1] = 'X';
	assert_int_equal(kacs_elf_open(&view, &elf, NULL), KACS_OK);
	assert_false(elf.is_elf);
}

static void the_longest_name_is_found(void **state)
{
	static const char name[] = "123456789012345";
	struct file file = elf_file();
	const struct kacs_file_view view = {file.size, read_file, &file};
	struct kacs_elf_section section;
	struct kacs_elf_sections elf;
	u32 index;

	(void)state;
	_Static_assert(sizeof(name) - 1 == KACS_ELF_NAME_MAX, "is the longest");
	_Static_assert(STRTAB_NAME + sizeof(name) == NAMES_SIZE, "has room");
	memcpy(file.bytes + NAMES + STRTAB_NAME, name, sizeof(name));
	assert_int_equal(kacs_elf_open(&view, &elf, NULL), KACS_OK);
	assert_int_equal(kacs_elf_find(&view, &elf, name, 0, &section, &index,
				       NULL),
			 KACS_OK);
	assert_int_equal(index, 3);
}

static void a_longer_name_is_not_found(void **state)
{
	static const char name[] = "1234567890123456";
	struct file file = elf_file();
	const struct kacs_file_view view = {file.size, read_file, &file};
	struct kacs_elf_section section;
	struct kacs_elf_sections elf;
	u32 index;

	(void)state;
	memcpy(file.bytes + NAMES + STRTAB_NAME, name, sizeof(name) - 1);
	assert_int_equal(kacs_elf_open(&view, &elf, NULL), KACS_OK);
	assert_int_equal(kacs_elf_find(&view, &elf, name, 0, &section, &index,
				       NULL),
			 KACS_OK);
	assert_int_equal(index, 4);
}

/* Entries are read some at a time. */
static void a_section_among_many_is_found(void **state)
{
	static struct file file;
	u32 count, i;

	(void)state;
	for (count = 4; count <= MOST_SECTIONS; count++) {
		for (i = 4; i < count; i++) {
			file = elf_file();
			file.size = SECTION(count);
			kacs_store_le16(file.bytes + KACS_ELF_SHNUM,
					(u16)count);
			put_section(&file, 2, 0, 0, 0, 0);
			is_not_found(file);
			put_section(&file, i, SIG_NAME, KACS_ELF_PROGBITS,
				    PLACE, KACS_SIGNATURE_BYTES);
			is_found(file, PLACE);
		}
	}
}

static void what_cannot_be_read_is_an_error(void **state)
{
	struct file file = elf_file();

	(void)state;
	file.unreadable = 3;
	is_refused(file, KACS_E_READ, 0);
	file.unreadable = 63;
	is_refused(file, KACS_E_READ, 0);
	file.unreadable = SIZE - 1;
	is_refused(file, KACS_E_READ, SECTION(3));
	/* The names' entry can be read, not those behind it. */
	file = elf_file();
	put_section(&file, 1, STRTAB_NAME, KACS_ELF_STRTAB, NAMES, NAMES_SIZE);
	kacs_store_le16(file.bytes + KACS_ELF_SHSTRNDX, 1);
	file.unreadable = SECTION(2);
	is_refused(file, KACS_E_READ, TABLE);
	/* The names lie behind the table. */
	file = elf_file();
	put_section(&file, 3, STRTAB_NAME, KACS_ELF_STRTAB, SIZE, 64);
	file.size = SIZE + 64;
	file.unreadable = SIZE;
	is_refused(file, KACS_E_READ, SIZE);
	/* Of the names, that of the signature can be read, no later one. */
	memcpy(file.bytes + SIZE, file.bytes + NAMES, NAMES_SIZE);
	file.unreadable = SIZE + STRTAB_NAME;
	is_refused(file, KACS_E_READ, SIZE + STRTAB_NAME);
}

/* However the file is cut into pieces. */
static void the_section_is_hashed_as_zeros(void **state)
{
	struct file file = elf_file(), blank = elf_file(), pieces;
	struct kacs_signature_place place;
	u32 piece, at;

	(void)state;
	memset(blank.bytes + PLACE, 0, KACS_SIGNATURE_BYTES);
	assert_int_equal(find(&file, &place, NULL), KACS_OK);
	for (piece = 1; piece <= SIZE; piece++) {
		pieces = file;
		for (at = 0; at < SIZE; at += piece)
			kacs_signature_blank(&place, at, pieces.bytes + at,
					     SIZE - at < piece ? SIZE - at
							       : piece);
		assert_memory_equal(pieces.bytes, blank.bytes, SIZE);
	}
	memset(&place, 0, sizeof(place));
	pieces = file;
	kacs_signature_blank(&place, 0, pieces.bytes, SIZE);
	assert_memory_equal(pieces.bytes, file.bytes, SIZE);
}

static void a_signature_is_version_1_and_64_bytes(void **state)
{
	u8 bytes[KACS_SIGNATURE_BYTES + 1] = {1};
	struct kacs_error error;
	u32 len, version;

	(void)state;
	assert_int_equal(kacs_signature_parse(bytes, 65, &error), KACS_OK);
	for (len = 0; len < 65; len++) {
		assert_int_equal(kacs_signature_parse(bytes, len, &error),
				 KACS_E_TRUNCATED);
		assert_int_equal(error.offset, len);
	}
	assert_int_equal(kacs_signature_parse(bytes, 66, &error),
			 KACS_E_TRAILING);
	assert_int_equal(error.offset, 65);
	for (version = 0; version < 256; version++) {
		bytes[0] = (u8)version;
		assert_int_equal(kacs_signature_parse(bytes, 65, &error),
				 version == 1 ? KACS_OK : KACS_E_REVISION);
	}
}

#define KEYS 3u

static void the_first_key_that_signed_gives_its_trust(void **state)
{
	u8 keys[(KEYS + 1) * KACS_SIGNING_KEY_BYTES] = {0};
	u8 seed[32], secret[64], signature[KACS_SIGNATURE_BYTES] = {1};
	u8 digest[KACS_SHA256_BYTES] = {'d'};
	struct kacs_trust trust;
	u32 i;

	(void)state;
	/* Keys 0 and 2 are one key with two kinds of trust. */
	for (i = 0; i < KEYS; i++) {
		u8 *entry = keys + (size_t)i * KACS_SIGNING_KEY_BYTES;

		memset(seed, (int)i % 2, sizeof(seed));
		crypto_sign_seed_keypair(entry, secret, seed);
		kacs_store_le32(entry + 32, 512 + i);
		kacs_store_le32(entry + 36, 8192 + i);
	}
	crypto_sign_detached(signature + 1, NULL, digest, sizeof(digest),
			     secret);
	assert_int_equal(kacs_signature_trust(keys, sizeof(keys), signature,
					      digest, sodium_sha512, &trust),
			 0);
	assert_int_equal(trust.type, 512);
	assert_int_equal(trust.trust, 8192);
	/* Another key before it does not count. */
	memcpy(keys, keys + KACS_SIGNING_KEY_BYTES, KACS_SIGNING_KEY_BYTES);
	assert_int_equal(kacs_signature_trust(keys, sizeof(keys), signature,
					      digest, sodium_sha512, &trust),
			 2);
	assert_int_equal(trust.type, 514);
	assert_int_equal(trust.trust, 8194);
	/* No key behind the end of the list, and of the bytes. */
	assert_int_equal(
		kacs_signature_trust(keys, 3 * KACS_SIGNING_KEY_BYTES - 1,
				     signature, digest, sodium_sha512, &trust),
		-1);
	memset(keys + KACS_SIGNING_KEY_BYTES, 0, KACS_SIGNING_KEY_BYTES);
	assert_int_equal(kacs_signature_trust(keys, sizeof(keys), signature,
					      digest, sodium_sha512, &trust),
			 -1);
	assert_int_equal(trust.type, 0);
	assert_int_equal(trust.trust, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_section_is_found_by_its_name),
		cmocka_unit_test(the_name_is_exact),
		cmocka_unit_test(files_without_elf_sections_have_none),
		cmocka_unit_test(an_elf_file_cut_short_is_refused),
		cmocka_unit_test(damaged_tables_are_refused),
		cmocka_unit_test(counts_that_are_elsewhere_are_refused),
		cmocka_unit_test(damaged_names_are_refused),
		cmocka_unit_test(a_section_of_another_form_is_refused),
		cmocka_unit_test(a_section_outside_of_the_file_is_refused),
		cmocka_unit_test(the_section_leaves_what_finds_it_alone),
		cmocka_unit_test(two_sections_are_refused),
		cmocka_unit_test(a_search_begins_where_it_is_told),
		cmocka_unit_test(the_longest_name_is_found),
		cmocka_unit_test(a_longer_name_is_not_found),
		cmocka_unit_test(a_section_among_many_is_found),
		cmocka_unit_test(what_cannot_be_read_is_an_error),
		cmocka_unit_test(the_section_is_hashed_as_zeros),
		cmocka_unit_test(a_signature_is_version_1_and_64_bytes),
		cmocka_unit_test(the_first_key_that_signed_gives_its_trust),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
