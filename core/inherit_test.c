// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Descriptors of new objects: PSD-004 3.5, 3.6.
 */
#include <stdlib.h>

#include "unit_test.h"

#define OI KACS_ACE_OBJECT_INHERIT
#define CI KACS_ACE_CONTAINER_INHERIT
#define NP KACS_ACE_NO_PROPAGATE_INHERIT
#define IO KACS_ACE_INHERIT_ONLY
#define ID KACS_ACE_INHERITED

#define A(flags, mask, sid) ACE(KACS_ACE_ACCESS_ALLOWED, flags, mask, sid)
#define D(flags, mask, sid) ACE(KACS_ACE_ACCESS_DENIED, flags, mask, sid)

#define DEFAULTED (KACS_SE_OWNER_DEFAULTED | KACS_SE_GROUP_DEFAULTED)
#define DI KACS_SE_DACL_AUTO_INHERITED
#define REQ KACS_SE_DACL_AUTO_INHERIT_REQ

/* Alice of STAFF makes something; no default DACL. */
static struct kacs_inherit by_alice(const struct kacs_sd *parent,
				    bool is_container)
{
	return (struct kacs_inherit){
		.parent = parent,
		.is_container = is_container,
		.owner = test_sid(ALICE),
		.group = test_sid(STAFF),
		.mapping = &kacs_file_mapping,
	};
}

static const struct kacs_sd *make(const struct kacs_inherit *inherit)
{
	const struct kacs_sd *sd;
	struct test_bytes out;
	u32 len = 0, written = 0;

	assert_int_equal(kacs_inherit_sd(inherit, NULL, 0, &len, NULL),
			 KACS_OK);
	out = (struct test_bytes){malloc(len), len};
	assert_int_equal(kacs_inherit_sd(inherit, out.bytes, len - 1, &written,
					 NULL),
			 KACS_E_NO_ROOM);
	assert_int_equal(written, len);
	assert_int_equal(kacs_inherit_sd(inherit, out.bytes, len, &written,
					 NULL),
			 KACS_OK);
	assert_int_equal(written, len);
	sd = test_prepare(out);
	free(out.bytes);
	return sd;
}

static int make_fails(const struct kacs_inherit *inherit)
{
	struct kacs_error error = {KACS_OK, 0};
	u32 len;
	int reason = kacs_inherit_sd(inherit, NULL, 0, &len, &error);

	assert_int_equal(error.reason, reason);
	/* The control flags are at byte 2; all else is of the whole. */
	assert_int_equal(error.offset,
			 reason == KACS_E_SERVER_SECURITY ? 2 : 0);
	return reason;
}

/* A child that has this DACL and SACL from its parent, or none of them. */
static const struct kacs_sd *child(const struct test_acl *dacl)
{
	return SD(.owner = ALICE, .group = STAFF, .dacl = dacl,
		  .control = DEFAULTED | (dacl ? DI : 0));
}

static const struct kacs_sd *made_in(const struct test_acl *dacl,
				     bool is_container)
{
	struct kacs_inherit inherit =
		by_alice(SD(.owner = SYSTEM, .dacl = dacl), is_container);

	return make(&inherit);
}

static void flags_of_a_file_are_cleared(void **state)
{
	static const u8 flags[] = {OI, OI | CI, OI | IO, OI | NP,
				   OI | CI | NP | IO};
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(flags); i++)
		assert_same_bytes(made_in(ACES(A(flags[i], 1, BOB)), false),
				  child(ACES(A(ID, 1, BOB))));
}

static void files_do_not_inherit_container_aces(void **state)
{
	static const u8 flags[] = {0, CI, CI | IO, CI | NP, IO, ID, NP};
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(flags); i++)
		assert_same_bytes(made_in(ACES(A(flags[i], 1, BOB)), false),
				  child(NULL));
}

static void flags_of_a_directory_follow_the_table(void **state)
{
	static const struct {
		u8 parent;
		u8 child;
	} cases[] = {
		{CI, CI | ID},
		{CI | OI, CI | OI | ID},
		{CI | OI | IO, CI | OI | ID},
		{CI | IO, CI | ID},
		{CI | NP, ID},
		{CI | OI | NP, ID},
		{CI | OI | NP | IO, ID},
		{OI, OI | IO | ID},
		{OI | IO, OI | IO | ID},
	};
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		assert_same_bytes(made_in(ACES(A(cases[i].parent, 1, BOB)),
					  true),
				  child(ACES(A(cases[i].child, 1, BOB))));
	assert_same_bytes(made_in(ACES(A(OI | NP, 1, BOB)), true), child(NULL));
	assert_same_bytes(made_in(ACES(A(0, 1, BOB)), true), child(NULL));
	assert_same_bytes(made_in(ACES(A(IO | NP, 1, BOB)), true), child(NULL));
}

static void order_is_the_parents(void **state)
{
	(void)state;
	assert_same_bytes(made_in(ACES(A(OI, 1, BOB), D(CI, 2, BOB),
				       D(OI, 4, CAROL), A(OI, 8, EVERYONE)),
				  false),
			  child(ACES(A(ID, 1, BOB), D(ID, 4, CAROL),
				     A(ID, 8, EVERYONE))));
}

static void generic_rights_are_mapped(void **state)
{
	(void)state;
	assert_same_bytes(
		made_in(ACES(A(CI, KACS_GENERIC_ALL, BOB),
			     A(CI | IO, KACS_GENERIC_READ | 0x40, BOB)),
			true),
		child(ACES(A(CI | ID, KACS_FILE_ALL_ACCESS, BOB),
			   A(CI | ID, KACS_FILE_GENERIC_READ | 0x40, BOB))));
}

static void creators_are_substituted_on_a_file(void **state)
{
	(void)state;
	assert_same_bytes(
		made_in(ACES(A(OI | CI | IO, KACS_GENERIC_ALL, CREATOR_OWNER),
			     A(OI, 1, CREATOR_GROUP)),
			false),
		child(ACES(A(ID, KACS_FILE_ALL_ACCESS, ALICE),
			   A(ID, 1, STAFF))));
}

static void creators_on_a_directory_stay_for_its_children(void **state)
{
	const struct test_acl *dacl =
		ACES(A(OI | CI | IO, KACS_GENERIC_ALL, CREATOR_OWNER),
		     A(CI, 1, CREATOR_GROUP), A(OI, 2, CREATOR_OWNER),
		     A(CI | NP, 4, CREATOR_OWNER));
	const struct kacs_sd *directory = made_in(dacl, true);
	struct kacs_inherit by_bob = by_alice(directory, false);

	(void)state;
	assert_same_bytes(directory,
			  child(ACES(A(ID, KACS_FILE_ALL_ACCESS, ALICE),
				     A(OI | CI | IO | ID, KACS_FILE_ALL_ACCESS,
				       CREATOR_OWNER),
				     A(ID, 1, STAFF),
				     A(CI | IO | ID, 1, CREATOR_GROUP),
				     A(OI | IO | ID, 2, CREATOR_OWNER),
				     A(ID, 4, ALICE))));
	/* A file that Bob makes in Alice's directory is Bob's. */
	by_bob.owner = test_sid(BOB);
	assert_same_bytes(make(&by_bob),
			  SD(.owner = BOB, .group = STAFF,
			     .dacl = ACES(A(ID, KACS_FILE_ALL_ACCESS, BOB),
					  A(ID, 2, BOB)),
			     .control = DEFAULTED | DI));
}

static void creator_group_without_group_fails_closed(void **state)
{
	struct kacs_inherit inherit = by_alice(
		SD(.owner = SYSTEM, .dacl = ACES(A(OI, 1, CREATOR_GROUP))),
		false);

	(void)state;
	inherit.group.len = 0;
	assert_int_equal(make_fails(&inherit), KACS_E_NO_GROUP);
	/* Nothing to put a group into: no failure. */
	inherit.is_container = true;
	assert_same_bytes(make(&inherit),
			  SD(.owner = ALICE,
			     .dacl = ACES(A(OI | IO | ID, 1, CREATOR_GROUP)),
			     .control = KACS_SE_OWNER_DEFAULTED | DI));
}

static void owner_and_group_come_from_creator_or_token(void **state)
{
	struct kacs_inherit inherit = by_alice(NULL, false);

	(void)state;
	inherit.creator = SD(.owner = BOB);
	assert_same_bytes(make(&inherit),
			  SD(.owner = BOB, .group = STAFF,
			     .control = KACS_SE_GROUP_DEFAULTED));
	inherit.creator = SD(.group = CAROL);
	assert_same_bytes(make(&inherit),
			  SD(.owner = ALICE, .group = CAROL,
			     .control = KACS_SE_OWNER_DEFAULTED));
	inherit.creator = NULL;
	inherit.owner.len = 0;
	assert_int_equal(make_fails(&inherit), KACS_E_NO_OWNER);
}

static void substitution_takes_the_creators_owner_and_group(void **state)
{
	struct kacs_inherit inherit = by_alice(
		SD(.owner = SYSTEM, .dacl = ACES(A(OI, 1, CREATOR_OWNER),
						 A(OI, 2, CREATOR_GROUP))),
		false);

	(void)state;
	inherit.creator = SD(.owner = BOB, .group = CAROL);
	assert_same_bytes(make(&inherit),
			  SD(.owner = BOB, .group = CAROL,
			     .dacl = ACES(A(ID, 1, BOB), A(ID, 2, CAROL)),
			     .control = DI));
}

static void default_dacl_where_nothing_is_inherited(void **state)
{
	struct test_bytes dacl = test_acl_bytes(
		ACES(A(0, KACS_GENERIC_READ, CREATOR_OWNER), D(0, 2, BOB)));
	struct kacs_inherit inherit = by_alice(
		SD(.owner = SYSTEM, .dacl = ACES(A(CI, 1, BOB))), false);

	(void)state;
	inherit.default_dacl = dacl.bytes;
	inherit.default_dacl_len = dacl.len;
	assert_same_bytes(make(&inherit),
			  SD(.owner = ALICE, .group = STAFF,
			     .dacl = ACES(A(0, KACS_FILE_GENERIC_READ, ALICE),
					  D(0, 2, BOB)),
			     .control = DEFAULTED | KACS_SE_DACL_DEFAULTED));
	/* A directory does inherit that ACE: no default. */
	inherit.is_container = true;
	assert_same_bytes(make(&inherit), child(ACES(A(CI | ID, 1, BOB))));
	/* Neither parent nor default: a NULL DACL. */
	inherit.parent = NULL;
	inherit.default_dacl = NULL;
	assert_true(make(&inherit)->dacl.null);
	assert_same_bytes(make(&inherit), child(NULL));
}

static void empty_default_dacl_is_a_dacl(void **state)
{
	struct test_bytes dacl = test_acl_bytes(NO_ACES);
	struct kacs_inherit inherit = by_alice(NULL, false);

	(void)state;
	inherit.default_dacl = dacl.bytes;
	inherit.default_dacl_len = dacl.len;
	assert_false(make(&inherit)->dacl.null);
}

static const struct kacs_sd *with_creator(const struct test_acl *dacl,
					  u16 control, bool is_container)
{
	struct kacs_inherit inherit =
		by_alice(SD(.owner = SYSTEM, .dacl = ACES(A(OI | CI, 1, BOB))),
			 is_container);

	inherit.creator = SD(.owner = ALICE, .group = STAFF, .dacl = dacl,
			     .control = control);
	return make(&inherit);
}

static void creator_dacl_inherits_only_on_request(void **state)
{
	const struct test_acl *dacl = ACES(D(0, 4, CAROL), A(0, 2, ALICE));

	(void)state;
	assert_same_bytes(with_creator(dacl, 0, false),
			  SD(.owner = ALICE, .group = STAFF, .dacl = dacl));
	assert_same_bytes(
		with_creator(dacl, REQ, false),
		SD(.owner = ALICE, .group = STAFF,
		   .dacl = ACES(D(0, 4, CAROL), A(0, 2, ALICE), A(ID, 1, BOB)),
		   .control = DI));
	assert_same_bytes(with_creator(dacl, REQ | KACS_SE_DACL_PROTECTED,
				       false),
			  SD(.owner = ALICE, .group = STAFF, .dacl = dacl,
			     .control = KACS_SE_DACL_PROTECTED));
}

static void a_request_brings_nothing_where_nothing_is_inheritable(void **state)
{
	const struct test_acl *dacl = ACES(A(0, 2, ALICE));
	struct kacs_inherit inherit = by_alice(
		SD(.owner = SYSTEM, .dacl = ACES(A(CI, 1, BOB))), false);

	(void)state;
	inherit.creator = SD(.owner = ALICE, .group = STAFF, .dacl = dacl,
			     .control = REQ);
	assert_same_bytes(make(&inherit),
			  SD(.owner = ALICE, .group = STAFF, .dacl = dacl));
}

static void creator_without_dacl_is_as_none(void **state)
{
	(void)state;
	assert_same_bytes(with_creator(NULL, KACS_SE_DACL_PROTECTED, false),
			  SD(.owner = ALICE, .group = STAFF,
			     .dacl = ACES(A(ID, 1, BOB)), .control = DI));
}

static void empty_creator_dacl_is_kept(void **state)
{
	(void)state;
	assert_same_bytes(with_creator(NO_ACES, 0, false),
			  SD(.owner = ALICE, .group = STAFF, .dacl = NO_ACES));
}

static void null_creator_dacl_is_kept_unless_it_asks_for_aces(void **state)
{
	struct test_bytes bytes = test_sd_bytes(&(const struct test_sd){
		.owner = ALICE, .control = KACS_SE_DACL_PRESENT});
	struct kacs_inherit inherit = by_alice(
		SD(.owner = SYSTEM, .dacl = ACES(A(OI, 1, BOB))), false);

	(void)state;
	inherit.creator = test_prepare(bytes);
	assert_true(make(&inherit)->dacl.null);
	kacs_store_le16(bytes.bytes + 2, inherit.creator->control |
						 KACS_SE_DACL_AUTO_INHERIT_REQ);
	inherit.creator = test_prepare(bytes);
	assert_false(make(&inherit)->dacl.null);
}

static void stale_inherited_aces_make_way_for_the_parents(void **state)
{
	const struct test_acl *dacl = ACES(A(0, 2, ALICE), D(ID, 4, CAROL));

	(void)state;
	assert_same_bytes(with_creator(dacl, REQ, false),
			  SD(.owner = ALICE, .group = STAFF,
			     .dacl = ACES(A(0, 2, ALICE), A(ID, 1, BOB)),
			     .control = DI));
	/* Nothing takes their place: they stay. */
	assert_same_bytes(with_creator(dacl, 0, false),
			  SD(.owner = ALICE, .group = STAFF, .dacl = dacl));
}

static void explicit_aces_are_mapped_and_substituted(void **state)
{
	const struct test_acl *dacl =
		ACES(A(OI | CI, KACS_GENERIC_ALL, CREATOR_OWNER),
		     A(0, 1, CREATOR_GROUP),
		     A(CI | IO, KACS_GENERIC_READ, CREATOR_OWNER));

	(void)state;
	assert_same_bytes(
		with_creator(dacl, 0, true),
		SD(.owner = ALICE, .group = STAFF,
		   .dacl = ACES(
			   A(0, KACS_FILE_ALL_ACCESS, ALICE),
			   A(OI | CI | IO, KACS_FILE_ALL_ACCESS, CREATOR_OWNER),
			   A(0, 1, STAFF),
			   A(CI | IO, KACS_FILE_GENERIC_READ, CREATOR_OWNER))));
	assert_same_bytes(with_creator(ACES(A(OI | CI, 1, CREATOR_OWNER)), 0,
				       false),
			  SD(.owner = ALICE, .group = STAFF,
			     .dacl = ACES(A(OI | CI, 1, ALICE))));
}

static void server_security_is_refused(void **state)
{
	struct kacs_inherit inherit = by_alice(NULL, false);

	(void)state;
	inherit.creator =
		SD(.owner = ALICE, .control = KACS_SE_SERVER_SECURITY);
	assert_int_equal(make_fails(&inherit), KACS_E_SERVER_SECURITY);
}

static void sacl_is_inherited_like_the_dacl(void **state)
{
	struct kacs_inherit inherit = by_alice(
		SD(.owner = SYSTEM,
		   .sacl = ACES(ACE(KACS_ACE_SYSTEM_AUDIT, OI | 0xc0,
				    KACS_GENERIC_WRITE, CREATOR_OWNER),
				ACE(KACS_ACE_SYSTEM_MANDATORY_LABEL, OI,
				    0x80000002, "S-1-16-12288"),
				ACE(KACS_ACE_SYSTEM_AUDIT, CI, 1, BOB))),
		false);

	(void)state;
	assert_same_bytes(
		make(&inherit),
		SD(.owner = ALICE, .group = STAFF,
		   .sacl = ACES(ACE(KACS_ACE_SYSTEM_AUDIT, ID | 0xc0,
				    KACS_FILE_GENERIC_WRITE, ALICE),
				/* The mask of a label holds no rights. */
				ACE(KACS_ACE_SYSTEM_MANDATORY_LABEL, ID,
				    0x80000002, "S-1-16-12288")),
		   .control = DEFAULTED | KACS_SE_SACL_AUTO_INHERITED));
	inherit.creator = SD(.owner = ALICE, .group = STAFF, .sacl = NO_ACES,
			     .control = KACS_SE_SACL_PROTECTED |
					KACS_SE_SACL_AUTO_INHERIT_REQ);
	assert_same_bytes(make(&inherit),
			  SD(.owner = ALICE, .group = STAFF, .sacl = NO_ACES,
			     .control = KACS_SE_SACL_PROTECTED));
}

static void unrecognised_types_go_on_byte_for_byte(void **state)
{
	static const struct test_ace ace = {0x55, OI | CI,    0x90000000,
					    NULL, "CREATOR?", 8};
	static const struct test_ace passed = {0x55, OI | CI | ID, 0x90000000,
					       NULL, "CREATOR?",   8};
	static const struct test_ace private = {0x55, 0, 1, NULL, "abcd", 4};
	const struct test_acl *expected = ACES(passed);
	struct test_acl dacl = {(const struct test_ace[]){ace, private}, 2, 3};
	struct test_acl with_revision = {expected->aces, 1, 3};

	(void)state;
	assert_same_bytes(made_in(&dacl, true), child(&with_revision));
}

static void revision_is_the_least_that_the_aces_need(void **state)
{
	const struct kacs_sd *sd;
	struct test_acl dacl = {(const struct test_ace[]){A(OI, 1, BOB),
							  ACE(0x09, 0, 1, BOB)},
				2, 4};

	(void)state;
	sd = made_in(&dacl, false);
	assert_int_equal(sd->bytes[sd->dacl_offset], KACS_ACL_REVISION);
	sd = made_in(ACES(ACE(0x09, OI, 1, BOB), A(OI, 1, BOB)), false);
	assert_int_equal(sd->bytes[sd->dacl_offset], KACS_ACL_REVISION_DS);
}

static void substitution_keeps_what_surrounds_the_sid(void **state)
{
	static const struct test_ace callback = {0x09,		OI,	    1,
						 CREATOR_OWNER, "artxDATA", 8};
	static const struct test_ace expected = {0x09,	ID,	    1,
						 ALICE, "artxDATA", 8};
	struct kacs_sid owner = test_sid(CREATOR_OWNER);
	struct kacs_sid alice = test_sid(ALICE);
	char body[40] = {2, 0, 0, 0, 'G', 'U', 'I', 'D'};
	char result[64];
	struct test_ace object = {0x05, OI, 1, NULL, body, 20 + owner.len};
	struct test_ace substituted = {0x05, ID,     1,
				       NULL, result, 20 + alice.len};
	struct test_acl dacl = {(const struct test_ace[]){callback, object}, 2,
				4};
	struct test_acl made = {
		(const struct test_ace[]){expected, substituted}, 2, 4};

	(void)state;
	memcpy(body + 20, owner.bytes, owner.len);
	memcpy(result, body, 20);
	memcpy(result + 20, alice.bytes, alice.len);
	assert_same_bytes(made_in(&dacl, false), child(&made));
}

static void result_over_65535_bytes_is_refused(void **state)
{
	u32 count = 1800; /* of 20 bytes each; 48 or 32 then */
	struct test_ace *aces = calloc(count, sizeof(*aces));
	struct test_acl dacl = {aces, count, 0};
	struct kacs_inherit inherit;
	u32 i;

	(void)state;
	for (i = 0; i < count; i++)
		aces[i] = (struct test_ace)A(OI, 1, CREATOR_OWNER);
	inherit = by_alice(SD(.owner = SYSTEM, .dacl = &dacl), false);
	inherit.owner = test_sid("S-1-5-21-1-2-3-4-5-6-7");
	assert_int_equal(make_fails(&inherit), KACS_E_TOO_LARGE);
	inherit.owner = test_sid("S-1-5-21-1-2-3");
	assert_int_equal(make_fails(&inherit), KACS_OK);
	free(aces);
}

static void metadata_of_the_creator_is_kept_requests_are_not(void **state)
{
	const struct kacs_sd *sd = with_creator(
		NO_ACES,
		REQ | KACS_SE_SACL_AUTO_INHERIT_REQ | KACS_SE_DACL_TRUSTED |
			KACS_SE_DACL_PROTECTED | KACS_SE_DACL_AUTO_INHERITED,
		false);

	(void)state;
	assert_int_equal(sd->control,
			 KACS_SE_SELF_RELATIVE | KACS_SE_DACL_PRESENT |
				 KACS_SE_DACL_TRUSTED | KACS_SE_DACL_PROTECTED);
}

static void
what_the_creator_says_of_owner_group_and_manager_is_kept(void **state)
{
	struct kacs_inherit inherit = by_alice(NULL, false);
	struct test_bytes bytes = test_sd_bytes(&(const struct test_sd){
		.owner = BOB,
		.group = CAROL,
		.control = DEFAULTED | KACS_SE_RM_CONTROL_VALID});
	const struct kacs_sd *sd;

	(void)state;
	bytes.bytes[1] = 0x5a;
	inherit.creator = test_prepare(bytes);
	sd = make(&inherit);
	assert_int_equal(sd->bytes[1], 0x5a);
	assert_int_equal(sd->control & ~KACS_SE_SELF_RELATIVE,
			 DEFAULTED | KACS_SE_RM_CONTROL_VALID);
}

static void an_unknown_ace_keeps_the_revision_of_its_acl(void **state)
{
	struct test_ace unknown = {.type = 0x42, .flags = OI | CI};
	struct test_acl dacl = {&unknown, 1, KACS_ACL_REVISION_DS};
	struct kacs_inherit inherit = by_alice(NULL, false);
	const struct kacs_sd *sd;

	(void)state;
	inherit.creator = SD(.owner = BOB, .dacl = &dacl);
	sd = make(&inherit);
	assert_int_equal(sd->bytes[sd->dacl_offset], KACS_ACL_REVISION_DS);
	inherit.creator = NULL;
	inherit.parent = SD(.owner = BOB, .dacl = &dacl);
	sd = make(&inherit);
	assert_int_equal(sd->bytes[sd->dacl_offset], KACS_ACL_REVISION_DS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_of_a_file_are_cleared),
		cmocka_unit_test(files_do_not_inherit_container_aces),
		cmocka_unit_test(flags_of_a_directory_follow_the_table),
		cmocka_unit_test(order_is_the_parents),
		cmocka_unit_test(generic_rights_are_mapped),
		cmocka_unit_test(creators_are_substituted_on_a_file),
		cmocka_unit_test(creators_on_a_directory_stay_for_its_children),
		cmocka_unit_test(creator_group_without_group_fails_closed),
		cmocka_unit_test(owner_and_group_come_from_creator_or_token),
		cmocka_unit_test(
			substitution_takes_the_creators_owner_and_group),
		cmocka_unit_test(default_dacl_where_nothing_is_inherited),
		cmocka_unit_test(empty_default_dacl_is_a_dacl),
		cmocka_unit_test(creator_dacl_inherits_only_on_request),
		cmocka_unit_test(
			a_request_brings_nothing_where_nothing_is_inheritable),
		cmocka_unit_test(creator_without_dacl_is_as_none),
		cmocka_unit_test(empty_creator_dacl_is_kept),
		cmocka_unit_test(
			null_creator_dacl_is_kept_unless_it_asks_for_aces),
		cmocka_unit_test(stale_inherited_aces_make_way_for_the_parents),
		cmocka_unit_test(explicit_aces_are_mapped_and_substituted),
		cmocka_unit_test(server_security_is_refused),
		cmocka_unit_test(sacl_is_inherited_like_the_dacl),
		cmocka_unit_test(unrecognised_types_go_on_byte_for_byte),
		cmocka_unit_test(revision_is_the_least_that_the_aces_need),
		cmocka_unit_test(substitution_keeps_what_surrounds_the_sid),
		cmocka_unit_test(result_over_65535_bytes_is_refused),
		cmocka_unit_test(
			metadata_of_the_creator_is_kept_requests_are_not),
		cmocka_unit_test(
			what_the_creator_says_of_owner_group_and_manager_is_kept),
		cmocka_unit_test(an_unknown_ace_keeps_the_revision_of_its_acl),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
