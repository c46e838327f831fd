// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ACLs prepared: PSD-004 3.3, 3.4.
 */
#include "condition_test_support.h"
#include "unit_test.h"

/* An ACE of any type, with a SID where its type has it; its GUIDs are absent. */
static struct test_ace ace_of(u8 type)
{
	static const u8 attribute[] = {12, 0, 0, 0, 1, 0, 0, 0,
				       0,  0, 0, 0, 0, 0, 0, 0};
	u32 shape = kacs_ace_shape(type);

	if (!shape)
		return (struct test_ace){.type = type};
	if (shape & KACS_ACE_SHAPE_OBJECT)
		return test_object_ace(type, 1, 0, BOB, NULL);
	switch (type) {
	case KACS_ACE_SYSTEM_MANDATORY_LABEL:
		return (struct test_ace)LABEL(1, "S-1-16-8192");
	case KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL:
		return (struct test_ace)TRUST(1, "S-1-19-512-1024");
	case KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE:
		return (struct test_ace){type,
					 0,
					 1,
					 EVERYONE,
					 (const char *)attribute,
					 sizeof(attribute)};
	default:
		return (struct test_ace)ACE(type, 0, 1, BOB);
	}
}

/* Of all others: neither of these. */
static u8 kind_of(u8 type)
{
	switch (type) {
	case KACS_ACE_ACCESS_ALLOWED:
	case KACS_ACE_ACCESS_ALLOWED_OBJECT:
		return KACS_ACE_KIND_ALLOW;
	case KACS_ACE_ACCESS_DENIED:
	case KACS_ACE_ACCESS_DENIED_OBJECT:
		return KACS_ACE_KIND_DENY;
	case KACS_ACE_ACCESS_ALLOWED_CALLBACK:
	case KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT:
		return KACS_ACE_KIND_ALLOW_IF;
	case KACS_ACE_ACCESS_DENIED_CALLBACK:
	case KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT:
		return KACS_ACE_KIND_DENY_IF;
	case KACS_ACE_SYSTEM_AUDIT:
	case KACS_ACE_SYSTEM_AUDIT_OBJECT:
	case KACS_ACE_SYSTEM_AUDIT_CALLBACK:
	case KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT:
		return KACS_ACE_KIND_AUDIT;
	case KACS_ACE_SYSTEM_ALARM:
	case KACS_ACE_SYSTEM_ALARM_OBJECT:
	case KACS_ACE_SYSTEM_ALARM_CALLBACK:
	case KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT:
		return KACS_ACE_KIND_ALARM;
	default:
		return KACS_ACE_KIND_OTHER;
	}
}

static void every_type_is_of_its_kind(void **state)
{
	u32 type;

	(void)state;
	for (type = 0; type < 256; type++) {
		struct test_ace ace = ace_of((u8)type);
		const struct kacs_sd *sd =
			SD(.owner = ALICE, .sacl = ACES(ace));
		const struct kacs_ace *prepared = kacs_sd_sacl(sd);
		u32 shape = kacs_ace_shape((u8)type);

		assert_int_equal(prepared->type, type);
		assert_int_equal(prepared->kind, kind_of((u8)type));
		/* Callback ACEs without a condition are UNKNOWN (3.8). */
		assert_int_equal(prepared->malformed,
				 shape & KACS_ACE_SHAPE_CALLBACK ? 1 : 0);
		/* Whoever has no SID is nobody. */
		assert_int_equal(!prepared->sid_hash, !shape);
		assert_int_equal(kacs_ace_has_sid(prepared), shape != 0);
		test_forget(NULL);
	}
}

static struct kacs_acl prepare(const struct test_acl *source, u32 *room)
{
	struct test_bytes bytes = test_acl_bytes(source);
	struct kacs_acl measured, acl;
	struct kacs_error error = {KACS_OK, 0};

	assert_int_equal(kacs_acl_prepare(bytes.bytes, bytes.len, 0, NULL,
					  &measured, &error),
			 KACS_OK);
	*room = kacs_acl_room(&measured);
	assert_int_equal(
		kacs_acl_prepare(bytes.bytes, bytes.len, 0,
				 (struct kacs_ace *)test_copy(NULL, *room).bytes,
				 &acl, &error),
		KACS_OK);
	assert_int_equal(kacs_acl_room(&acl), *room);
	return acl;
}

/* Room is for ACEs, and for what their conditions take. */
static void room_of_an_acl_is_what_it_takes(void **state)
{
	struct test_bytes words = test_condition("{ '' '' '' '' } { '' } ==");
	u32 room;

	(void)state;
	prepare(NO_ACES, &room);
	assert_int_equal(room, 0);
	prepare(ACES(ALLOW(1, BOB), DENY(1, ALICE)), &room);
	assert_int_equal(room, 2 * sizeof(struct kacs_ace));
	/* A word, one for each list, and one for each of four elements. */
	prepare(ACES({KACS_ACE_ACCESS_ALLOWED_CALLBACK, 0, 1, BOB,
		      (const char *)words.bytes, words.len}),
		&room);
	assert_int_equal(room, sizeof(struct kacs_ace) + 7 * sizeof(u32));
	/* And one for each of two SIDs. */
	words = test_condition("{ S-1-5 S-1-5 } Member_of");
	prepare(ACES({KACS_ACE_ACCESS_ALLOWED_CALLBACK, 0, 1, BOB,
		      (const char *)words.bytes, words.len}),
		&room);
	assert_int_equal(room, sizeof(struct kacs_ace) + 6 * sizeof(u32));
}

/* As dense as conditions can be: all their notes are there. */
static void conditions_of_a_lone_acl_are_evaluated(void **state)
{
	static const struct {
		const char *words;
		enum kacs_truth truth;
	} cases[] = {
		{"{ '' '' '' '' } '' Contains", KACS_TRUTH_TRUE},
		{"{ '' '' '' '' } 'a' Contains", KACS_TRUTH_FALSE},
		{"{ " BOB " " ALICE " } Member_of_Any", KACS_TRUTH_TRUE},
		{"{ " BOB " " CAROL " } Member_of_Any", KACS_TRUTH_FALSE},
	};
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, SD(.owner = BOB), 1);
	struct kacs_budget budget = {1};
	struct test_ace aces[COUNT(cases)];
	struct test_acl source = {aces, COUNT(aces), 0};
	struct test_bytes words;
	struct kacs_acl acl;
	u32 room, i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		words = test_condition(cases[i].words);
		aces[i] = (struct test_ace){
			KACS_ACE_ACCESS_ALLOWED_CALLBACK, 0,	    1, "S-1-5",
			(const char *)words.bytes,	  words.len};
	}
	acl = prepare(&source, &room);
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(kacs_ace_condition(&acl, &acl.aces[i], &check,
						    &budget, KACS_PASS_NORMAL,
						    true),
				 cases[i].truth);
}

static void an_ace_ends_within_its_acl(void **state)
{
	struct test_bytes bytes = test_acl_bytes(ACES(ALLOW(1, BOB)));
	struct kacs_error error;
	u32 size;

	(void)state;
	for (size = KACS_ACL_HEADER_BYTES; size < bytes.len; size++) {
		struct test_bytes cut = test_copy(bytes.bytes, size);

		kacs_store_le16(cut.bytes + 2, (u16)size);
		assert_int_equal(
			kacs_acl_validate(cut.bytes, size, 100, &error),
			size < 12 ? KACS_E_TRUNCATED : KACS_E_ACE_SIZE);
		assert_int_equal(error.offset, size < 12 ? 100 + size : 110);
	}
}

/* Also where data follows it: there is no more of it than the ACE has. */
static void the_sid_of_every_type_ends_within_its_ace(void **state)
{
	struct kacs_error error;
	u32 type, count;

	(void)state;
	for (type = 0; type < 256; type++) {
		struct test_ace ace = ace_of((u8)type);
		struct test_bytes bytes =
			test_acl_bytes(ACES(ace, ALLOW(1, BOB)));
		u32 sid = kacs_ace_shape((u8)type) & KACS_ACE_SHAPE_OBJECT
				  ? KACS_ACL_HEADER_BYTES + 12
				  : KACS_ACL_HEADER_BYTES + 8;

		if (!kacs_ace_shape((u8)type))
			continue;
		assert_int_equal(kacs_acl_validate(bytes.bytes, bytes.len, 0,
						   &error),
				 KACS_OK);
		/* As many sub-authorities as reach into the next ACE. */
		count = (kacs_load_le16(bytes.bytes + 10) + 8 - sid - 8) / 4 +
			1;
		bytes.bytes[sid + 1] = (u8)count;
		assert_int_equal(kacs_acl_validate(bytes.bytes, bytes.len, 0,
						   &error),
				 KACS_E_ACE_SIZE);
		test_forget(NULL);
	}
}

/* Of a block that ends with it. */
static void nothing_is_read_behind_the_last_ace(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_sd sd = *SD(.owner = SYSTEM, .dacl = NO_ACES);
	u32 room;

	(void)state;
	sd.dacl = prepare(ACES(ALLOW(1, BOB), ALLOW(1, CAROL)), &room);
	MAXIMUM(&token, &sd, 0);
	sd.dacl = prepare(ACES(ALLOW(1, BOB), ALLOW(1, ALICE)), &room);
	MAXIMUM(&token, &sd, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_of_its_kind),
		cmocka_unit_test(room_of_an_acl_is_what_it_takes),
		cmocka_unit_test(conditions_of_a_lone_acl_are_evaluated),
		cmocka_unit_test(an_ace_ends_within_its_acl),
		cmocka_unit_test(the_sid_of_every_type_ends_within_its_ace),
		cmocka_unit_test(nothing_is_read_behind_the_last_ace),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
