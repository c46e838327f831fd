// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "unit_test.h"

#include <jansson.h>

#define CLEAN "O:SYG:SYD:"

/* The findings in short: "rule dacl 1; rule - -". */
static void assert_findings(const uint8_t *sd, size_t len, const char *name,
			    const char *expected)
{
	struct kacs_diagnostic diagnostic;
	char found[1024] = "", line[128];
	const char *acl;
	json_t *findings, *finding, *ace;
	char *text;
	size_t i;

	if (kacs_descriptor_lint(sd, len, &text, &diagnostic) < 0)
		fail_msg("%s: %s", name, diagnostic.message);
	findings = json_loads(text, 0, NULL);
	assert_non_null(findings);
	json_array_foreach(findings, i, finding) {
		acl = json_string_value(json_object_get(finding, "acl"));
		ace = json_object_get(finding, "ace");
		assert_non_null(json_object_get(finding, "message"));
		snprintf(line, sizeof(line), "%s%s", i ? "; " : "",
			 json_string_value(json_object_get(finding, "rule")));
		strcat(found, line);
		if (!acl)
			continue;
		snprintf(line, sizeof(line), " %s %d", acl,
			 (int)json_integer_value(ace));
		strcat(found, line);
	}
	if (strcmp(found, expected) != 0)
		fail_msg("%s: found \"%s\", expected \"%s\"", name, found,
			 expected);
	json_decref(findings);
	free(text);
}

static void assert_lint(const char *sddl, const char *expected)
{
	size_t len;
	uint8_t *sd = sd_of(sddl, &len);

	assert_findings(sd, len, sddl, expected);
	free(sd);
}

static void a_sound_descriptor_is_clean(void **state)
{
	(void)state;
	assert_lint(CLEAN "PAI(D;;0x116;;;BG)(A;;FA;;;SY)(A;OICIIO;GA;;;CO)"
			  "(D;ID;0x116;;;IU)(A;ID;FR;;;BU)(D;ID;0x20;;;AN)"
			  "S:(AU;SAFA;FW;;;WD)(ML;;NW;;;HI)",
		    "");
	assert_lint(CLEAN "(XA;;FR;;;WD;(@User.a == 1))"
			  "(XA;;FR;;;WD;(Exists b))(XA;;FR;;;WD;(b && !c))",
		    "");
}

static void missing_parts_are_found(void **state)
{
	(void)state;
	assert_lint("G:SYD:(A;;FA;;;SY)", "no_owner");
	assert_lint("O:SYD:(A;;FA;;;SY)", "no_group");
	assert_lint("O:SYG:SY", "null_dacl");
	assert_lint("O:SYG:SYD:NO_ACCESS_CONTROL", "null_dacl");
	assert_lint("O:SYG:SYD:", "empty_dacl");
}

static void disorder_is_found(void **state)
{
	(void)state;
	assert_lint(CLEAN "(A;;FA;;;SY)(D;;0x116;;;BG)", "order dacl 1");
	assert_lint(CLEAN "(A;ID;FA;;;SY)(A;;FW;;;BG)", "order dacl 1");
	assert_lint(CLEAN "(D;ID;FA;;;SY)(D;;0x116;;;BG)", "order dacl 1");
}

static void what_was_decided_is_unreachable(void **state)
{
	(void)state;
	assert_lint(CLEAN "(A;;FA;;;SY)(A;;FR;;;SY)", "unreachable dacl 1");
	assert_lint(CLEAN "(D;;FR;;;SY)(A;;FW;;;SY)(A;;FR;;;SY)",
		    "unreachable dacl 2");
	assert_lint(CLEAN "(A;;GA;;;SY)(A;;FA;;;SY)", "unreachable dacl 1");
	assert_lint(CLEAN "(A;;FA;;;SY)(D;;FR;;;SY)", "order dacl 1");
	/* Another SID, another inheritance, a condition: not the same. */
	assert_lint(CLEAN "(A;;FA;;;WD)(A;;FR;;;SY)(A;OI;FR;;;WD)", "");
	assert_lint(CLEAN "(XA;;FA;;;WD;(a == 1))(A;;FR;;;WD)", "");
}

static void odd_masks_and_flags_are_found(void **state)
{
	(void)state;
	assert_lint(CLEAN "(A;;0x00200001;;;SY)", "reserved_bits dacl 0");
	assert_lint(CLEAN "(A;;0x02000001;;;SY)", "maximum_allowed dacl 0");
	assert_lint(CLEAN "(A;;0x01000001;;;SY)", "system_security dacl 0");
	assert_lint(CLEAN "(A;;0x0;;;SY)", "no_rights dacl 0");
	assert_lint(CLEAN "(A;IO;FA;;;SY)", "inherit_only dacl 0");
	assert_lint(CLEAN "(A;SA;FA;;;SY)", "audit_flags dacl 0");
	assert_lint(CLEAN "(A;;FA;;;SY)S:(AU;;FA;;;SY)", "audit_flags sacl 0");
}

static void denials_that_take_reading_are_found(void **state)
{
	(void)state;
	assert_lint(CLEAN "(D;;FW;;;BG)(A;;FA;;;SY)", "denies_reading dacl 0");
	assert_lint(CLEAN "(XD;;GW;;;BG;(a == 1))(A;;FA;;;SY)",
		    "denies_reading dacl 0");
	assert_lint(CLEAN "(D;;FX;;;BG)(A;;FA;;;SY)", "denies_reading dacl 0");
	/* Just what was meant: to allow it, no part of reading, reading. */
	assert_lint(CLEAN "(A;;FW;;;BG)(A;;FA;;;SY)", "");
	assert_lint(CLEAN "(D;;0x10116;;;BG)(A;;FA;;;SY)", "");
	assert_lint(CLEAN "(D;;FRFW;;;BG)(A;;FA;;;SY)", "");
	assert_lint(CLEAN "(D;;RC;;;BG)(A;;FA;;;SY)", "");
}

/* Unless it is known to be a truth value: the object's own. */
static void a_whole_condition_of_one_attribute_is_found(void **state)
{
	static const char attributes[] = "S:(RA;;;;;WD;(\"flag\",TB,0x0,1))"
					 "(RA;;;;;WD;(\"number\",TI,0x0,1))"
					 "(RA;;;;;WD;(\"numbers\",TI,0x0,1,2))"
					 "(RA;;;;;WD;(\"text\",TS,0x0,\"a\"))";
	static const struct {
		const char *condition;
		const char *findings;
	} cases[] = {
		{"@User.project", "lone_attribute dacl 0"},
		{"project", "lone_attribute dacl 0"},
		{"!(@Device.managed)", "lone_attribute dacl 0"},
		{"!(!(@Resource.text))", "lone_attribute dacl 0"},
		{"@Resource.numbers", "lone_attribute dacl 0"},
		{"@Resource.missing", "lone_attribute dacl 0"},
		{"@Resource.flag", ""},
		{"!(@Resource.FLAG)", ""},
		{"@Resource.number", ""},
		{"@User.flag", "lone_attribute dacl 0"},
		{"Exists @User.project", ""},
		{"@User.project == 1", ""},
		{"@User.a && @User.b", ""},
	};
	char sddl[400];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(sddl, sizeof(sddl), CLEAN "(XA;;FR;;;WD;(%s))%s",
			 cases[i].condition, attributes);
		assert_lint(sddl, cases[i].findings);
	}
}

static void odd_labels_are_found(void **state)
{
	(void)state;
	assert_lint(CLEAN "(A;;FA;;;SY)S:(ML;;NW;;;HI)(ML;;NW;;;LW)",
		    "second_label sacl 1");
	assert_lint(CLEAN "(A;;FA;;;SY)S:(ML;;0x0;;;HI)",
		    "label_policy sacl 0");
	assert_lint(CLEAN "(A;;FA;;;SY)S:(ML;;NR;;;HI)", "label_policy sacl 0");
	assert_lint(CLEAN "(A;;FA;;;SY)S:(ML;;0xa;;;HI)",
		    "reserved_bits sacl 0");
	assert_lint(CLEAN "(A;;FA;;;SY)S:(ML;OICIIO;NW;;;HI)(ML;;NW;;;LW)", "");
}

static void what_only_bytes_can_say_is_found(void **state)
{
	static const char sddl[] = "D:(XA;;FR;;;WD;(a))";
	size_t len;
	uint8_t *sd = sd_of(sddl, &len);

	(void)state;
	sd[48 + 4] = 0x20; /* a token that is none */
	assert_findings(sd, len, "condition",
			"no_owner; no_group; condition dacl 0");
	sd[28] = KACS_ACE_SYSTEM_AUDIT_CALLBACK;
	sd[29] = KACS_ACE_SUCCESSFUL_ACCESS | 0x20;
	assert_findings(
		sd, len, "audit",
		"no_owner; no_group; wrong_acl dacl 0; reserved_flags dacl 0; condition dacl 0");
	sd[28] = 0x60;
	assert_findings(sd, len, "type",
			"no_owner; no_group; unknown_type dacl 0");
	free(sd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_descriptor_is_clean),
		cmocka_unit_test(missing_parts_are_found),
		cmocka_unit_test(disorder_is_found),
		cmocka_unit_test(what_was_decided_is_unreachable),
		cmocka_unit_test(odd_masks_and_flags_are_found),
		cmocka_unit_test(denials_that_take_reading_are_found),
		cmocka_unit_test(a_whole_condition_of_one_attribute_is_found),
		cmocka_unit_test(odd_labels_are_found),
		cmocka_unit_test(what_only_bytes_can_say_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
