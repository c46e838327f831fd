// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "unit_test.h"

struct sid {
	uint8_t bytes[KACS_SID_MAX_BYTES];
	size_t len;
};

static struct sid sid_of(const char *text)
{
	struct sid sid;

	assert_int_equal(
		kacs_sid_from_name(text, NULL, sid.bytes, &sid.len, NULL), 0);
	return sid;
}

/* Add an ACE to a text; NULL expects it to be refused. */
static void assert_added(const char *before, bool deny, uint8_t flags,
			 uint32_t mask, const char *who, size_t index,
			 const char *after)
{
	struct sid sid = sid_of(who);
	struct kacs_new_ace ace = {deny, flags, mask, sid.bytes, sid.len};
	size_t len, out_len, place = 99;
	uint8_t *sd = sd_of(before, &len), *out;
	int result = kacs_descriptor_add_ace(sd, len, &ace, &out, &out_len,
					     &place, NULL);

	free(sd);
	if (!after) {
		assert_int_equal(result, -1);
		return;
	}
	assert_int_equal(result, 0);
	assert_int_equal(place, index);
	assert_sddl(out, out_len, after);
}

/* 3.5 */
static void added_aces_keep_the_canonical_order(void **state)
{
	static const char base[] = "O:SYD:(D;;FR;;;BG)(A;;FR;;;BU)"
				   "(D;ID;FR;;;AN)(A;ID;FA;;;SY)";

	(void)state;
	assert_added(base, true, 0, 0x10000, "WD", 1,
		     "O:SYD:(D;;FR;;;BG)(D;;SD;;;WD)(A;;FR;;;BU)"
		     "(D;ID;FR;;;AN)(A;ID;FA;;;SY)");
	assert_added(base, false, 0, 0x10000, "WD", 2,
		     "O:SYD:(D;;FR;;;BG)(A;;FR;;;BU)(A;;SD;;;WD)"
		     "(D;ID;FR;;;AN)(A;ID;FA;;;SY)");
	assert_added("D:", false, 0, 0x10000, "WD", 0, "D:(A;;SD;;;WD)");
	assert_added("D:(A;ID;FA;;;SY)", true, 0, 0x10000, "WD", 0,
		     "D:(D;;SD;;;WD)(A;ID;FA;;;SY)");
}

static void an_equal_ace_is_extended(void **state)
{
	(void)state;
	assert_added("D:(A;;FR;;;BU)(A;;FA;;;SY)", false, 0, 0x1200a0, "BU", 0,
		     "D:(A;;FRFX;;;BU)(A;;FA;;;SY)");
	/* Not one with other flags, another type, or an inherited one. */
	assert_added("D:(A;OICI;FR;;;BU)", false, 0, 0x10000, "BU", 1,
		     "D:(A;OICI;FR;;;BU)(A;;SD;;;BU)");
	assert_added("D:(A;;FR;;;BU)", true, 0, 0x10000, "BU", 0,
		     "D:(D;;SD;;;BU)(A;;FR;;;BU)");
	assert_added("D:(A;ID;FR;;;BU)", false, 0, 0x10000, "BU", 0,
		     "D:(A;;SD;;;BU)(A;ID;FR;;;BU)");
}

static void a_null_dacl_takes_no_ace(void **state)
{
	(void)state;
	assert_added("O:SY", false, 0, 1, "WD", 0, NULL);
	assert_added("O:SYD:NO_ACCESS_CONTROL", true, 0, 1, "WD", 0, NULL);
}

static void an_added_ace_is_not_inherited(void **state)
{
	(void)state;
	assert_added("D:", false, KACS_ACE_INHERITED, 1, "WD", 0, NULL);
}

static void other_parts_survive_an_edit(void **state)
{
	(void)state;
	assert_added(
		"O:SYG:BAD:PARAI(OA;;CR;;;AU)S:AI(ML;;NW;;;HI)", false, 0,
		0x10000, "WD", 1,
		"O:SYG:BAD:PARAI(OA;;CR;;;AU)(A;;SD;;;WD)S:AI(ML;;NW;;;HI)");
}

/* 3.4: what is not understood is kept, with the revision that it came with. */
static void unrecognised_aces_survive_an_edit(void **state)
{
	struct sid sid = sid_of("WD");
	struct kacs_new_ace ace = {false, 0, 1, sid.bytes, sid.len};
	size_t len, out_len;
	uint8_t *sd = sd_of("D:(A;;FA;;;SY)", &len), *out;
	struct kacs_descriptor_view *view;

	(void)state;
	sd[20] = KACS_ACL_REVISION_DS;
	sd[28] = 0x7f;
	assert_int_equal(kacs_descriptor_add_ace(sd, len, &ace, &out, &out_len,
						 NULL, NULL),
			 0);
	view = kacs_descriptor_view(out, out_len, NULL);
	assert_int_equal(view->dacl_count, 2);
	assert_int_equal(view->dacl[0].type, 0x7f);
	assert_null(view->dacl[0].sid);
	assert_memory_equal(view->dacl[0].bytes, sd + 28, 20);
	assert_int_equal(out[20], KACS_ACL_REVISION_DS);
	free(view);
	free(out);
	free(sd);
}

static void aces_are_removed_by_index(void **state)
{
	size_t len, out_len;
	uint8_t *sd = sd_of("D:(A;;FR;;;BU)(A;;FA;;;SY)", &len), *out;

	(void)state;
	assert_int_equal(kacs_descriptor_remove_ace(sd, len, 0, &out, &out_len,
						    NULL),
			 0);
	assert_sddl(out, out_len, "D:(A;;FA;;;SY)");
	assert_int_equal(kacs_descriptor_remove_ace(sd, len, 2, &out, &out_len,
						    NULL),
			 -1);
	free(sd);
}

/* Removing the last ACE leaves an empty DACL, never a NULL one. */
static void an_emptied_dacl_is_not_a_null_dacl(void **state)
{
	size_t len, out_len;
	uint8_t *sd = sd_of("D:(A;;FR;;;BU)", &len), *out;

	(void)state;
	assert_int_equal(kacs_descriptor_remove_ace(sd, len, 0, &out, &out_len,
						    NULL),
			 0);
	assert_sddl(out, out_len, "D:");
	free(sd);
}

static void aces_are_removed_by_trustee(void **state)
{
	struct sid sid = sid_of("BU");
	size_t len, out_len, removed;
	uint8_t *sd = sd_of("D:(D;;FW;;;BU)(A;;FR;;;BU)(A;;FA;;;SY)"
			    "(A;ID;FX;;;BU)",
			    &len);
	uint8_t *out;

	(void)state;
	assert_int_equal(kacs_descriptor_remove_sid(sd, len, sid.bytes, sid.len,
						    &out, &out_len, &removed,
						    NULL),
			 0);
	assert_int_equal(removed, 2);
	assert_sddl(out, out_len, "D:(A;;FA;;;SY)(A;ID;FX;;;BU)");
	free(sd);
}

static void protecting_makes_inherited_aces_explicit(void **state)
{
	size_t len, out_len;
	uint8_t *sd = sd_of("O:SYD:ARAI(A;;FR;;;BU)(A;OICIID;FA;;;SY)", &len);
	uint8_t *out;

	(void)state;
	assert_int_equal(kacs_descriptor_protect(sd, len, &out, &out_len, NULL),
			 0);
	assert_sddl(out, out_len, "O:SYD:P(A;;FR;;;BU)(A;OICI;FA;;;SY)");
	free(sd);
}

static void assert_inherited(const char *parent, const char *own, bool keep,
			     bool container, const char *expected)
{
	struct kacs_descriptor_view *view;
	size_t parent_len, len, out_len;
	uint8_t *above = sd_of(parent, &parent_len);
	uint8_t *sd = sd_of(own, &len), *out;
	int result = kacs_descriptor_inherit(above, parent_len, sd, len, keep,
					     container, &out, &out_len, NULL);

	free(above);
	free(sd);
	if (!expected) {
		assert_int_equal(result, -1);
		return;
	}
	assert_int_equal(result, 0);
	/* Whether the DACL is marked as auto-inherited is the core's matter. */
	view = kacs_descriptor_view(out, out_len, NULL);
	assert_false(view->control & KACS_SE_DACL_PROTECTED);
	free(view);
	out[2] &=
		(uint8_t) ~(KACS_SE_OWNER_DEFAULTED | KACS_SE_GROUP_DEFAULTED);
	out[3] &= (uint8_t) ~(
		(KACS_SE_DACL_AUTO_INHERITED | KACS_SE_DACL_AUTO_INHERIT_REQ) >>
		8);
	assert_sddl(out, out_len, expected);
}

/* 3.6 */
static void reset_leaves_nothing_but_what_is_inherited(void **state)
{
	(void)state;
	assert_inherited("O:SYG:SYD:P(A;OICI;FR;;;BU)(A;;FA;;;BA)",
			 "O:BAG:BUD:P(A;;FA;;;WD)S:(ML;;NW;;;HI)", false, false,
			 "O:BAG:BUD:(A;ID;FR;;;BU)");
	assert_inherited("O:SYG:SYD:P(A;OICI;FR;;;BU)",
			 "O:BAG:BUD:(A;;FA;;;WD)", false, true,
			 "O:BAG:BUD:(A;OICIID;FR;;;BU)");
}

static void inheriting_again_keeps_explicit_aces(void **state)
{
	(void)state;
	assert_inherited("O:SYG:SYD:P(A;OICI;FR;;;BU)",
			 "O:BAG:BUD:P(A;;FA;;;WD)(A;ID;FW;;;BG)", true, false,
			 "O:BAG:BUD:(A;;FA;;;WD)(A;ID;FR;;;BU)");
}

static void creator_owner_becomes_the_owner(void **state)
{
	(void)state;
	assert_inherited("O:SYG:SYD:P(A;OICIIO;FA;;;CO)", "O:BUG:SYD:", false,
			 false, "O:BUG:SYD:(A;ID;FA;;;BU)");
}

/* Nothing to inherit would be a NULL DACL, which allows everything. */
static void reset_never_ends_in_a_null_dacl(void **state)
{
	(void)state;
	assert_inherited("O:SYG:SYD:P(A;;FA;;;SY)", "O:BAG:BUD:(A;;FA;;;WD)",
			 false, false, NULL);
}

static const char creator[] =
	"{\"user\": \"S-1-5-21-1-2-3-1001\", \"groups\": [\"BU\"],"
	" \"primary_group_index\": 1, \"default_dacl\": \"D:(A;;GA;;;SY)\"}";

/* What alice gets from @parent; NULL expects a parent cut short to be refused. */
static void assert_created(const char *parent, const char *wish,
			   bool is_container, const char *after)
{
	size_t above_len, wished_len = 0, token_len, len;
	uint8_t *above = sd_of(parent, &above_len), *token, *out;
	uint8_t *wished = wish ? sd_of(wish, &wished_len) : NULL;
	int result;

	assert_int_equal(kacs_token_from_json(creator, strlen(creator), &token,
					      &token_len, NULL),
			 0);
	if (!after)
		above_len--;
	result = kacs_descriptor_create(above, above_len, wished, wished_len,
					token, token_len, is_container, &out,
					&len, NULL);
	free(token);
	free(wished);
	free(above);
	assert_int_equal(result, after ? 0 : -1);
	if (after)
		assert_sddl(out, len, after);
}

/* 3.6 */
static void a_new_object_has_what_parent_and_token_give(void **state)
{
	static const char parent[] =
		"O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICIIO;GR;;;CO)";

	(void)state;
	assert_created(parent, NULL, false,
		       "O:S-1-5-21-1-2-3-1001G:BUD:AI(A;ID;FA;;;SY)"
		       "(A;ID;FR;;;S-1-5-21-1-2-3-1001)");
	assert_created(parent, "O:BAD:(A;;FX;;;WD)", true,
		       "O:BAG:BUD:(A;;FX;;;WD)");
	assert_created("O:SYD:(A;;FA;;;SY)", NULL, false,
		       "O:S-1-5-21-1-2-3-1001G:BUD:(A;;FA;;;SY)");
	assert_created(parent, NULL, false, NULL);
}

static void a_descriptor_of_an_owner_holds_nothing_else(void **state)
{
	struct sid sid = sid_of("BA");
	uint8_t *out;
	size_t len;

	(void)state;
	assert_int_equal(kacs_descriptor_of_owner(sid.bytes, sid.len, &out,
						  &len, NULL),
			 0);
	assert_sddl(out, len, "O:BA");
	assert_int_equal(kacs_descriptor_of_owner(sid.bytes, sid.len - 4, &out,
						  &len, NULL),
			 -1);
}

static void damaged_descriptors_are_refused(void **state)
{
	struct sid sid = sid_of("WD");
	struct kacs_new_ace ace = {false, 0, 1, sid.bytes, sid.len};
	struct kacs_diagnostic diagnostic;
	size_t len, out_len;
	uint8_t *sd = sd_of("D:(A;;FA;;;SY)", &len), *out;

	(void)state;
	sd[30] = 21; /* AceSize */
	assert_null(kacs_descriptor_view(sd, len, &diagnostic));
	assert_int_equal(kacs_descriptor_add_ace(sd, len, &ace, &out, &out_len,
						 NULL, &diagnostic),
			 -1);
	assert_int_equal(kacs_descriptor_protect(sd, len, &out, &out_len,
						 &diagnostic),
			 -1);
	free(sd);
}

static void json_says_all_of_a_descriptor(void **state)
{
	static const char *const parts[] = {
		"\"owner\": {",
		"\"sid\": \"S-1-5-18\"",
		"\"name\": \"BUILTIN\\\\Users\"",
		"\"dacl_protected\"",
		"\"type\": \"deny\"",
		"\"container_inherit\"",
		"\"FILE_WRITE_DATA\"",
		"\"level\": \"high\"",
		"\"no_write_up\"",
		"\"sddl\": \"O:SYD:P(D;CI;DC;;;BU)S:(ML;;NW;;;HI)\"",
	};
	size_t len, i;
	uint8_t *sd = sd_of("O:SYD:P(D;CI;DC;;;BU)S:(ML;;NW;;;HI)", &len);
	char *text;

	(void)state;
	assert_int_equal(kacs_descriptor_json(sd, len, KACS_OBJECT_FILE, NULL,
					      &text, NULL),
			 0);
	for (i = 0; i < COUNT(parts); i++)
		if (!strstr(text, parts[i]))
			fail_msg("no %s in %s", parts[i], text);
	free(text);
	free(sd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(added_aces_keep_the_canonical_order),
		cmocka_unit_test(an_equal_ace_is_extended),
		cmocka_unit_test(a_null_dacl_takes_no_ace),
		cmocka_unit_test(an_added_ace_is_not_inherited),
		cmocka_unit_test(other_parts_survive_an_edit),
		cmocka_unit_test(unrecognised_aces_survive_an_edit),
		cmocka_unit_test(aces_are_removed_by_index),
		cmocka_unit_test(an_emptied_dacl_is_not_a_null_dacl),
		cmocka_unit_test(aces_are_removed_by_trustee),
		cmocka_unit_test(protecting_makes_inherited_aces_explicit),
		cmocka_unit_test(reset_leaves_nothing_but_what_is_inherited),
		cmocka_unit_test(inheriting_again_keeps_explicit_aces),
		cmocka_unit_test(creator_owner_becomes_the_owner),
		cmocka_unit_test(reset_never_ends_in_a_null_dacl),
		cmocka_unit_test(a_new_object_has_what_parent_and_token_give),
		cmocka_unit_test(a_descriptor_of_an_owner_holds_nothing_else),
		cmocka_unit_test(damaged_descriptors_are_refused),
		cmocka_unit_test(json_says_all_of_a_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
