// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Parsing and preparing descriptors: PSD-004 3.1, 3.2, 3.4.
 */
#include <stdlib.h>

#include "condition_test_support.h"
#include "unit_test.h"

/* Measure and prepare must agree; gives the common answer. */
static int parse(struct test_bytes bytes, struct kacs_error *error)
{
	struct test_bytes exact = test_copy(bytes.bytes, bytes.len);
	struct kacs_error second = {KACS_OK, 0};
	const struct kacs_sd *sd;
	u32 size = 0;
	int reason;
	void *mem;

	*error = (struct kacs_error){KACS_OK, 0};
	reason = kacs_sd_measure(exact.bytes, exact.len, &size, error);
	mem = malloc(reason ? 1 << 20 : size);
	assert_int_equal(kacs_sd_prepare(mem, reason ? 1 << 20 : size,
					 exact.bytes, exact.len, &sd, &second),
			 reason);
	assert_int_equal(second.offset, error->offset);
	free(mem);
	return reason;
}

#define REFUSED(bytes, expected_reason, expected_offset)                  \
	do {                                                              \
		struct kacs_error error_;                                 \
		assert_int_equal(parse(bytes, &error_), expected_reason); \
		assert_int_equal(error_.reason, expected_reason);         \
		assert_int_equal(error_.offset, expected_offset);         \
	} while (0)

#define ACCEPTED(bytes)                                           \
	do {                                                      \
		struct kacs_error error_;                         \
		assert_int_equal(parse(bytes, &error_), KACS_OK); \
	} while (0)

static struct test_bytes plain(void)
{
	return test_sd_bytes(&(const struct test_sd){
		.owner = ALICE,
		.group = STAFF,
		.dacl = ACES(ALLOW(0x1f, BOB), DENY(0x2, EVERYONE)),
		.sacl = ACES(LABEL(1, "S-1-16-12288")),
	});
}

static u32 field(struct test_bytes bytes, u32 offset)
{
	return kacs_load_le32(bytes.bytes + offset);
}

static void prepared_descriptor_finds_every_component(void **state)
{
	const struct kacs_sd *sd = test_prepare(plain());
	struct kacs_sid alice = test_sid(ALICE), staff = test_sid(STAFF);
	struct kacs_sid bob = test_sid(BOB), everyone = test_sid(EVERYONE);
	struct kacs_sid first = kacs_ace_sid(sd, &kacs_sd_dacl(sd)[0]);
	struct kacs_sid second = kacs_ace_sid(sd, &kacs_sd_dacl(sd)[1]);

	(void)state;
	assert_true(kacs_sid_equal(&sd->owner, &alice));
	assert_true(kacs_sid_equal(&sd->group, &staff));
	assert_int_equal(sd->dacl.count, 2);
	assert_int_equal(sd->sacl.count, 1);
	assert_false(sd->dacl.null);
	assert_true(kacs_sid_equal(&first, &bob));
	assert_true(kacs_sid_equal(&second, &everyone));
	assert_int_equal(kacs_sd_dacl(sd)[0].mask, 0x1f);
	assert_int_equal(kacs_sd_dacl(sd)[0].kind, KACS_ACE_KIND_ALLOW);
	assert_int_equal(kacs_sd_dacl(sd)[1].kind, KACS_ACE_KIND_DENY);
	assert_int_equal(kacs_sd_sacl(sd)[0].type,
			 KACS_ACE_SYSTEM_MANDATORY_LABEL);
	assert_int_equal(sd->label_level, KACS_INTEGRITY_HIGH);
	assert_int_equal(sd->label_policy, KACS_LABEL_NO_READ_UP);
}

static void prepared_descriptor_keeps_a_copy(void **state)
{
	struct test_bytes bytes = plain();
	struct test_bytes before = test_copy(bytes.bytes, bytes.len);
	const struct kacs_sd *sd = test_prepare(bytes);

	(void)state;
	memset(bytes.bytes, 0xff, bytes.len);
	assert_memory_equal(sd->bytes, before.bytes, before.len);
}

static void every_truncation_is_refused(void **state)
{
	struct test_bytes bytes = plain();
	struct kacs_error error;
	u32 len;

	(void)state;
	for (len = 0; len < bytes.len; len++) {
		assert_int_not_equal(
			parse((struct test_bytes){bytes.bytes, len}, &error),
			KACS_OK);
		assert_in_range(error.offset, 0, len);
	}
	ACCEPTED(bytes);
}

static void header_is_held_to_revision_and_self_relative(void **state)
{
	struct test_bytes bytes = plain();

	(void)state;
	bytes.bytes[0] = 2;
	REFUSED(bytes, KACS_E_REVISION, 0);
	bytes.bytes[0] = 1;
	bytes.bytes[3] &= 0x7f;
	REFUSED(bytes, KACS_E_CONTROL, 2);
}

static void sbz1_is_not_interpreted(void **state)
{
	struct test_bytes bytes = plain();

	(void)state;
	bytes.bytes[1] = 0xaa;
	ACCEPTED(bytes);
}

static void offsets_into_the_header_or_outside_are_refused(void **state)
{
	static const u32 bad[] = {1, 19, 0xffff, 0xfffffff0u, 0xffffffffu};
	static const u32 fields[] = {4, 8, 12, 16};
	struct test_bytes bytes;
	u32 i, j;

	(void)state;
	for (i = 0; i < COUNT(fields); i++) {
		for (j = 0; j < COUNT(bad); j++) {
			bytes = plain();
			kacs_store_le32(bytes.bytes + fields[i], bad[j]);
			REFUSED(bytes, KACS_E_OFFSET, fields[i]);
		}
		bytes = plain();
		kacs_store_le32(bytes.bytes + fields[i], bytes.len);
		REFUSED(bytes, KACS_E_OFFSET, fields[i]);
	}
}

static void absent_owner_and_group_are_accepted(void **state)
{
	const struct kacs_sd *sd = SD(.dacl = NO_ACES);

	(void)state;
	assert_int_equal(sd->owner.len, 0);
	assert_int_equal(sd->owner.hash, 0);
	assert_int_equal(sd->group.len, 0);
	assert_false(sd->dacl.null);
	assert_int_equal(sd->dacl.count, 0);
}

static void null_dacl_has_three_forms(void **state)
{
	struct test_bytes bytes = plain();
	u32 offset = field(bytes, 16);

	(void)state;
	assert_true(SD(.owner = ALICE)->dacl.null);
	/* Present, at no offset. */
	kacs_store_le32(bytes.bytes + 16, 0);
	assert_true(test_prepare(bytes)->dacl.null);
	/* At an offset, but not present: not even looked at. */
	kacs_store_le32(bytes.bytes + 16, offset);
	bytes.bytes[2] &= (u8)~KACS_SE_DACL_PRESENT;
	bytes.bytes[offset] = 0xee;
	assert_true(test_prepare(bytes)->dacl.null);
	assert_int_equal(test_prepare(bytes)->dacl.count, 0);
}

static void components_may_overlap(void **state)
{
	struct test_bytes bytes = plain();
	const struct kacs_sd *sd;

	(void)state;
	kacs_store_le32(bytes.bytes + 8, field(bytes, 4));
	kacs_store_le32(bytes.bytes + 12, field(bytes, 16));
	sd = test_prepare(bytes);
	assert_true(kacs_sid_equal(&sd->owner, &sd->group));
	assert_int_equal(sd->sacl.count, 2);
}

static void sizes_are_limited_to_65535(void **state)
{
	struct test_bytes small = plain();
	u8 *large = calloc(1, 65536);
	struct kacs_error error;
	const struct kacs_sd *sd;
	u32 size;

	(void)state;
	memcpy(large, small.bytes, small.len);
	assert_int_equal(kacs_sd_measure(large, 65535, &size, &error), KACS_OK);
	assert_int_equal(kacs_sd_measure(large, 65536, &size, &error),
			 KACS_E_TOO_LARGE);
	assert_int_equal(kacs_sd_prepare(NULL, 1 << 20, large, 65536, &sd,
					 &error),
			 KACS_E_TOO_LARGE);
	free(large);
}

static void too_little_room_is_refused(void **state)
{
	struct test_bytes bytes = plain();
	const struct kacs_sd *sd;
	u32 size, room;
	u8 *mem;

	(void)state;
	assert_int_equal(kacs_sd_measure(bytes.bytes, bytes.len, &size, NULL),
			 KACS_OK);
	for (room = 0; room < size; room += 1) {
		mem = malloc(room ? room : 1);
		assert_int_equal(kacs_sd_prepare(mem, room, bytes.bytes,
						 bytes.len, &sd, NULL),
				 KACS_E_NO_ROOM);
		free(mem);
	}
}

/* Also that for the notes of conditions and attributes. */
static void too_little_room_for_notes_is_refused(void **state)
{
	struct test_bytes claim = test_claim_entry(&(const struct test_claim){
		"a", KACS_CLAIM_INT64, .count = 2, .numbers = {2, 1}});
	struct test_bytes words = test_condition("@User.a { 1 2 3 } Contains");
	struct test_bytes bytes = test_sd_bytes(&(const struct test_sd){
		.owner = ALICE,
		.dacl = ACES({KACS_ACE_ACCESS_ALLOWED_CALLBACK, 0, 1, BOB,
			      (const char *)words.bytes, words.len}),
		.sacl = ACES({KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE, 0, 0,
			      EVERYONE, (const char *)claim.bytes, claim.len})});
	const struct kacs_sd *sd;
	u32 size, room;

	(void)state;
	assert_int_equal(kacs_sd_measure(bytes.bytes, bytes.len, &size, NULL),
			 KACS_OK);
	for (room = 0; room < size; room++)
		assert_int_equal(kacs_sd_prepare(test_copy(NULL, room).bytes,
						 room, bytes.bytes, bytes.len,
						 &sd, NULL),
				 KACS_E_NO_ROOM);
	assert_int_equal(kacs_sd_prepare(test_copy(NULL, size).bytes, size,
					 bytes.bytes, bytes.len, &sd, NULL),
			 KACS_OK);
}

static void prepared_size_of_recognised_types_is_bounded(void **state)
{
	struct test_ace aces[400];
	struct test_acl acl = {aces, 0, 0};
	struct test_bytes bytes;
	u32 size, i;

	(void)state;
	for (i = 0; i < COUNT(aces); i++)
		aces[i] = (struct test_ace)ALLOW(1, "S-1-5");
	for (acl.count = 0; acl.count < COUNT(aces); acl.count += 57) {
		bytes = test_sd_bytes(&(const struct test_sd){
			.owner = "S-1-5", .dacl = &acl, .sacl = &acl});
		assert_int_equal(kacs_sd_measure(bytes.bytes, bytes.len, &size,
						 NULL),
				 KACS_OK);
		assert_in_range(size, bytes.len, 2 * bytes.len + 128);
	}
}

static void acl_revisions_2_to_4_are_read(void **state)
{
	struct test_bytes bytes = plain();
	u32 acl = field(bytes, 16);
	u32 revision;

	(void)state;
	for (revision = 0; revision < 256; revision++) {
		bytes.bytes[acl] = (u8)revision;
		if (revision >= 2 && revision <= 4)
			ACCEPTED(bytes);
		else
			REFUSED(bytes, KACS_E_REVISION, acl);
	}
}

static void acl_size_must_fit_and_hold_exactly_its_aces(void **state)
{
	struct test_bytes bytes = plain();
	u32 acl = field(bytes, 16);
	u16 size = kacs_load_le16(bytes.bytes + acl + 2);

	(void)state;
	kacs_store_le16(bytes.bytes + acl + 2, 7);
	REFUSED(bytes, KACS_E_ACL_SIZE, acl + 2);
	kacs_store_le16(bytes.bytes + acl + 2, size + 4);
	REFUSED(bytes, KACS_E_ACL_SIZE, acl + 2);
	kacs_store_le16(bytes.bytes + acl + 2, size);
	kacs_store_le16(bytes.bytes + acl + 4, 1);
	REFUSED(bytes, KACS_E_TRAILING, acl + 8 + 8 + 28);
	kacs_store_le16(bytes.bytes + acl + 4, 3);
	REFUSED(bytes, KACS_E_TRUNCATED, acl + size);
	kacs_store_le16(bytes.bytes + acl + 4, 0xffff);
	REFUSED(bytes, KACS_E_TRUNCATED, acl + size);
}

static struct test_bytes with_dacl(const struct test_ace *ace)
{
	struct test_acl acl = {ace, 1, 0};

	return test_sd_bytes(
		&(const struct test_sd){.owner = ALICE, .dacl = &acl});
}

static const u8 single_sid_types[] = {0x00, 0x01, 0x02, 0x03, 0x13};
static const u8 object_types[] = {0x05, 0x06, 0x07, 0x08};
static const u8 callback_types[] = {0x09, 0x0a, 0x0d, 0x0e};
static const u8 callback_object_types[] = {0x0b, 0x0c, 0x0f, 0x10};

static void single_sid_fills_its_ace_exactly(void **state)
{
	struct test_bytes bytes;
	u32 i, ace;

	(void)state;
	for (i = 0; i < COUNT(single_sid_types); i++) {
		struct test_ace exact = ACE(single_sid_types[i], 0, 1, BOB);
		struct test_ace longer = {single_sid_types[i], 0, 1, BOB,
					  "\0\0\0\0",	       4};

		ACCEPTED(with_dacl(&exact));
		bytes = with_dacl(&longer);
		ace = field(bytes, 16) + 8;
		REFUSED(bytes, KACS_E_ACE_SIZE, ace + 2);
	}
}

static void ace_too_short_for_its_sid_is_refused(void **state)
{
	static const char sid[] = "\1\2\0\0\0\0\0\5\40\0\0\0";
	struct test_ace cut = {0, 0, 1, NULL, sid, 12};
	struct test_ace none = {0, 0, 1, NULL, sid, 4};
	struct test_bytes bytes = with_dacl(&cut);

	(void)state;
	REFUSED(bytes, KACS_E_ACE_SIZE, field(bytes, 16) + 8 + 2);
	bytes = with_dacl(&none);
	REFUSED(bytes, KACS_E_ACE_SIZE, field(bytes, 16) + 8 + 2);
}

static void sid_of_an_ace_is_well_formed(void **state)
{
	struct test_ace ace = ALLOW(1, ALICE);
	struct test_bytes bytes = with_dacl(&ace);
	u32 sid = field(bytes, 16) + 8 + 8;

	(void)state;
	bytes.bytes[sid] = 2;
	REFUSED(bytes, KACS_E_SID, sid);
	bytes.bytes[sid] = 1;
	bytes.bytes[sid + 1] = 16;
	REFUSED(bytes, KACS_E_SID, sid + 1);
}

static void ace_size_is_a_multiple_of_4_within_the_acl(void **state)
{
	struct test_ace unknown = {0x40, 0, 1, NULL, "abcdefgh", 8};
	struct test_bytes bytes = with_dacl(&unknown);
	u32 ace = field(bytes, 16) + 8;

	(void)state;
	ACCEPTED(bytes);
	kacs_store_le16(bytes.bytes + ace + 2, 14);
	REFUSED(bytes, KACS_E_ACE_ALIGNMENT, ace + 2);
	kacs_store_le16(bytes.bytes + ace + 2, 0);
	REFUSED(bytes, KACS_E_ACE_SIZE, ace + 2);
	kacs_store_le16(bytes.bytes + ace + 2, 20);
	REFUSED(bytes, KACS_E_ACE_SIZE, ace + 2);
}

static void unknown_types_are_held_to_their_size_only(void **state)
{
	const struct kacs_sd *sd;
	u32 type;

	(void)state;
	for (type = 0; type < 256; type++) {
		struct test_ace ace = {(u8)type, 0, 0xdeadbeef, NULL, "", 0};

		if (type <= 0x14 && type != 0x04) {
			struct test_bytes bytes = with_dacl(&ace);

			REFUSED(bytes, KACS_E_ACE_SIZE,
				field(bytes, 16) + 8 + 2);
			continue;
		}
		sd = test_prepare(with_dacl(&ace));
		assert_int_equal(kacs_sd_dacl(sd)[0].kind, KACS_ACE_KIND_OTHER);
		assert_false(kacs_ace_has_sid(&kacs_sd_dacl(sd)[0]));
		assert_int_equal(kacs_sd_dacl(sd)[0].mask, 0);
	}
}

static void unknown_ace_may_be_its_header_only(void **state)
{
	u8 bytes[20 + 8 + 4] = {1, 0, 0x04, 0x80};

	(void)state;
	bytes[16] = 20;
	bytes[20] = 2;
	bytes[22] = 12;
	bytes[24] = 1;
	bytes[28] = 0x50;
	bytes[30] = 4;
	ACCEPTED(((struct test_bytes){bytes, sizeof(bytes)}));
}

/* Object flags, GUIDs, SID as ACE data: the builder knows no object ACEs. */
static u32 object_body(u8 *out, u32 flags, u32 guids, u32 extra)
{
	struct kacs_sid bob = test_sid(BOB);

	memset(out, 0xab, 128);
	kacs_store_le32(out, flags);
	memcpy(out + 4 + 16 * guids, bob.bytes, bob.len);
	return 4 + 16 * guids + bob.len + extra;
}

static void object_flags_say_where_the_sid_is(void **state)
{
	static const struct {
		u32 flags;
		u32 guids;
	} forms[] = {
		{0, 0}, {1, 1},		 {2, 1},
		{3, 2}, {0xfffffff0, 0}, {0xffffffff, 2},
	};
	struct kacs_sid bob = test_sid(BOB), found;
	const struct kacs_sd *sd;
	char body[128];
	u32 i, j;

	(void)state;
	for (i = 0; i < COUNT(object_types); i++) {
		for (j = 0; j < COUNT(forms); j++) {
			struct test_ace ace = {
				object_types[i], 0, 7, NULL, body, 0};

			ace.data_len = object_body((u8 *)body, forms[j].flags,
						   forms[j].guids, 0);
			sd = test_prepare(with_dacl(&ace));
			found = kacs_ace_sid(sd, kacs_sd_dacl(sd));
			assert_true(kacs_sid_equal(&found, &bob));
			assert_int_equal(kacs_sd_dacl(sd)->mask, 7);
		}
	}
}

static void object_ace_without_room_for_its_guids_is_refused(void **state)
{
	struct test_bytes bytes;
	char body[128];
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(object_types); i++) {
		struct test_ace ace = {object_types[i], 0, 7, NULL, body, 0};

		/* A SID where the second GUID would be. */
		ace.data_len = object_body((u8 *)body, 1, 1, 0);
		kacs_store_le32((u8 *)body, 3);
		ace.data_len = 4 + 16 + 16 + 4;
		bytes = with_dacl(&ace);
		REFUSED(bytes, KACS_E_ACE_SIZE, field(bytes, 16) + 8 + 2);
		/* Data behind the SID belongs to callback ACEs only. */
		ace.data_len = object_body((u8 *)body, 1, 1, 4);
		bytes = with_dacl(&ace);
		REFUSED(bytes, KACS_E_ACE_SIZE, field(bytes, 16) + 8 + 2);
	}
}

static void callback_aces_may_have_data_behind_the_sid(void **state)
{
	struct kacs_sid bob = test_sid(BOB), found;
	const struct kacs_sd *sd;
	char body[128];
	u32 i, len;

	(void)state;
	for (i = 0; i < COUNT(callback_types); i++) {
		for (len = 0; len <= 8; len += 4) {
			struct test_ace ace = {callback_types[i], 0,  7, BOB,
					       "artxabcd",	  len};

			sd = test_prepare(with_dacl(&ace));
			found = kacs_ace_sid(sd, kacs_sd_dacl(sd));
			assert_true(kacs_sid_equal(&found, &bob));
			assert_true(kacs_sd_dacl(sd)->malformed);
		}
	}
	for (i = 0; i < COUNT(callback_object_types); i++) {
		struct test_ace ace = {
			callback_object_types[i], 0, 7, NULL, body, 0};

		ace.data_len = object_body((u8 *)body, 2, 1, 8);
		sd = test_prepare(with_dacl(&ace));
		found = kacs_ace_sid(sd, kacs_sd_dacl(sd));
		assert_true(kacs_sid_equal(&found, &bob));
	}
}

static void resource_attribute_belongs_to_everyone(void **state)
{
	struct test_bytes claim = test_claim_entry(&(const struct test_claim){
		.name = "a", .type = KACS_CLAIM_INT64});
	struct test_ace everyone = {
		0x12, 0, 0, EVERYONE, (const char *)claim.bytes, claim.len};
	struct test_ace alice = {0x12, 0, 0, ALICE, "data", 4};
	struct test_bytes bytes = with_dacl(&alice);

	(void)state;
	ACCEPTED(with_dacl(&everyone));
	REFUSED(bytes, KACS_E_ATTRIBUTE_SID, field(bytes, 16) + 8 + 8);
}

static void label_is_one_of_the_five_levels(void **state)
{
	struct test_bytes bytes = test_sd_bytes(&(const struct test_sd){
		.owner = ALICE, .sacl = ACES(LABEL(1, "S-1-16-8448"))});
	/* 10.3: any other SID in a label, also in one that does not apply. */
	struct test_bytes later = test_sd_bytes(&(const struct test_sd){
		.owner = ALICE,
		.sacl = ACES(LABEL(1, "S-1-16-8192"),
			     ACE(0x11, KACS_ACE_INHERIT_ONLY, 1, EVERYONE))});

	(void)state;
	REFUSED(bytes, KACS_E_LABEL_SID, field(bytes, 12) + 8 + 8);
	REFUSED(later, KACS_E_LABEL_SID, field(later, 12) + 8 + 20 + 8);
}

static void trust_label_is_s_1_19_type_trust(void **state)
{
	static const char *const bad[] = {"S-1-19-512", "S-1-19-512-1-1",
					  "S-1-18-512-1024", "S-1-19"};
	const struct kacs_sd *sd;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		struct test_bytes bytes = test_sd_bytes(&(const struct test_sd){
			.owner = ALICE, .sacl = ACES(TRUST(1, bad[i]))});

		REFUSED(bytes, KACS_E_TRUST_SID, field(bytes, 12) + 8 + 8);
	}
	/* 10.7: the named values are not a closed list. */
	sd = SD(.owner = ALICE,
		.sacl = ACES(TRUST(5, "S-1-19-777-4294967295")));
	assert_int_equal(sd->trust_type, 777);
	assert_int_equal(sd->trust_level, 0xffffffff);
	assert_int_equal(sd->trust_mask, 5);
}

static void first_applicable_label_counts(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = ALICE,
		   .sacl = ACES(
			   ACE(0x11, KACS_ACE_INHERIT_ONLY, 7, "S-1-16-0"),
			   ACE(0x14, KACS_ACE_INHERIT_ONLY, 7, "S-1-19-1-1"),
			   LABEL(1, "S-1-16-4096"), TRUST(2, "S-1-19-2-3"),
			   LABEL(2, "S-1-16-16384"), TRUST(3, "S-1-19-4-5")));

	(void)state;
	assert_true(sd->has_label);
	assert_int_equal(sd->label_ace, 2);
	assert_int_equal(sd->label_level, KACS_INTEGRITY_LOW);
	assert_int_equal(sd->label_policy, 1);
	assert_true(sd->has_trust_label);
	assert_int_equal(sd->trust_ace, 3);
	assert_int_equal(sd->trust_type, 2);
	assert_int_equal(sd->trust_level, 3);
	assert_int_equal(sd->trust_mask, 2);
}

static void labels_in_a_dacl_do_not_label(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = ALICE, .dacl = ACES(LABEL(1, "S-1-16-16384"),
						TRUST(0, "S-1-19-1-1")));

	(void)state;
	assert_false(sd->has_label);
	assert_false(sd->has_trust_label);
}

static void owner_rights_counts_any_access_ace(void **state)
{
	static const u8 access[] = {0x00, 0x01, 0x09, 0x0a};
	static const u8 access_objects[] = {0x05, 0x06, 0x0b, 0x0c};
	static const u8 others[] = {0x02, 0x03, 0x0d, 0x0e, 0x13};
	struct kacs_sid rights = test_sid(OWNER_RIGHTS);
	char body[32] = {0};
	u32 i;

	(void)state;
	memcpy(body + 4, rights.bytes, rights.len);
	for (i = 0; i < COUNT(access); i++) {
		struct test_ace ace = ACE(access[i], 0, 1, OWNER_RIGHTS);
		struct test_ace inherit_only =
			ACE(access[i], KACS_ACE_INHERIT_ONLY, 1, OWNER_RIGHTS);

		assert_true(test_prepare(with_dacl(&ace))->dacl.owner_rights);
		assert_false(test_prepare(with_dacl(&inherit_only))
				     ->dacl.owner_rights);
	}
	for (i = 0; i < COUNT(access_objects); i++) {
		struct test_ace ace = {access_objects[i], 0, 1, NULL, body,
				       4 + rights.len};

		assert_true(test_prepare(with_dacl(&ace))->dacl.owner_rights);
	}
	for (i = 0; i < COUNT(others); i++) {
		struct test_ace ace = ACE(others[i], 0, 1, OWNER_RIGHTS);

		assert_false(test_prepare(with_dacl(&ace))->dacl.owner_rights);
	}
	assert_false(SD(.owner = ALICE, .dacl = NO_ACES,
			.sacl = ACES(ALLOW(1, OWNER_RIGHTS)))
			     ->dacl.owner_rights);
}

static void lone_acl_fills_its_bytes_exactly(void **state)
{
	struct test_bytes acl =
		test_acl_bytes(ACES(ALLOW(1, BOB), ALLOW(2, ALICE)));
	struct test_bytes longer = test_copy(acl.bytes, acl.len);
	struct kacs_error error;
	u32 len;

	(void)state;
	assert_int_equal(kacs_acl_validate(acl.bytes, acl.len, 7, &error),
			 KACS_OK);
	for (len = 0; len < acl.len; len++)
		assert_int_not_equal(
			kacs_acl_validate(test_copy(acl.bytes, len).bytes, len,
					  7, &error),
			KACS_OK);
	kacs_store_le16(longer.bytes + 2, (u16)(longer.len - 4));
	assert_int_equal(kacs_acl_validate(longer.bytes, longer.len, 7, &error),
			 KACS_E_ACL_SIZE);
	assert_int_equal(error.offset, 9);
	kacs_store_le16(acl.bytes + 4, 1);
	assert_int_equal(kacs_acl_validate(acl.bytes, acl.len, 7, &error),
			 KACS_E_TRAILING);
	assert_int_equal(error.offset, 7 + 8 + 36);
}

static void prepared_acl_is_held_to_the_same(void **state)
{
	struct test_bytes acl =
		test_acl_bytes(ACES(ALLOW(1, BOB), DENY(2, OWNER_RIGHTS)));
	struct kacs_ace aces[2];
	struct kacs_error error;
	struct kacs_acl prepared;

	(void)state;
	assert_int_equal(kacs_acl_prepare(acl.bytes, acl.len, 7, aces,
					  &prepared, &error),
			 KACS_OK);
	assert_int_equal(prepared.count, 2);
	assert_true(prepared.owner_rights);
	assert_ptr_equal(prepared.aces, aces);
	assert_int_equal(aces[0].kind, KACS_ACE_KIND_ALLOW);
	assert_int_equal(aces[1].kind, KACS_ACE_KIND_DENY);
	assert_int_equal(kacs_acl_prepare(acl.bytes, acl.len - 1, 7, NULL,
					  &prepared, &error),
			 KACS_E_ACL_SIZE);
	acl.bytes[8 + 8 + 1] = 16;
	assert_int_equal(kacs_acl_prepare(acl.bytes, acl.len, 7, aces,
					  &prepared, &error),
			 KACS_E_SID);
	assert_int_equal(error.offset, 7 + 8 + 8 + 1);
}

static void scoped_policies_are_known_before_a_check(void **state)
{
	const struct test_ace scoped =
		ACE(KACS_ACE_SYSTEM_SCOPED_POLICY_ID, 0, 0, "S-1-17-1");

	(void)state;
	assert_false(kacs_sd_names_policies(SD(.owner = ALICE)));
	assert_false(kacs_sd_names_policies(
		SD(.owner = ALICE, .sacl = ACES(LABEL(1, "S-1-16-8192")))));
	assert_true(kacs_sd_names_policies(
		SD(.owner = ALICE,
		   .sacl = ACES(LABEL(1, "S-1-16-8192"), scoped))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prepared_descriptor_finds_every_component),
		cmocka_unit_test(prepared_descriptor_keeps_a_copy),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(header_is_held_to_revision_and_self_relative),
		cmocka_unit_test(sbz1_is_not_interpreted),
		cmocka_unit_test(
			offsets_into_the_header_or_outside_are_refused),
		cmocka_unit_test(absent_owner_and_group_are_accepted),
		cmocka_unit_test(null_dacl_has_three_forms),
		cmocka_unit_test(components_may_overlap),
		cmocka_unit_test(sizes_are_limited_to_65535),
		cmocka_unit_test(too_little_room_is_refused),
		cmocka_unit_test(too_little_room_for_notes_is_refused),
		cmocka_unit_test(prepared_size_of_recognised_types_is_bounded),
		cmocka_unit_test(acl_revisions_2_to_4_are_read),
		cmocka_unit_test(acl_size_must_fit_and_hold_exactly_its_aces),
		cmocka_unit_test(single_sid_fills_its_ace_exactly),
		cmocka_unit_test(ace_too_short_for_its_sid_is_refused),
		cmocka_unit_test(sid_of_an_ace_is_well_formed),
		cmocka_unit_test(ace_size_is_a_multiple_of_4_within_the_acl),
		cmocka_unit_test(unknown_types_are_held_to_their_size_only),
		cmocka_unit_test(unknown_ace_may_be_its_header_only),
		cmocka_unit_test(object_flags_say_where_the_sid_is),
		cmocka_unit_test(
			object_ace_without_room_for_its_guids_is_refused),
		cmocka_unit_test(callback_aces_may_have_data_behind_the_sid),
		cmocka_unit_test(resource_attribute_belongs_to_everyone),
		cmocka_unit_test(label_is_one_of_the_five_levels),
		cmocka_unit_test(trust_label_is_s_1_19_type_trust),
		cmocka_unit_test(first_applicable_label_counts),
		cmocka_unit_test(labels_in_a_dacl_do_not_label),
		cmocka_unit_test(owner_rights_counts_any_access_ace),
		cmocka_unit_test(lone_acl_fills_its_bytes_exactly),
		cmocka_unit_test(prepared_acl_is_held_to_the_same),
		cmocka_unit_test(scoped_policies_are_known_before_a_check),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
