// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Policies, object type lists and local claims as JSON. */
#include "unit_test.h"

static const char policy[] =
	"{\n"
	"  \"sid\": \"S-1-17-7\",\n"
	"  \"rules\": [\n"
	"    {\n"
	"      \"applies_to\": \"(@Resource.secret == 1)\",\n"
	"      \"dacl\": \"D:(A;;FA;;;SY)(XA;;FR;;;WD;(@User.clearance >= 2))\",\n"
	"      \"sacl\": \"S:(AU;SAFA;FA;;;WD)\",\n"
	"      \"staged_dacl\": \"D:\",\n"
	"      \"staged_sacl\": \"S:\"\n"
	"    },\n"
	"    {\n"
	"      \"dacl\": \"D:(D;;FX;;;BU)\"\n"
	"    }\n"
	"  ]\n"
	"}";

static void a_policy_comes_back_the_same(void **state)
{
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	struct kacs_diagnostic diagnostic;
	size_t sid_len, len;
	char *text;

	(void)state;
	if (kacs_policy_from_json(policy, strlen(policy), sid, &sid_len, &spec,
				  &len, &diagnostic) < 0)
		fail_msg("%s: %s", diagnostic.path, diagnostic.message);
	assert_int_equal(sid_len, 12);
	assert_int_equal(spec[0], 1);
	assert_int_equal(spec[1], 2);
	assert_int_equal(
		kacs_policy_to_json(sid, sid_len, spec, len, &text, NULL), 0);
	assert_string_equal(text, policy);
	free(text);
	spec[0] = 2;
	assert_int_equal(
		kacs_policy_to_json(sid, sid_len, spec, len, &text, NULL), -1);
	assert_int_equal(errno, EINVAL);
	free(spec);
}

struct wrong {
	const char *text;
	const char *path;
	const char *message; /* a part of it */
};

static void bad_policies_name_the_place(void **state)
{
	static const struct wrong cases[] = {
		{"[]", ".", "expected a JSON object"},
		{"{\"sid\": \"S-1-17-7\"}", ".", "needs a sid and rules"},
		{"{\"rules\": []}", ".sid", ""},
		{"{\"sid\": \"S-1\", \"rules\": []}", ".sid", ""},
		{"{\"sid\": \"S-1-17-7\", \"rules\": {}}", ".rules", ""},
		{"{\"sid\": \"S-1-17-7\", \"rule\": []}", ".rule",
		 "unknown field"},
		{"{\"sid\": \"S-1-17-7\", \"rules\": [1]}", ".rules[0]",
		 "expected an object"},
		{"{\"sid\": \"S-1-17-7\", \"rules\": [{}]}", ".rules[0]",
		 "a rule needs a dacl"},
		{"{\"sid\": \"S-1-17-7\", \"rules\": [{\"dacl\": \"D:\"},"
		 " {\"dacl\": \"D:(A;;QQ;;;SY)\"}]}",
		 ".rules[1].dacl", "byte 6: unknown right"},
		{"{\"sid\": \"S-1-17-7\", \"rules\": [{\"dacl\": \"S:\"}]}",
		 ".rules[0].dacl", "expected D: and ACEs only"},
		{"{\"sid\": \"S-1-17-7\", \"rules\": [{\"dacl\": \"D:P\"}]}",
		 ".rules[0].dacl", "expected D: and ACEs only"},
		{"{\"sid\": \"S-1-17-7\", \"rules\": [{\"dacl\":"
		 " \"D:NO_ACCESS_CONTROL\"}]}",
		 ".rules[0].dacl", "expected D: and ACEs only"},
		{"{\"sid\": \"S-1-17-7\", \"rules\": [{\"dacl\": \"D:\","
		 " \"sacl\": \"D:\"}]}",
		 ".rules[0].sacl", "expected S: and ACEs only"},
		{"{\"sid\": \"S-1-17-7\", \"rules\": [{\"dacl\": \"D:\","
		 " \"applies_to\": \"@User.a ==\"}]}",
		 ".rules[0].applies_to", "byte 10: "},
	};
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	struct kacs_diagnostic diagnostic;
	size_t i, sid_len, len;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		if (kacs_policy_from_json(cases[i].text, strlen(cases[i].text),
					  sid, &sid_len, &spec, &len,
					  &diagnostic) == 0)
			fail_msg("%s is taken", cases[i].text);
		assert_int_equal(errno, EINVAL);
		assert_string_equal(diagnostic.path, cases[i].path);
		if (!strstr(diagnostic.message, cases[i].message))
			fail_msg("%s: \"%s\", expected \"%s\"", cases[i].text,
				 diagnostic.message, cases[i].message);
	}
}

#define A "00112233-4455-6677-8899-aabbccddeeff"
#define B "bf967aba-0de6-11d0-a285-00aa003049e2"
#define C "bf967aba-0de6-11d0-a285-00aa003049e3"

static void a_list_and_a_tree_are_the_same(void **state)
{
	static const char list[] = "[{\"level\": 0, \"guid\": \"" A "\"},"
				   " {\"level\": 1, \"guid\": \"" B "\"},"
				   " {\"level\": 1, \"guid\": \"" C "\"}]";
	static const char tree[] =
		"{\"guid\": \"" A "\", \"children\": [{\"guid\": \"" B
		"\", \"children\": []}, {\"guid\": \"" C "\"}]}";
	static const uint8_t first[20] = {0,	0,    0,    0,	  0x33,
					  0x22, 0x11, 0,    0x55, 0x44,
					  0x77, 0x66, 0x88, 0x99, 0xaa,
					  0xbb, 0xcc, 0xdd, 0xee, 0xff};
	uint8_t *from_list, *from_tree;
	size_t count, again;

	(void)state;
	assert_int_equal(kacs_object_tree_from_json(list, sizeof(list) - 1,
						    &from_list, &count, NULL),
			 0);
	assert_int_equal(kacs_object_tree_from_json(tree, sizeof(tree) - 1,
						    &from_tree, &again, NULL),
			 0);
	assert_int_equal(count, 3);
	assert_int_equal(again, 3);
	assert_memory_equal(from_list, first, sizeof(first));
	assert_memory_equal(from_list, from_tree, 60);
	free(from_list);
	free(from_tree);
}

static void bad_trees_name_the_node(void **state)
{
	static const struct wrong cases[] = {
		{"[]", ".", "1 to 4096 nodes"},
		{"{}", "[0]", "needs a guid"},
		{"[7]", "[0]", "expected an object"},
		{"[{\"guid\": \"" A "\"}]", "[0]", "needs a level"},
		{"[{\"level\": 0}]", "[0]", "needs a guid"},
		{"[{\"level\": 1, \"guid\": \"" A "\"}]", "[0]", ""},
		{"[{\"level\": 0, \"guid\": \"" A "\"},"
		 " {\"level\": 2, \"guid\": \"" B "\"}]",
		 "[1]", ""},
		{"[{\"level\": 0, \"guid\": \"" A "\"},"
		 " {\"level\": 1, \"guid\": \"" A "\"}]",
		 "[1]", ""},
		{"[{\"level\": 0, \"guid\": \"{" A "}\"}]", "[0]",
		 "a GUID has the form"},
		{"[{\"level\": 0, \"guid\": \"" A "0\"}]", "[0]",
		 "a GUID has the form"},
		{"[{\"level\": 65536, \"guid\": \"" A "\"}]", "[0].level", ""},
		{"{\"guid\": \"" A "\", \"children\": [{}]}", "[1]",
		 "needs a guid"},
		{"{\"guid\": \"" A "\", \"level\": 0}", "[0].level",
		 "unknown field"},
		{"{\"guid\": \"" A "\", \"children\": 1}", "[0].children", ""},
	};
	struct kacs_diagnostic diagnostic;
	uint8_t *entries;
	size_t i, count;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		if (kacs_object_tree_from_json(cases[i].text,
					       strlen(cases[i].text), &entries,
					       &count, &diagnostic) == 0)
			fail_msg("%s is taken", cases[i].text);
		assert_int_equal(errno, EINVAL);
		assert_string_equal(diagnostic.path, cases[i].path);
		if (!strstr(diagnostic.message, cases[i].message))
			fail_msg("%s: \"%s\", expected \"%s\"", cases[i].text,
				 diagnostic.message, cases[i].message);
	}
}

static void claims_come_back_the_same(void **state)
{
	static const char text[] = "[\n"
				   "  {\n"
				   "    \"name\": \"size\",\n"
				   "    \"type\": \"int64\",\n"
				   "    \"values\": [\n"
				   "      7\n"
				   "    ],\n"
				   "    \"flags\": []\n"
				   "  }\n"
				   "]";
	struct kacs_diagnostic diagnostic;
	uint8_t *bytes;
	char *again;
	size_t len;

	(void)state;
	assert_int_equal(kacs_local_claims_from_json(text, sizeof(text) - 1,
						     &bytes, &len, NULL),
			 0);
	assert_int_equal(kacs_local_claims_to_json(bytes, len, &again, NULL),
			 0);
	assert_string_equal(again, text);
	free(again);
	free(bytes);
	assert_int_equal(kacs_local_claims_from_json("{}", 2, &bytes, &len,
						     &diagnostic),
			 -1);
	assert_string_equal(diagnostic.path, ".");
	assert_int_equal(kacs_local_claims_from_json("[{}]", 4, &bytes, &len,
						     &diagnostic),
			 -1);
	assert_string_equal(diagnostic.path, "[0]");
	assert_int_equal(kacs_local_claims_from_json("[", 1, &bytes, &len,
						     &diagnostic),
			 -1);
	assert_int_equal(diagnostic.offset, 1);
}

static void conditions_stand_alone(void **state)
{
	static const char *const texts[] = {
		"@User.a == 1 && !(Member_of{SID(BA)})",
		"(@User.a == 1) || (b == 2)",
		"((Exists a))",
	};
	static const char *const canonical[] = {
		"(@User.a == 1 && !(Member_of {SID(BA)}))",
		"(@User.a == 1 || b == 2)",
		"(Exists a)",
	};
	struct kacs_diagnostic diagnostic;
	uint8_t *bytes;
	size_t i, len;
	char *text;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		if (kacs_sddl_parse_condition(texts[i], strlen(texts[i]), NULL,
					      &bytes, &len, &diagnostic) < 0)
			fail_msg("%s: byte %zu: %s", texts[i],
				 diagnostic.offset, diagnostic.message);
		assert_memory_equal(bytes, "artx", 4);
		assert_int_equal(kacs_sddl_format_condition(bytes, len, NULL,
							    &text, NULL),
				 0);
		assert_string_equal(text, canonical[i]);
		free(text);
		free(bytes);
	}
}

static void bad_conditions_name_the_byte(void **state)
{
	static const struct {
		const char *text;
		size_t offset;
	} cases[] = {
		{"", 0},	{"a ==", 4},  {"(a == 1)) || ((b == 2)", 10},
		{"a == 1)", 7}, {"a = 1", 2},
	};
	struct kacs_diagnostic diagnostic;
	uint8_t *bytes;
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		if (kacs_sddl_parse_condition(cases[i].text,
					      strlen(cases[i].text), NULL,
					      &bytes, &len, &diagnostic) == 0)
			fail_msg("%s is taken", cases[i].text);
		if (diagnostic.offset != cases[i].offset)
			fail_msg("%s: byte %zu, expected %zu (%s)",
				 cases[i].text, diagnostic.offset,
				 cases[i].offset, diagnostic.message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_comes_back_the_same),
		cmocka_unit_test(bad_policies_name_the_place),
		cmocka_unit_test(a_list_and_a_tree_are_the_same),
		cmocka_unit_test(bad_trees_name_the_node),
		cmocka_unit_test(claims_come_back_the_same),
		cmocka_unit_test(conditions_stand_alone),
		cmocka_unit_test(bad_conditions_name_the_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
