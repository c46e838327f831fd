// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Subsets of descriptors and merging them: PSD-004 11.6, 13.6.
 */
#include <stdlib.h>

#include "sd_edit.h"
#include "unit_test.h"

#define OWNER KACS_OWNER_SECURITY_INFORMATION
#define GROUP KACS_GROUP_SECURITY_INFORMATION
#define DACL KACS_DACL_SECURITY_INFORMATION
#define SACL KACS_SACL_SECURITY_INFORMATION
#define LABEL_PART KACS_LABEL_SECURITY_INFORMATION
#define ALL_PARTS (OWNER | GROUP | DACL | SACL)

#define AUDIT(sid) ACE(KACS_ACE_SYSTEM_AUDIT, KACS_ACE_FAILED_ACCESS, 1, sid)

static const struct kacs_sd *full(void)
{
	return SD(.owner = ALICE, .group = STAFF,
		  .dacl = ACES(DENY(2, BOB), ALLOW(3, EVERYONE)),
		  .sacl = ACES(AUDIT(CAROL), LABEL(2, "S-1-16-12288")),
		  .control = KACS_SE_GROUP_DEFAULTED | KACS_SE_DACL_PROTECTED |
			     KACS_SE_SACL_AUTO_INHERITED);
}

/* Ask for the length, fill exactly that, prepare what came. */
static const struct kacs_sd *subset(const struct kacs_sd *sd, u32 information)
{
	struct test_bytes out;
	u32 len = 0, written = 0;

	assert_int_equal(kacs_sd_subset(sd, information, NULL, 0, &len),
			 KACS_OK);
	out = (struct test_bytes){malloc(len), len};
	assert_int_equal(kacs_sd_subset(sd, information, out.bytes, len - 1,
					&written),
			 KACS_E_NO_ROOM);
	assert_int_equal(written, len);
	assert_int_equal(kacs_sd_subset(sd, information, out.bytes, len,
					&written),
			 KACS_OK);
	assert_int_equal(written, len);
	sd = test_prepare(out);
	free(out.bytes);
	return sd;
}

static const struct kacs_sd *merge(const struct kacs_sd *old,
				   const struct kacs_sd *input, u32 information)
{
	const struct kacs_sd *sd;
	struct test_bytes out;
	u32 len = 0, written = 0;

	assert_int_equal(kacs_sd_merge(old, input, information, NULL, 0, &len),
			 KACS_OK);
	out = (struct test_bytes){malloc(len), len};
	assert_int_equal(kacs_sd_merge(old, input, information, out.bytes,
				       len - 1, &written),
			 KACS_E_NO_ROOM);
	assert_int_equal(kacs_sd_merge(old, input, information, out.bytes, len,
				       &written),
			 KACS_OK);
	assert_int_equal(written, len);
	sd = test_prepare(out);
	free(out.bytes);
	return sd;
}

static int merge_fails(const struct kacs_sd *old, const struct kacs_sd *input,
		       u32 information)
{
	u32 len = 0;

	return kacs_sd_merge(old, input, information, NULL, 0, &len);
}

static void subset_has_the_requested_components_only(void **state)
{
	(void)state;
	assert_same_bytes(subset(full(), OWNER), SD(.owner = ALICE));
	assert_same_bytes(subset(full(), GROUP),
			  SD(.group = STAFF,
			     .control = KACS_SE_GROUP_DEFAULTED));
	assert_same_bytes(subset(full(), DACL),
			  SD(.dacl = ACES(DENY(2, BOB), ALLOW(3, EVERYONE)),
			     .control = KACS_SE_DACL_PROTECTED));
	assert_same_bytes(
		subset(full(), SACL),
		SD(.sacl = ACES(AUDIT(CAROL), LABEL(2, "S-1-16-12288")),
		   .control = KACS_SE_SACL_AUTO_INHERITED));
	assert_same_bytes(subset(full(), ALL_PARTS), full());
	assert_same_bytes(subset(full(), 0), SD(.owner = NULL));
}

static void absent_components_are_left_out(void **state)
{
	(void)state;
	assert_same_bytes(subset(SD(.owner = ALICE), GROUP | DACL | SACL),
			  SD(.owner = NULL));
	assert_same_bytes(subset(SD(.owner = ALICE, .sacl = ACES(AUDIT(BOB))),
				 LABEL_PART),
			  SD(.owner = NULL));
}

static void label_subset_is_the_first_own_label_alone(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = ALICE,
		   .sacl = ACES(ACE(0x11, KACS_ACE_INHERIT_ONLY, 1, "S-1-16-0"),
				AUDIT(BOB), LABEL(2, "S-1-16-12288"),
				LABEL(3, "S-1-16-16384")),
		   .control = KACS_SE_SACL_PROTECTED);

	(void)state;
	assert_same_bytes(subset(sd, LABEL_PART),
			  SD(.sacl = ACES(LABEL(2, "S-1-16-12288"))));
}

static void sacl_and_label_exclude_each_other(void **state)
{
	u32 len;

	(void)state;
	assert_int_equal(kacs_sd_subset(full(), SACL | LABEL_PART, NULL, 0,
					&len),
			 KACS_E_CONFLICT);
	assert_int_equal(merge_fails(full(), full(), SACL | LABEL_PART),
			 KACS_E_CONFLICT);
}

static void unknown_information_is_refused(void **state)
{
	u32 len;

	(void)state;
	assert_int_equal(kacs_sd_subset(full(), 0x20, NULL, 0, &len),
			 KACS_E_VALUE);
	assert_int_equal(merge_fails(full(), full(), 0x80000001), KACS_E_VALUE);
}

static void merge_replaces_what_is_indicated_and_keeps_the_rest(void **state)
{
	const struct kacs_sd *input =
		SD(.owner = BOB, .group = CAROL, .dacl = ACES(ALLOW(9, BOB)),
		   .sacl = ACES(AUDIT(BOB)),
		   .control = KACS_SE_OWNER_DEFAULTED |
			      KACS_SE_DACL_AUTO_INHERITED |
			      KACS_SE_SACL_PROTECTED);

	(void)state;
	assert_same_bytes(merge(full(), input, 0), full());
	assert_same_bytes(
		merge(full(), input, OWNER),
		SD(.owner = BOB, .group = STAFF,
		   .dacl = ACES(DENY(2, BOB), ALLOW(3, EVERYONE)),
		   .sacl = ACES(AUDIT(CAROL), LABEL(2, "S-1-16-12288")),
		   .control = KACS_SE_OWNER_DEFAULTED |
			      KACS_SE_GROUP_DEFAULTED | KACS_SE_DACL_PROTECTED |
			      KACS_SE_SACL_AUTO_INHERITED));
	assert_same_bytes(
		merge(full(), input, GROUP | DACL),
		SD(.owner = ALICE, .group = CAROL, .dacl = ACES(ALLOW(9, BOB)),
		   .sacl = ACES(AUDIT(CAROL), LABEL(2, "S-1-16-12288")),
		   .control = KACS_SE_DACL_AUTO_INHERITED |
			      KACS_SE_SACL_AUTO_INHERITED));
	assert_same_bytes(merge(full(), input, SACL),
			  SD(.owner = ALICE, .group = STAFF,
			     .dacl = ACES(DENY(2, BOB), ALLOW(3, EVERYONE)),
			     .sacl = ACES(AUDIT(BOB)),
			     .control = KACS_SE_GROUP_DEFAULTED |
					KACS_SE_DACL_PROTECTED |
					KACS_SE_SACL_PROTECTED));
	assert_same_bytes(merge(full(), input, ALL_PARTS), input);
}

static void merging_a_subset_back_changes_nothing(void **state)
{
	u32 information;

	(void)state;
	for (information = 0; information <= KACS_ALL_SECURITY_INFORMATION;
	     information++) {
		if ((information & (SACL | LABEL_PART)) == (SACL | LABEL_PART))
			continue;
		assert_same_bytes(merge(full(), subset(full(), information),
					information),
				  full());
	}
}

static void components_can_be_removed_but_not_the_owner(void **state)
{
	(void)state;
	assert_same_bytes(merge(full(), SD(.owner = BOB), GROUP | DACL | SACL),
			  SD(.owner = ALICE));
	assert_int_equal(merge_fails(full(), SD(.group = BOB), OWNER),
			 KACS_E_NO_OWNER);
	assert_int_equal(merge_fails(SD(.group = BOB), full(), DACL),
			 KACS_E_NO_OWNER);
}

static void a_missing_descriptor_is_repaired_with_an_owner(void **state)
{
	(void)state;
	assert_same_bytes(merge(NULL, full(), ALL_PARTS), full());
	assert_same_bytes(merge(NULL, full(), OWNER), SD(.owner = ALICE));
	assert_int_equal(merge_fails(NULL, full(), DACL), KACS_E_NO_OWNER);
	assert_same_bytes(
		merge(NULL,
		      SD(.owner = ALICE, .sacl = ACES(LABEL(2, "S-1-16-0"))),
		      OWNER | LABEL_PART),
		SD(.owner = ALICE, .sacl = ACES(LABEL(2, "S-1-16-0"))));
}

static void label_is_merged_among_the_other_sacl_aces(void **state)
{
	const struct kacs_sd *input = SD(.sacl = ACES(LABEL(7, "S-1-16-16384")),
					 .control = KACS_SE_SACL_PROTECTED);

	(void)state;
	assert_same_bytes(
		merge(full(), input, LABEL_PART),
		SD(.owner = ALICE, .group = STAFF,
		   .dacl = ACES(DENY(2, BOB), ALLOW(3, EVERYONE)),
		   .sacl = ACES(AUDIT(CAROL), LABEL(7, "S-1-16-16384")),
		   .control = KACS_SE_GROUP_DEFAULTED | KACS_SE_DACL_PROTECTED |
			      KACS_SE_SACL_AUTO_INHERITED));
	assert_same_bytes(
		merge(SD(.owner = ALICE,
			 .sacl = ACES(LABEL(1, "S-1-16-0"), AUDIT(CAROL))),
		      input, LABEL_PART),
		SD(.owner = ALICE,
		   .sacl = ACES(LABEL(7, "S-1-16-16384"), AUDIT(CAROL))));
	assert_same_bytes(
		merge(SD(.owner = ALICE, .sacl = ACES(AUDIT(CAROL))), input,
		      LABEL_PART),
		SD(.owner = ALICE,
		   .sacl = ACES(AUDIT(CAROL), LABEL(7, "S-1-16-16384"))));
	assert_same_bytes(merge(SD(.owner = ALICE), input, LABEL_PART),
			  SD(.owner = ALICE,
			     .sacl = ACES(LABEL(7, "S-1-16-16384"))));
}

static void clearing_the_label_leaves_no_second_one(void **state)
{
	const struct kacs_sd *two =
		SD(.owner = ALICE,
		   .sacl = ACES(LABEL(1, "S-1-16-0"), AUDIT(BOB),
				LABEL(2, "S-1-16-12288"),
				ACE(0x11, KACS_ACE_INHERIT_ONLY, 1,
				    "S-1-16-0")));
	const struct kacs_sd *only =
		SD(.owner = ALICE, .sacl = ACES(LABEL(1, "S-1-16-0")));
	const struct kacs_sd *none = SD(.owner = BOB);

	(void)state;
	assert_same_bytes(
		merge(two, none, LABEL_PART),
		SD(.owner = ALICE,
		   .sacl = ACES(AUDIT(BOB), ACE(0x11, KACS_ACE_INHERIT_ONLY, 1,
						"S-1-16-0"))));
	assert_same_bytes(merge(only, none, LABEL_PART), SD(.owner = ALICE));
	/* Any ACE that is left keeps the SACL, the first one, too. */
	assert_same_bytes(merge(SD(.owner = ALICE, .sacl = ACES(AUDIT(BOB))),
				none, LABEL_PART),
			  SD(.owner = ALICE, .sacl = ACES(AUDIT(BOB))));
}

static void label_input_is_exactly_one_own_label(void **state)
{
	(void)state;
	assert_int_equal(merge_fails(full(), SD(.sacl = NO_ACES), LABEL_PART),
			 KACS_E_LABEL_SUBSET);
	assert_int_equal(merge_fails(full(), SD(.sacl = ACES(AUDIT(BOB))),
				     LABEL_PART),
			 KACS_E_LABEL_SUBSET);
	assert_int_equal(
		merge_fails(full(),
			    SD(.sacl = ACES(LABEL(1, "S-1-16-0"), AUDIT(BOB))),
			    LABEL_PART),
		KACS_E_LABEL_SUBSET);
	assert_int_equal(
		merge_fails(full(),
			    SD(.sacl = ACES(ACE(0x11, KACS_ACE_INHERIT_ONLY, 1,
						"S-1-16-0"))),
			    LABEL_PART),
		KACS_E_LABEL_SUBSET);
}

static void requests_to_inherit_are_not_stored(void **state)
{
	const struct kacs_sd *input =
		SD(.owner = ALICE, .dacl = NO_ACES, .sacl = NO_ACES,
		   .control = KACS_SE_DACL_AUTO_INHERIT_REQ |
			      KACS_SE_SACL_AUTO_INHERIT_REQ |
			      KACS_SE_DACL_AUTO_INHERITED);

	(void)state;
	assert_int_equal(merge(full(), input, DACL | SACL)->control &
				 (KACS_SE_DACL_AUTO_INHERIT_REQ |
				  KACS_SE_SACL_AUTO_INHERIT_REQ |
				  KACS_SE_DACL_AUTO_INHERITED),
			 KACS_SE_DACL_AUTO_INHERITED);
}

static void written_acls_have_the_revision_that_they_need(void **state)
{
	static const struct {
		u8 type;
		u8 source;
		u8 written;
	} cases[] = {
		{0x00, 4, 2}, {0x00, 2, 2}, {0x09, 2, 4}, {0x09, 4, 4},
		{0x15, 2, 2}, {0x15, 4, 4}, {0x15, 3, 3}, {0x0a, 3, 4},
	};
	const struct kacs_sd *sd;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct test_ace ace = ACE(cases[i].type, 0, 1, BOB);
		struct test_acl acl = {&ace, 1, cases[i].source};

		sd = merge(full(), SD(.dacl = &acl), DACL);
		assert_int_equal(sd->bytes[sd->dacl_offset], cases[i].written);
	}
}

static void the_order_of_aces_is_the_callers(void **state)
{
	const struct kacs_sd *input =
		SD(.dacl = ACES(ALLOW(1, BOB), DENY(1, BOB),
				ACE(0x15, 0, 0xabcd, ALICE),
				ACE(0, KACS_ACE_INHERITED, 1, CAROL),
				DENY(2, ALICE)));
	const struct kacs_sd *sd = merge(full(), input, DACL);

	(void)state;
	assert_same_bytes(subset(sd, DACL), input);
}

static void resource_manager_byte_stays_with_the_descriptor(void **state)
{
	struct test_bytes bytes = test_sd_bytes(&(const struct test_sd){
		.owner = ALICE, .control = KACS_SE_RM_CONTROL_VALID});
	const struct kacs_sd *sd;

	(void)state;
	bytes.bytes[1] = 0x5a;
	sd = merge(test_prepare(bytes), full(), ALL_PARTS);
	assert_int_equal(sd->bytes[1], 0x5a);
	assert_true(sd->control & KACS_SE_RM_CONTROL_VALID);
	sd = merge(full(), test_prepare(bytes), OWNER);
	assert_int_equal(sd->bytes[1], 0);
	assert_false(sd->control & KACS_SE_RM_CONTROL_VALID);
	/* That of the input, if there was none; and every subset's. */
	sd = merge(NULL, test_prepare(bytes), OWNER);
	assert_int_equal(sd->bytes[1], 0x5a);
	assert_true(sd->control & KACS_SE_RM_CONTROL_VALID);
	sd = subset(sd, 0);
	assert_int_equal(sd->bytes[1], 0x5a);
	assert_true(sd->control & KACS_SE_RM_CONTROL_VALID);
}

/* A DACL of one unrecognised ACE, all in all @len bytes long. */
static const struct kacs_sd *with_dacl_of(u32 len, const char *data)
{
	struct test_ace ace = {0x40, 0, 0, NULL, data, len - 8 - 8};
	struct test_acl acl = {&ace, 1, 0};

	return SD(.dacl = &acl);
}

static void results_over_65535_bytes_are_refused(void **state)
{
	char *data = calloc(1, 65536);
	const struct kacs_sd *old = SD(.owner = ALICE);

	(void)state;
	/* Header 20, owner 28: 65,532 bytes are the most that 4 divides. */
	assert_int_equal(merge_fails(old, with_dacl_of(65484, data), DACL),
			 KACS_OK);
	assert_int_equal(merge_fails(old, with_dacl_of(65488, data), DACL),
			 KACS_E_TOO_LARGE);
	free(data);
}

static void no_byte_is_written_outside_of_the_room(void **state)
{
	const struct kacs_sd *sd = full();
	u32 len = 0, written, room;

	(void)state;
	/* Without any, its size does not matter. */
	assert_int_equal(kacs_sd_subset(sd, ALL_PARTS, NULL, 4096, &len),
			 KACS_OK);
	for (room = 0; room < len; room++) {
		u8 *out = test_copy(NULL, room).bytes;

		assert_int_equal(kacs_sd_subset(sd, ALL_PARTS, out, room,
						&written),
				 KACS_E_NO_ROOM);
		assert_int_equal(written, len);
		assert_int_equal(kacs_sd_merge(NULL, sd, ALL_PARTS, out, room,
					       &written),
				 KACS_E_NO_ROOM);
		assert_int_equal(written, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(subset_has_the_requested_components_only),
		cmocka_unit_test(absent_components_are_left_out),
		cmocka_unit_test(label_subset_is_the_first_own_label_alone),
		cmocka_unit_test(sacl_and_label_exclude_each_other),
		cmocka_unit_test(unknown_information_is_refused),
		cmocka_unit_test(
			merge_replaces_what_is_indicated_and_keeps_the_rest),
		cmocka_unit_test(merging_a_subset_back_changes_nothing),
		cmocka_unit_test(components_can_be_removed_but_not_the_owner),
		cmocka_unit_test(
			a_missing_descriptor_is_repaired_with_an_owner),
		cmocka_unit_test(label_is_merged_among_the_other_sacl_aces),
		cmocka_unit_test(clearing_the_label_leaves_no_second_one),
		cmocka_unit_test(label_input_is_exactly_one_own_label),
		cmocka_unit_test(requests_to_inherit_are_not_stored),
		cmocka_unit_test(written_acls_have_the_revision_that_they_need),
		cmocka_unit_test(the_order_of_aces_is_the_callers),
		cmocka_unit_test(
			resource_manager_byte_stays_with_the_descriptor),
		cmocka_unit_test(results_over_65535_bytes_are_refused),
		cmocka_unit_test(no_byte_is_written_outside_of_the_room),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
