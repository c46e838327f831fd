// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Conditions and resource attributes, as text and as bytes. */
#include "unit_test.h"

#define ALLOW(condition) "D:(XA;;FR;;;WD;" condition ")"

/* Where the condition begins in the bytes of ALLOW(): SD, ACL, ACE, SID. */
#define DATA_OFFSET (20u + 8u + 8u + 12u)

static void assert_returns(const char *text)
{
	size_t len, again_len;
	uint8_t *sd = sd_of(text, &len);
	uint8_t *again = sd_of(text, &again_len);

	assert_int_equal(len, again_len);
	assert_memory_equal(sd, again, len);
	free(again);
	assert_sddl(sd, len, text);
}

static void canonical_conditions_come_back(void **state)
{
	static const char *const texts[] = {
		ALLOW("(a)"),
		ALLOW("(a == 1)"),
		ALLOW("(@User.a != @Resource.b)"),
		ALLOW("(@Device.a < 0x7fffffffffffffff)"),
		ALLOW("(@User.a <= -0x8000000000000000)"),
		ALLOW("(@User.a > 017 && @User.a >= +9)"),
		ALLOW("(@User.a == -0)"),
		ALLOW("(@User.a == 00)"),
		ALLOW("(@User.a == \"\")"),
		ALLOW("(@User.a == \"say %0022%0009%0022, 100%, %0025abcd\")"),
		ALLOW("(@User.a == \"gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80 %d800\")"),
		ALLOW("(@User.a == #)"),
		ALLOW("(@User.a == #00ff10)"),
		ALLOW("(@User.a Contains {1, \"b\", #03, SID(BA)})"),
		ALLOW("(@User.a Any_of {})"),
		ALLOW("(@User.a Not_Any_of {{}, {1, {2, 3}}, 4})"),
		ALLOW("(@User.a Not_Contains SID(S-1-5-21-1-2-3-4))"),
		ALLOW("(1 == @User.a)"),
		ALLOW("(Exists a && Not_Exists @Resource.b)"),
		ALLOW("(Member_of {SID(BA), SID(BU)})"),
		ALLOW("(Member_of SID(BA))"),
		ALLOW("(Member_of {} || Member_of_Any {})"),
		ALLOW("(Not_Member_of {SID(BA)} || Not_Member_of_Any {SID(BA)})"),
		ALLOW("(Device_Member_of {SID(BA)} && Device_Member_of_Any {SID(BA)})"),
		ALLOW("(Not_Device_Member_of {SID(BA)} && Not_Device_Member_of_Any {SID(BA)})"),
		ALLOW("(a || b && c)"),
		ALLOW("((a || b) && c)"),
		ALLOW("(a && (b && c) && d)"),
		ALLOW("(a || (b || c))"),
		ALLOW("(!(a))"),
		ALLOW("(!(!(a == 1)) && !(b || c))"),
		ALLOW("(%0045xists == 1 && %0073id == 2 && %0031st == 3)"),
		ALLOW("(a:b/c.d_e == 1 && a%0020b%002d == 2)"),
		ALLOW("(@User.a-b%0020c%003d == 2)"),
		"D:(XD;OICI;FA;;;WD;(a))(A;;FA;;;WD)",
		"D:(ZA;;CR;bf967aba-0de6-11d0-a285-00aa003049e2;;AU;(a))(ZD;;CR;;;AU;(a))",
		"S:(XU;SAFA;FW;;;WD;(a))(XL;SA;FR;;;WD;(a))(ZU;SA;CR;;;WD;(a))(ZL;FA;CR;;;WD;(a))",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++)
		assert_returns(texts[i]);
}

static void other_conditions_mean_the_same(void **state)
{
	static const struct {
		const char *text;
		const char *canonical;
	} pairs[] = {
		{ALLOW("( (a)&&((b)) )"), ALLOW("(a && b)")},
		{ALLOW("((a&&b)&&c||d)"), ALLOW("(a && b && c || d)")},
		{ALLOW("(!a==1&&!!b)"), ALLOW("(!(a == 1) && !(!(b)))")},
		{ALLOW("(@Local.a==\"x\")"), ALLOW("(a == \"x\")")},
		{ALLOW("(@USER.a any_OF{1,2})"),
		 ALLOW("(@User.a Any_of {1, 2})")},
		{ALLOW("(member_of{sid(ba)})"), ALLOW("(Member_of {SID(BA)})")},
		{ALLOW("(a==#1#2#)"), ALLOW("(a == #1020)")},
		{ALLOW("(a==0XFF)"), ALLOW("(a == 0xff)")},
		{ALLOW("(@User.%0061 == \"%0062\")"),
		 ALLOW("(@User.a == \"b\")")},
		{"S:(RA;;;;;S-1-1-0;( \"n\" , TD , 2 , SID(BA) , BU ))",
		 "S:(RA;;;;;WD;(\"n\",TD,0x2,BA,BU))"},
		{"S:(RA;;0x3;;;WD;(\"n\",ti,0x2,+1,0x10,-017))",
		 "S:(RA;;CCDC;;;WD;(\"n\",TI,0x2,1,16,-15))"},
	};
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(pairs); i++) {
		uint8_t *sd = sd_of(pairs[i].text, &len);

		assert_sddl(sd, len, pairs[i].canonical);
	}
}

static void attributes_come_back(void **state)
{
	static const char *const texts[] = {
		"S:(RA;;;;;WD;(\"n\",TI,0x0))",
		"S:(RA;CI;;;;WD;(\"n\",TI,0x0,1,-9223372036854775808))",
		"S:(RA;;;;;WD;(\"n\",TU,0x20,18446744073709551615,0))",
		"S:(RA;;;;;WD;(\"Pro%0020ject\",TS,0x2,\"a\",\"\",\"%0022\"))",
		"S:(RA;;;;;WD;(\"n\",TD,0x4,BA,S-1-5-21-1-2-3-4))",
		"S:(RA;;;;;WD;(\"n\",TX,0x10,#,#01,#0203040506))",
		"S:(RA;;;;;WD;(\"n\",TB,0xffff0000,1,0))",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++)
		assert_returns(texts[i]);
}

static void bytecode_is_that_of_the_reference(void **state)
{
	/* a local attribute, -1 as an int64, ==, one byte of padding */
	static const uint8_t expected[] = {
		'a',  'r',  't',  'x',	0xf8, 2,    0,	  0,
		0,    'a',  0,	  0x04, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0x02, 0x02, 0x80, 0,
	};
	size_t len;
	uint8_t *sd = sd_of(ALLOW("(a == -1)"), &len);

	(void)state;
	assert_int_equal(len, DATA_OFFSET + sizeof(expected));
	assert_memory_equal(sd + DATA_OFFSET, expected, sizeof(expected));
	/* ACL_REVISION_DS, for a callback ACE */
	assert_int_equal(sd[20], 4);
	free(sd);
}

static void an_attribute_is_a_claim_entry(void **state)
{
	static const uint8_t expected[] = {
		20, 0, 0,   0, 3, 0, 0,	 0, 2, 0, 0,   0, 1,   0, 0, 0, 24, 0,
		0,  0, 'n', 0, 0, 0, 28, 0, 0, 0, 'v', 0, 'w', 0, 0, 0, 0,  0,
	};
	size_t len;
	uint8_t *sd = sd_of("S:(RA;;;;;WD;(\"n\",TS,0x2,\"vw\"))", &len);

	(void)state;
	assert_int_equal(len, DATA_OFFSET + sizeof(expected));
	assert_memory_equal(sd + DATA_OFFSET, expected, sizeof(expected));
	free(sd);
}

static void bad_text_names_the_byte(void **state)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *message;
	} cases[] = {
		{"D:(XA;;FR;;;WD)", 14, "expected \";\""},
		{ALLOW(""), 15, "expected a condition in parentheses"},
		{ALLOW("()"), 16, "expected an attribute or a value"},
		{ALLOW("(1)"), 17, "a value by itself is no condition"},
		{ALLOW("(a b)"), 18, "expected \"&&\""},
		{ALLOW("(a &&)"), 20, "expected an attribute or a value"},
		{"D:(XA;;FR;;;WD;(a", 17, "the text ends inside a condition"},
		{"D:(XA;;FR;;;WD;(", 16, "the text ends inside a condition"},
		{ALLOW("(a == 08)"), 22, "octal"},
		{ALLOW("(a == 0x)"), 23, "expected a digit"},
		{ALLOW("(a == 9223372036854775808)"), 21, "from -2^63"},
		{ALLOW("(a == 99999999999999999999)"), 21, "64 bits"},
		{ALLOW("(a == \"b)"), 21, "the string does not end"},
		{ALLOW("(a == #123)"), 25, "one is missing"},
		{ALLOW("(a == {1 2})"), 24, "expected \",\" or \"}\""},
		{ALLOW("(a == {1,})"), 24, "expected a value"},
		{ALLOW("(a == SID(QQ))"), 25, "no SID alias"},
		{ALLOW("(@Usr.a)"), 16, "expected @User."},
		{ALLOW("(@User.)"), 22, "the name of an attribute"},
		{ALLOW("(a%00b)"), 17, "four hexadecimal digits"},
		{ALLOW("(a%0000)"), 17, "the character 0"},
		{ALLOW("(a == \"\xff\")"), 22, "UTF-8"},
		{ALLOW("(Contains 1)"), 16, "needs an attribute before it"},
		{ALLOW("(Member_of {1})"), 27, "expected SID(...)"},
		{ALLOW("(Member_of a)"), 26, "expected SID(...)"},
		{ALLOW("(Exists 1)"), 23, "name of an attribute"},
		{"S:(RA;;;;;BA;(\"n\",TI,0))", 10, "SID is WD"},
		{"S:(RA;;;;;WD;(n,TI,0))", 14, "in double quotes"},
		{"S:(RA;;;;;WD;(\"\",TI,0))", 14, "has characters"},
		{"S:(RA;;;;;WD;(\"n\",TQ,0))", 18, "TI TU TS TD TX or TB"},
		{"S:(RA;;;;;WD;(\"n\",TU,0,-1))", 23, "a number from 0"},
		{"S:(RA;;;;;WD;(\"n\",TB,0,2))", 23, "0 or 1"},
		{"S:(RA;;;;;WD;(\"n\",TI,0x100000000))", 21, "32 bits"},
		{"S:(RA;;;;;WD;(\"n\",TS,0,\"%0000\"))", 23, "character 0"},
		{"S:(XA;;FR;;;WD;(a))", 3, "belongs in the DACL"},
	};
	struct kacs_diagnostic diagnostic;
	uint8_t *sd;
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		const char *text = cases[i].text;

		errno = 0;
		if (kacs_sddl_parse(text, strlen(text), NULL, &sd, &len,
				    &diagnostic) == 0)
			fail_msg("%s: parsed", text);
		assert_int_equal(errno, EINVAL);
		if (diagnostic.offset != cases[i].offset ||
		    !strstr(diagnostic.message, cases[i].message))
			fail_msg("%s: byte %zu: %s; expected byte %zu: %s",
				 text, diagnostic.offset, diagnostic.message,
				 cases[i].offset, cases[i].message);
	}
}

/* A descriptor with that bytecode behind "artx"; parsing it must fail. */
static void assert_bytes(const void *code, size_t code_len, int error,
			 size_t offset, const char *message)
{
	struct kacs_diagnostic diagnostic = {0};
	uint8_t sd[256] = {0};
	size_t len = DATA_OFFSET + 4 + ((code_len + 3) & ~(size_t)3);
	size_t filled;
	uint8_t *head = sd_of("D:(A;;FR;;;WD)", &filled);
	char *text;

	assert_int_equal(filled, DATA_OFFSET);
	memcpy(sd, head, filled);
	free(head);
	sd[22] = (uint8_t)(len - 20);
	sd[28] = 0x09;
	sd[30] = (uint8_t)(len - 28);
	memcpy(sd + DATA_OFFSET, "artx", 4);
	memcpy(sd + DATA_OFFSET + 4, code, code_len);
	errno = 0;
	if (kacs_sddl_format(sd, len, &text, NULL, &diagnostic) == 0)
		fail_msg("%s; expected: %s", text, message);
	if (errno != error || diagnostic.offset != DATA_OFFSET + 4 + offset ||
	    !strstr(diagnostic.message, message))
		fail_msg("%d, byte %zu: %s; expected %d, byte %zu: %s", errno,
			 diagnostic.offset, diagnostic.message, error,
			 DATA_OFFSET + 4 + offset, message);
}

#define A "\xf8\x02\0\0\0a\0"
#define ONE "\x04\x01\0\0\0\0\0\0\0\x03\x02"
#define BYTES(code, error, offset, message) \
	assert_bytes(code, sizeof(code) - 1, error, offset, message)

static void malformed_bytecode_names_the_byte(void **state)
{
	(void)state;
	BYTES("", EINVAL, 0, "it is empty");
	BYTES("\x80", EINVAL, 0, "without its operands");
	BYTES(A "\xa0", EINVAL, 7, "without its operands");
	BYTES(A A, EINVAL, 14, "values are left over");
	BYTES("\x20", EINVAL, 0, "unknown token");
	BYTES(A "\0\0" A, EINVAL, 9, "a token behind padding");
	BYTES("\xf8\x03\0\0\0abc", EINVAL, 1, "half a UTF-16 character");
	BYTES("\xf8\0\0\0\0", EINVAL, 1, "without a name");
	BYTES("\xf8\x02\0\0\0\0\0", EINVAL, 5, "the character 0");
	BYTES("\xf8\xff\xff\xff\xff", EINVAL, 1, "leads outside");
	BYTES(A "\x04\x01", EINVAL, 7, "an integer is cut off");
	BYTES(A "\x04\x01\0\0\0\0\0\0\0\x04\x02\x80", EINVAL, 16, "sign");
	BYTES(A "\x04\x01\0\0\0\0\0\0\0\x03\0\x80", EINVAL, 17, "base");
	BYTES(A "\x51\x04\0\0\0\x01\x01\0\0\x80", EINVAL, 12, "SID");
	BYTES(A "\x50\x07\0\0\0" A "\x80", EINVAL, 12, "no value in a list");
	BYTES(A "\x50\x02\0\0\0\x10\0\x80", EINVAL, 12, "cut off");
}

static void unsayable_bytecode_is_refused(void **state)
{
	(void)state;
	BYTES(ONE, ENOTSUP, 0, "a value by itself");
	BYTES(A ONE "\xa0", ENOTSUP, 18, "a value where a condition belongs");
	BYTES(ONE "\xa2", ENOTSUP, 11, "a value where a condition belongs");
	BYTES(ONE "\x87", ENOTSUP, 11, "Exists of what is no attribute");
	BYTES(A "\x89", ENOTSUP, 7, "membership in what are no SIDs");
	BYTES(A A "\x80" A "\x80", ENOTSUP, 22, "a relation of a result");
	BYTES(A "\x04\x01\0\0\0\0\0\0\0\x02\x02\x80", ENOTSUP, 16,
	      "contradicts");
	BYTES(A "\x01\x80\0\0\0\0\0\0\0\x03\x02\x80", ENOTSUP, 7,
	      "wider than its type");
}

static void other_callback_data_is_refused(void **state)
{
	struct kacs_diagnostic diagnostic;
	size_t len;
	uint8_t *sd = sd_of(ALLOW("(a)"), &len);
	char *text;

	(void)state;
	sd[DATA_OFFSET] = 'A';
	assert_int_equal(kacs_sddl_format(sd, len, &text, NULL, &diagnostic),
			 -1);
	assert_int_equal(errno, ENOTSUP);
	assert_int_equal(diagnostic.offset, DATA_OFFSET);
	free(sd);
}

/* @count times @open, @inner, @count times @close. */
static char *nested(size_t count, const char *open, const char *inner,
		    const char *close)
{
	size_t len = strlen(open) + strlen(close), i;
	char *text = malloc(count * len + 64), *end = text;

	assert_non_null(text);
	end += sprintf(end, "D:(XA;;FR;;;WD;(");
	for (i = 0; i < count; i++)
		end = stpcpy(end, open);
	end = stpcpy(end, inner);
	for (i = 0; i < count; i++)
		end = stpcpy(end, close);
	stpcpy(end, "))");
	return text;
}

static void nesting_needs_no_stack(void **state)
{
	char *text = nested(50000, "!(", "a", ")");

	(void)state;
	assert_returns(text);
	free(text);
}

static void values_at_once_are_limited(void **state)
{
	struct kacs_diagnostic diagnostic;
	char *text = nested(1022, "a || (", "a || b", ")");
	uint8_t *sd;
	size_t len;

	(void)state;
	assert_returns(text);
	free(text);
	text = nested(1023, "a || (", "a || b", ")");
	assert_int_equal(kacs_sddl_parse(text, strlen(text), NULL, &sd, &len,
					 &diagnostic),
			 -1);
	assert_non_null(strstr(diagnostic.message, "1024 values"));
	free(text);
	/* One after the other is no nesting. */
	text = nested(5000, "", "a", " || a");
	assert_returns(text);
	free(text);
}

static void lists_nest_32_deep(void **state)
{
	struct kacs_diagnostic diagnostic;
	char text[256];
	uint8_t *sd;
	size_t len;
	int depth;

	(void)state;
	for (depth = 32; depth <= 33; depth++) {
		char *end = text + sprintf(text, "D:(XA;;FR;;;WD;(a == ");

		memset(end, '{', (size_t)depth);
		memset(end + depth, '}', (size_t)depth);
		strcpy(end + 2 * depth, "))");
		if (depth == 32) {
			assert_returns(text);
			continue;
		}
		assert_int_equal(kacs_sddl_parse(text, strlen(text), NULL, &sd,
						 &len, &diagnostic),
				 -1);
		assert_int_equal(diagnostic.offset, 21 + 32);
	}
}

static void malformed_attributes_name_the_byte(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		size_t offset;
		const char *message;
	} cases[] = {
		{4, 4, 4, "type is not supported"}, {12, 9, 12, "ends inside"},
		{0, 200, 0, "or outside"},	    {16, 33, 16, "or outside"},
		{24, 200, 24, "or outside"},	    {0, 22, 0, "no name"},
	};
	struct kacs_diagnostic diagnostic;
	uint8_t *sd;
	size_t i, len;
	char *text;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		sd = sd_of("S:(RA;;;;;WD;(\"n\",TS,0x2,\"vw\"))", &len);
		sd[DATA_OFFSET + cases[i].at] = cases[i].value;
		if (kacs_sddl_format(sd, len, &text, NULL, &diagnostic) == 0)
			fail_msg("%s", text);
		assert_int_equal(errno, EINVAL);
		if (!strstr(diagnostic.message, cases[i].message))
			fail_msg("%s; expected %s", diagnostic.message,
				 cases[i].message);
		assert_int_equal(diagnostic.offset,
				 DATA_OFFSET + cases[i].offset);
		free(sd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canonical_conditions_come_back),
		cmocka_unit_test(other_conditions_mean_the_same),
		cmocka_unit_test(attributes_come_back),
		cmocka_unit_test(bytecode_is_that_of_the_reference),
		cmocka_unit_test(an_attribute_is_a_claim_entry),
		cmocka_unit_test(bad_text_names_the_byte),
		cmocka_unit_test(malformed_bytecode_names_the_byte),
		cmocka_unit_test(unsayable_bytecode_is_refused),
		cmocka_unit_test(other_callback_data_is_refused),
		cmocka_unit_test(nesting_needs_no_stack),
		cmocka_unit_test(values_at_once_are_limited),
		cmocka_unit_test(lists_nest_32_deep),
		cmocka_unit_test(malformed_attributes_name_the_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
