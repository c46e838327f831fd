// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "unit_test.h"

/* Text that is canonical comes back as it is, and so do its bytes. */
static void canonical_text_comes_back(void **state)
{
	static const char *const texts[] = {
		"",
		"O:SY",
		"G:BA",
		"D:",
		"S:",
		"D:NO_ACCESS_CONTROL",
		"S:NO_ACCESS_CONTROL",
		"D:PARAI",
		"D:PNO_ACCESS_CONTROL",
		"O:SYG:BAD:PAI(A;;FA;;;SY)S:PARAI(ML;;NW;;;HI)",
		"D:(A;;FR;;;WD)(D;;FW;;;BG)(A;;FX;;;BU)(A;;FRFX;;;AU)",
		"D:(A;;FRFWFXSD;;;BU)",
		"D:(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;SY)",
		"D:(A;;GAGXGWGR;;;SY)",
		"D:(A;;0x1200ff;;;SY)",
		"D:(A;;0x0;;;SY)",
		"D:(A;;0x2000000;;;SY)",
		"D:(A;OICINPIOID;FA;;;CO)(A;;FA;;;CG)(A;;FA;;;OW)(A;;FA;;;PS)",
		"S:(AU;SAFA;FW;;;WD)(AL;SA;FR;;;WD)",
		"S:(ML;OICI;NRNWNX;;;LW)",
		"S:(ML;;NX;;;ME)",
		"S:(ML;;0x8;;;SI)",
		"S:(ML;;0x0;;;S-1-16-0)",
		"S:(TL;;FR;;;S-1-19-512-1024)",
		"S:(SP;;0x0;;;S-1-17-99)",
		"D:(OA;CIIO;CCDC;bf967aba-0de6-11d0-a285-00aa003049e2;;AU)",
		"D:(OD;;CR;;bf967aba-0de6-11d0-a285-00aa003049e2;AU)",
		"D:(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;bf967aba-0de6-11d0-a285-00aa003049e2;AU)",
		"D:(OA;;CR;;;AU)",
		"S:(OU;FA;CR;bf967aba-0de6-11d0-a285-00aa003049e2;;WD)(OL;SA;CR;;;WD)",
		"O:S-1-5-21-1-2-3-1001G:S-1-5-21-1-2-3-513D:(A;;FA;;;S-1-15-2-1-2)",
		"O:S-1-0xabcdef012345-1-2",
		"O:S-1-4294967295",
		"O:S-1-5",
		"O:S-1-1-1-2-3-4-5-6-7-8-9-10-11-12-13-14-4294967295",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		size_t len, again_len;
		uint8_t *sd = sd_of(texts[i], &len);
		uint8_t *again = sd_of(texts[i], &again_len);

		assert_int_equal(len, again_len);
		assert_memory_equal(sd, again, len);
		free(again);
		assert_sddl(sd, len, texts[i]);
	}
}

/* What may be written otherwise means the same. */
static void other_spellings_mean_the_same(void **state)
{
	static const struct {
		const char *text;
		const char *canonical;
	} pairs[] = {
		{"s:(ml;;nw;;;hi)d:p(a;oici;fa;;;sy)g:ba o:sy",
		 "O:SYG:BAD:P(A;OICI;FA;;;SY)S:(ML;;NW;;;HI)"},
		{" O:S-1-5-18\n G: S-1-5-32-544 D: P (A ; ; FA ; ; ; SY) ",
		 "O:SYG:BAD:P(A;;FA;;;SY)"},
		{"D:AIP(A;;2032127;;;S-1-0x5-18)", "D:PAI(A;;FA;;;SY)"},
		{"D:(A;;0X1F01FF;;;SY)", "D:(A;;FA;;;SY)"},
		{"D:(A;CIOI;FXFR;;;BU)", "D:(A;OICI;FRFX;;;BU)"},
		{"D:(A;;KA;;;SY)(A;;KR;;;BU)(A;;KW;;;BU)(A;;KX;;;BU)",
		 "D:(A;;CCDCLCSWRPWPSDRCWDWO;;;SY)(A;;CCSWRPRC;;;BU)"
		 "(A;;DCLCRC;;;BU)(A;;CCSWRPRC;;;BU)"},
		{"S:(SP;;;;;S-1-17-1)", "S:(SP;;0x0;;;S-1-17-1)"},
		{"D:(A;;;;;SY)", "D:(A;;0x0;;;SY)"},
		{"D:(A;;017;;;SY)", "D:(A;;CCDCLCSW;;;SY)"},
		{"D:(A;;00;;;SY)", "D:(A;;0x0;;;SY)"},
		{"O:S-1-0x5-0x12D:(A;;FA;;;WD)", "O:SYD:(A;;FA;;;WD)"},
		{"D:(OA;;CR;BF967ABA-0DE6-11D0-A285-00AA003049E2;;AU)",
		 "D:(OA;;CR;bf967aba-0de6-11d0-a285-00aa003049e2;;AU)"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(pairs); i++) {
		size_t len;
		uint8_t *sd = sd_of(pairs[i].text, &len);

		assert_sddl(sd, len, pairs[i].canonical);
	}
}

/* MS-DTYP 2.4.6, byte by byte. */
static void bytes_are_self_relative(void **state)
{
	static const uint8_t expected[] = {
		1,    0, 0x14, 0x90, 20,   0,  0,  0, /* D:P and S: present */
		32,   0, 0,    0,    48,   0,  0,  0,  76, 0,	 0, 0, /* offsets
									*/
		1,    1, 0,    0,    0,	   0,  0,  5,  18, 0,	 0, 0, /* SY */
		1,    2, 0,    0,    0,	   0,  0,  5,  32, 0,	 0, 0, 32,
		2,    0, 0,    2,    0,	   28, 0,  1,  0,  0,	 0, /* SACL */
		0x11, 0, 20,   0,    2,	   0,  0,  0, /* no write up */
		1,    1, 0,    0,    0,	   0,  0,  16, 0,  0x30, 0, 0, /* HI */
		2,    0, 28,   0,    1,	   0,  0,  0, /* DACL */
		0,    3, 20,   0,    0xff, 1,  31, 0, /* A;OICI;FA */
		1,    1, 0,    0,    0,	   0,  0,  1,  0,  0,	 0, 0, /* WD */
	};
	size_t len;
	uint8_t *sd = sd_of("O:SYG:BAD:P(A;OICI;FA;;;WD)S:(ML;;NW;;;HI)", &len);

	(void)state;
	assert_int_equal(len, sizeof(expected));
	assert_memory_equal(sd, expected, len);
	free(sd);
}

static void guid_bytes_are_mixed_endian(void **state)
{
	static const uint8_t expected[16] = {0x03, 0x02, 0x01, 0x00, 0x05, 0x04,
					     0x07, 0x06, 0x08, 0x09, 0x0a, 0x0b,
					     0x0c, 0x0d, 0x0e, 0x0f};
	size_t len;
	uint8_t *sd = sd_of(
		"D:(OA;;CR;00010203-0405-0607-0809-0a0b0c0d0e0f;;SY)", &len);
	struct kacs_descriptor_view *view = kacs_descriptor_view(sd, len, NULL);

	(void)state;
	assert_non_null(view->dacl[0].object_type);
	assert_memory_equal(view->dacl[0].object_type, expected, 16);
	assert_null(view->dacl[0].inherited_object_type);
	free(view);
	free(sd);
}

/* 3.4: the minimal revision that the types need. */
static void object_aces_raise_the_acl_revision(void **state)
{
	size_t len;
	uint8_t *sd = sd_of("D:(A;;FA;;;SY)", &len);

	(void)state;
	assert_int_equal(sd[20], KACS_ACL_REVISION);
	free(sd);
	sd = sd_of("D:(A;;FA;;;SY)(OA;;CR;;;SY)", &len);
	assert_int_equal(sd[20], KACS_ACL_REVISION_DS);
	free(sd);
}

static const struct {
	const char *text;
	size_t offset;
	const char *message; /* a part of it */
} errors[] = {
	{"x", 0, "expected O:"},
	{"O", 0, "expected O:"},
	{"OSY", 0, "expected O:"},
	{"O:", 2, "expected a SID"},
	{"O:SYO:BA", 4, "O: given twice"},
	{"G:SYG:BA", 4, "G: given twice"},
	{"D:D:", 2, "D: given twice"},
	{"S:D:S:", 4, "S: given twice"},
	{"O:XX", 2, "no SID alias"},
	{"O:DA", 2, "needs a domain SID"},
	{"O:S-2-5", 2, "starts with S-1-"},
	{"O:S-1-", 6, "authority"},
	{"O:S-1-281474976710656", 6, "authority"},
	{"O:S-1-0x", 6, "authority"},
	{"O:S-1-5-", 8, "sub-authority"},
	{"O:S-1-5-4294967296", 8, "sub-authority"},
	{"O:S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16", 44, "at most 15"},
	{"O:SY x", 5, "expected O:"},
	{"D:Q", 2, "expected O:"},
	{"D:PX(A;;FA;;;SY)", 3, "expected O:"},
	{"D:NO_ACCESS_CONTROL(A;;FA;;;SY)", 19, "no ACE can follow"},
	{"D:(", 3, "unknown ACE type"},
	{"D:(Q;;FA;;;SY)", 3, "unknown ACE type"},
	{"D:(A", 4, "ends inside an ACE"},
	{"D:(A)", 4, "expected \";\""},
	{"D:(AU;SA;FA;;;SY)", 3, "belongs in the SACL"},
	{"S:(A;;FA;;;SY)", 3, "belongs in the DACL"},
	{"D:(A;XX;FA;;;SY)", 5, "unknown ACE flag"},
	{"D:(A;O;FA;;;SY)", 5, "unknown ACE flag"},
	{"D:(A;CIOICI;FA;;;SY)", 9, "CI given twice"},
	{"D:(A;;XX;;;SY)", 6, "unknown right"},
	{"D:(A;;FRX;;;SY)", 8, "unknown right"},
	{"D:(A;;NW;;;SY)", 6, "unknown right"},
	{"S:(ML;;FR;;;HI)", 7, "unknown label policy"},
	{"D:(A;;0x;;;SY)", 8, "digits expected"},
	{"D:(A;;0x100000000;;;SY)", 6, "32 bits"},
	{"D:(A;;4294967296;;;SY)", 6, "32 bits"},
	{"D:(A;;018;;;SY)", 8, "octal"},
	{"D:(A;;12a;;;SY)", 8, "expected \";\""},
	{"D:(A;;FA;bf967aba-0de6-11d0-a285-00aa003049e2;;SY)", 9,
	 "has no object GUID"},
	{"D:(OA;;FA;bf967aba;;SY)", 18, "a GUID has the form"},
	{"D:(OA;;FA;;bf967aba-0de6-11d0-a285-00aa003049eg;SY)", 46,
	 "a GUID has the form"},
	{"D:(A;;FA;;;)", 11, "expected a SID"},
	{"D:(A;;FA;;;SY", 13, "ends inside an ACE"},
	{"D:(A;;FA;;;SY;x)", 13, "expected \")\""},
	{"D:(A;;FA;;;SY)x", 14, "expected O:"},
	{"D:(A;;FA;;;Everyone)", 11, "two letters"},
	{"D:(A;;FA;;; bob)", 12, "not a name"},
	{"S:(ML;;NW;;;SY)", 12, "a label's SID"},
	{"S:(ML;;NW;;;MP)", 12, "a label's SID"},
	{"S:(TL;;FR;;;SY)", 12, "a trust label's SID"},
};

static void errors_name_the_byte_and_the_reason(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(errors); i++) {
		struct kacs_diagnostic diagnostic;
		size_t len;
		uint8_t *sd;

		errno = 0;
		if (kacs_sddl_parse(errors[i].text, strlen(errors[i].text),
				    NULL, &sd, &len, &diagnostic) == 0)
			fail_msg("%s: was accepted", errors[i].text);
		assert_int_equal(errno, EINVAL);
		if (diagnostic.offset != errors[i].offset ||
		    !strstr(diagnostic.message, errors[i].message))
			fail_msg("%s: byte %zu: %s (expected byte %zu: %s)",
				 errors[i].text, diagnostic.offset,
				 diagnostic.message, errors[i].offset,
				 errors[i].message);
	}
}

static void a_nul_byte_is_no_end(void **state)
{
	static const char text[] = "O:SY\0D:(A;;FA;;;WD)";
	struct kacs_diagnostic diagnostic;
	size_t len;
	uint8_t *sd;

	(void)state;
	assert_int_equal(kacs_sddl_parse(text, sizeof(text) - 1, NULL, &sd,
					 &len, &diagnostic),
			 -1);
	assert_int_equal(diagnostic.offset, 4);
}

static void domain_aliases_take_the_domain(void **state)
{
	struct kacs_sddl_options options;
	uint8_t domain[KACS_SID_MAX_BYTES];
	static const char text[] = "O:LAG:DUD:(A;;FA;;;DA)";
	size_t len;
	uint8_t *sd;

	(void)state;
	options.domain_sid = domain;
	assert_int_equal(kacs_sid_from_text("S-1-5-21-7-8-9", domain,
					    &options.domain_sid_len, NULL),
			 0);
	assert_int_equal(kacs_sddl_parse(text, strlen(text), &options, &sd,
					 &len, NULL),
			 0);
	assert_sddl(sd, len,
		    "O:S-1-5-21-7-8-9-500G:S-1-5-21-7-8-9-513"
		    "D:(A;;FA;;;S-1-5-21-7-8-9-512)");
}

static void an_acl_over_65535_bytes_is_refused(void **state)
{
	static const char ace[] = "(A;;FA;;;SY)";
	struct kacs_diagnostic diagnostic;
	size_t count = 65535 / 20 + 1, len, i;
	char *text = malloc(2 + count * strlen(ace) + 1);
	uint8_t *sd;

	(void)state;
	strcpy(text, "D:");
	for (i = 0; i < count; i++)
		memcpy(text + 2 + i * strlen(ace), ace, strlen(ace) + 1);
	assert_int_equal(kacs_sddl_parse(text, strlen(text), NULL, &sd, &len,
					 &diagnostic),
			 -1);
	assert_non_null(strstr(diagnostic.message, "65535"));
	free(text);
}

/* Descriptors whose text would leave something out are not written. */
static void format_refuses_what_it_cannot_say(void **state)
{
	static const struct {
		size_t at; /* into D:(OA;;CR;;;SY) */
		uint8_t value;
		const char *message;
	} changes[] = {
		{28, 0x20, "type has no letters"}, /* AceType */
		{28, KACS_ACE_SYSTEM_AUDIT_OBJECT, "the other ACL"},
		{29, 0x20, "unknown flag"},	   /* AceFlags */
		{36, 0x04, "unknown object flag"}, /* object flags */
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(changes); i++) {
		struct kacs_diagnostic diagnostic;
		size_t len;
		uint8_t *sd = sd_of("D:(OA;;CR;;;SY)", &len);
		char *text;

		sd[changes[i].at] = changes[i].value;
		errno = 0;
		assert_int_equal(kacs_sddl_format(sd, len, &text, NULL,
						  &diagnostic),
				 -1);
		assert_int_equal(errno, ENOTSUP);
		assert_int_equal(diagnostic.offset, 28);
		assert_non_null(
			strstr(diagnostic.message, "ACE 0 of the DACL"));
		assert_non_null(strstr(diagnostic.message, changes[i].message));
		free(sd);
	}
}

static void format_tells_the_flags_that_it_omits(void **state)
{
	uint16_t omitted = 0;
	size_t len;
	uint8_t *sd = sd_of("O:SYD:(A;;FA;;;SY)", &len);
	char *text;

	(void)state;
	sd[2] |= KACS_SE_OWNER_DEFAULTED | KACS_SE_DACL_DEFAULTED;
	sd[3] |= KACS_SE_SACL_PROTECTED >> 8;
	assert_int_equal(kacs_sddl_format(sd, len, &text, &omitted, NULL), 0);
	assert_string_equal(text, "O:SYD:(A;;FA;;;SY)");
	assert_int_equal(omitted, KACS_SE_OWNER_DEFAULTED |
					  KACS_SE_DACL_DEFAULTED |
					  KACS_SE_SACL_PROTECTED);
	free(text);
	free(sd);
}

static void format_refuses_a_damaged_descriptor(void **state)
{
	struct kacs_diagnostic diagnostic;
	size_t len, cut;
	uint8_t *sd = sd_of("O:SYD:(A;;FA;;;SY)", &len);
	char *text;

	(void)state;
	for (cut = 0; cut < len; cut++) {
		assert_int_equal(kacs_sddl_format(sd, cut, &text, NULL,
						  &diagnostic),
				 -1);
		assert_int_equal(errno, EINVAL);
	}
	free(sd);
}

static void acl_text_has_no_more_than_aces(void **state)
{
	static const char *const bad[] = {"O:SYD:",
					  "D:P",
					  "S:",
					  "",
					  "D:NO_ACCESS_CONTROL",
					  "D:S:(AU;SA;FA;;;WD)"};
	struct kacs_diagnostic diagnostic;
	uint8_t *acl;
	size_t len, i;
	char *text;

	(void)state;
	for (i = 0; i < COUNT(bad); i++)
		assert_int_equal(kacs_sddl_parse_acl(bad[i], &acl, &len,
						     &diagnostic),
				 -1);
	assert_int_equal(kacs_sddl_parse_acl("D:(A;;GA;;;SY)", &acl, &len,
					     &diagnostic),
			 0);
	assert_int_equal(len, 28);
	assert_int_equal(kacs_sddl_format_acl(acl, len, &text, &diagnostic), 0);
	assert_string_equal(text, "D:(A;;GA;;;SY)");
	free(text);
	assert_int_equal(kacs_sddl_format_acl(acl, len - 1, &text, &diagnostic),
			 -1);
	free(acl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canonical_text_comes_back),
		cmocka_unit_test(other_spellings_mean_the_same),
		cmocka_unit_test(bytes_are_self_relative),
		cmocka_unit_test(guid_bytes_are_mixed_endian),
		cmocka_unit_test(object_aces_raise_the_acl_revision),
		cmocka_unit_test(errors_name_the_byte_and_the_reason),
		cmocka_unit_test(a_nul_byte_is_no_end),
		cmocka_unit_test(domain_aliases_take_the_domain),
		cmocka_unit_test(an_acl_over_65535_bytes_is_refused),
		cmocka_unit_test(format_refuses_what_it_cannot_say),
		cmocka_unit_test(format_tells_the_flags_that_it_omits),
		cmocka_unit_test(format_refuses_a_damaged_descriptor),
		cmocka_unit_test(acl_text_has_no_more_than_aces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
