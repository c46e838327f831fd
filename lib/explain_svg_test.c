// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Explanations as pictures. */
#include "unit_test.h"

#include <unistd.h>

#define ALICE                                         \
	"{\"user\": \"" SID_ALICE "\", \"groups\": [" \
	"{\"sid\": \"BU\"}, {\"sid\": \"WD\"}]"

static char *picture_of(const char *token, const char *sddl, uint32_t desired,
			const struct kacs_principals *principals)
{
	struct kacs_question question = {
		.size = sizeof(question),
		.desired = desired,
		.object_type = KACS_OBJECT_FILE,
	};
	struct kacs_explanation *explanation;
	uint8_t *spec, *sd = sd_of(sddl, &question.sd_len);
	struct kacs_diagnostic diagnostic;
	char *svg;

	if (kacs_token_from_json(token, strlen(token), &spec,
				 &question.token_len, &diagnostic) < 0)
		fail_msg("%s: %s", diagnostic.path, diagnostic.message);
	question.token = spec;
	question.sd = sd;
	explanation = kacs_explain(&question, principals, NULL);
	assert_non_null(explanation);
	svg = kacs_explanation_svg(explanation);
	assert_non_null(svg);
	kacs_explanation_free(explanation);
	free(spec);
	free(sd);
	return svg;
}

static size_t count(const char *text, const char *part)
{
	size_t found = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		found++;
	return found;
}

static void assert_has(const char *svg, const char *part)
{
	if (!strstr(svg, part))
		fail_msg("no %s in:\n%s", part, svg);
}

/*
 * Every element that is opened is closed, in its order, and nothing but
 * entities stands behind an ampersand.
 */
static void assert_well_formed(const char *svg)
{
	char open[64][32];
	size_t depth = 0, len;
	const char *at = svg;

	while ((at = strpbrk(at, "<&"))) {
		const char *end = strchr(at, *at == '<' ? '>' : ';');

		assert_non_null(end);
		if (*at == '&') {
			assert_true(end - at <= 5);
		} else if (at[1] == '/') {
			assert_true(depth > 0);
			len = (size_t)(end - at) - 2;
			depth--;
			assert_int_equal(strlen(open[depth]), len);
			assert_memory_equal(open[depth], at + 2, len);
		} else if (end[-1] != '/') {
			len = strcspn(at + 1, " >");
			assert_true(depth < 64 && len < 32);
			memcpy(open[depth], at + 1, len);
			open[depth++][len] = '\0';
		}
		at = end + 1;
	}
	assert_int_equal(depth, 0);
}

static void each_right_has_a_lane_and_each_step_a_row(void **state)
{
	static const char *const steps[] = {
		">1 gate<",	 ">2 mapping<",	   ">3 privileges<",
		">4 integrity<", ">5 trust<",	   ">6 DACL<",
		">7 ownership<", ">8 restricted<", ">9 confinement<",
		">10 policy<",	 ">12 audit<",	   ">13 result<",
	};
	char *svg =
		picture_of(ALICE "}",
			   "O:SYD:(D;;DC;;;WD)(A;;FA;;;SY)(A;;FA;;;BU)",
			   KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA, NULL);
	const char *at = svg, *next;
	size_t i;

	(void)state;
	assert_well_formed(svg);
	for (i = 0; i < COUNT(steps); i++) {
		next = strstr(at, steps[i]);
		if (!next)
			fail_msg("no %s behind the one before", steps[i]);
		at = next;
	}
	assert_int_equal(count(svg, "class=\"right\""), 2);
	assert_has(svg, ">FILE_READ_DATA<");
	assert_has(svg, ">FILE_WRITE_DATA<");
	assert_has(svg, "<title>" SID_ALICE " may not read, write</title>");
	assert_has(svg, ">denied<");
	assert_has(svg, ">(D;;DC;;;WD)<");
	assert_has(svg, ">(A;;FA;;;BU)<");
	assert_has(svg, ">1 ACE has no part<");
	assert_has(svg, ">without ACE 0<");
	free(svg);
}

/* Of each lane: what it is before, and what becomes of it. */
static void lanes_change_their_state(void **state)
{
	char *svg = picture_of(
		ALICE ", \"restricted_sids\": [{\"sid\": \"RC\"}]}",
		"O:SYD:(D;;DC;;;WD)(A;;CC;;;BU)(A;;LC;;;BU)(A;;LC;;;RC)",
		KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA |
			KACS_FILE_APPEND_DATA,
		NULL);

	(void)state;
	assert_well_formed(svg);
	assert_int_not_equal(count(svg, "class=\"lane open\""), 0);
	assert_int_not_equal(count(svg, "class=\"lane granted\""), 0);
	assert_int_not_equal(count(svg, "class=\"lane denied\""), 0);
	assert_int_not_equal(count(svg, "class=\"lane removed\""), 0);
	/* The second look confirms one right. */
	assert_int_not_equal(count(svg, "class=\"yes inner\""), 1);
	free(svg);
}

static void conditions_have_their_value(void **state)
{
	char *svg = picture_of(ALICE "}",
			       "O:SYD:(XA;;FR;;;BU;(@User.a < 3 && b > 1))",
			       KACS_FILE_READ_DATA, NULL);

	(void)state;
	assert_well_formed(svg);
	assert_has(svg, ">(XA;;FR;;;BU;(@User.a &lt; 3 &amp;&amp; b &gt; 1))<");
	assert_has(svg, "@User.a (absent) &lt; 3: unknown; b (absent) &gt; 1: "
			"unknown; whole: unknown<");
	free(svg);
}

static void names_cannot_leave_their_text(void **state)
{
	static const char line[] = "</text>&\"\x01\xff\t" SID_ALICE "\n";
	struct kacs_principals *principals;
	char path[] = "/tmp/principals.XXXXXX", *svg;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, line, sizeof(line) - 1), sizeof(line) - 1);
	close(fd);
	principals = kacs_principals_load(path, NULL);
	unlink(path);
	/* The table may refuse it: then the picture never sees it. */
	svg = picture_of(ALICE "}", "O:SYD:(A;;FR;;;BU)", KACS_FILE_READ_DATA,
			 principals);
	assert_well_formed(svg);
	assert_int_equal(count(svg, "\x01"), 0);
	assert_int_equal(count(svg, "\xff"), 0);
	free(svg);
	kacs_principals_free(principals);
}

static void markup_in_a_condition_is_text(void **state)
{
	char *svg =
		picture_of(ALICE "}",
			   "O:SYD:(XA;;FR;;;BU;(a == \"</text><script>&\"))",
			   KACS_FILE_READ_DATA, NULL);

	(void)state;
	assert_well_formed(svg);
	assert_int_equal(count(svg, "<script>"), 0);
	assert_has(svg, "&lt;script&gt;");
	free(svg);
}

static void the_same_explanation_makes_the_same_picture(void **state)
{
	static const char sddl[] = "O:SYD:(D;;DC;;;WD)(A;;FA;;;BU)";
	char *first = picture_of(ALICE "}", sddl, KACS_MAXIMUM_ALLOWED, NULL);
	char *second = picture_of(ALICE "}", sddl, KACS_MAXIMUM_ALLOWED, NULL);

	(void)state;
	assert_well_formed(first);
	assert_string_equal(first, second);
	assert_has(first, ">allowed<");
	free(first);
	free(second);
}

static void a_gate_that_is_shut_refuses_every_lane(void **state)
{
	char *svg =
		picture_of(ALICE "}", "D:(A;;FA;;;WD)",
			   KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA, NULL);

	(void)state;
	assert_well_formed(svg);
	assert_has(svg, ">the descriptor has no owner<");
	assert_int_equal(count(svg, "class=\"lane granted\""), 1);
	free(svg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_right_has_a_lane_and_each_step_a_row),
		cmocka_unit_test(lanes_change_their_state),
		cmocka_unit_test(conditions_have_their_value),
		cmocka_unit_test(names_cannot_leave_their_text),
		cmocka_unit_test(markup_in_a_condition_is_text),
		cmocka_unit_test(the_same_explanation_makes_the_same_picture),
		cmocka_unit_test(a_gate_that_is_shut_refuses_every_lane),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
