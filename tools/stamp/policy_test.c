// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* usage: stamp_policy_test POLICY: the one of the image */
#include "descriptor.h"
#include "policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const char *image_policy;

/* Read a policy from text; what it says on stderr goes to @messages. */
static int read_text(struct policy *policy, const char *text, char *messages,
		     size_t room)
{
	FILE *file = fmemopen((void *)text, strlen(text), "r");
	FILE *said = tmpfile();
	int kept = dup(STDERR_FILENO);
	int status;
	size_t len;

	assert_non_null(file);
	assert_non_null(said);
	fflush(stderr);
	dup2(fileno(said), STDERR_FILENO);
	status = policy_read(policy, file, "p");
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	rewind(said);
	len = fread(messages, 1, room - 1, said);
	messages[len] = '\0';
	fclose(said);
	fclose(file);
	return status;
}

static void read_good(struct policy *policy, const char *text)
{
	char messages[512];

	assert_int_equal(read_text(policy, text, messages, sizeof(messages)),
			 0);
	assert_string_equal(messages, "");
}

static void assert_complains(const char *text, const char *expected)
{
	char messages[512];
	struct policy policy;

	assert_int_equal(read_text(&policy, text, messages, sizeof(messages)),
			 -1);
	policy_free(&policy);
	if (!strstr(messages, expected))
		print_error("expected '%s' in '%s'\n", expected, messages);
	assert_non_null(strstr(messages, expected));
}

static void assert_line(const struct policy *policy, const char *path,
			bool directory, unsigned int line)
{
	const struct policy_rule *rule = policy_find(policy, path, directory);

	assert_int_equal(rule ? rule->line : 0, line);
}

static void last_matching_line_decides(void **state)
{
	struct policy policy;

	(void)state;
	read_good(&policy, "/a* D:P(A;;FA;;;SY)\n"
			   "/ab D:P(A;;FA;;;BA)\n"
			   "/*b D:P(A;;FA;;;WD)\n");
	assert_line(&policy, "/a", false, 1);
	assert_line(&policy, "/ab", false, 3);
	assert_line(&policy, "/c", false, 0);
	policy_free(&policy);
}

static void star_stays_within_a_directory(void **state)
{
	struct policy policy;

	(void)state;
	read_good(&policy, "/home/* D:P(A;;FA;;;SY)\n");
	assert_line(&policy, "/home/alice", true, 1);
	assert_line(&policy, "/home/alice/file", false, 0);
	assert_line(&policy, "/home", true, 0);
	policy_free(&policy);
}

static void trailing_slash_means_directory(void **state)
{
	struct policy policy;

	(void)state;
	read_good(&policy, "/ D:P(A;;FA;;;SY)\n/x/ D:P(A;;FA;;;SY)\n");
	assert_line(&policy, "/", true, 1);
	assert_line(&policy, "/x", true, 2);
	assert_line(&policy, "/x", false, 0);
	policy_free(&policy);
}

static void names_are_replaced_within_names_too(void **state)
{
	struct policy policy;
	const struct policy_rule *rule;
	char *text;

	(void)state;
	read_good(&policy, "# comment\n"
			   "let WHO = S-1-5-21-1-2-3-1001\n"
			   "let ALL = (A;;FA;;;${WHO})\n"
			   "\n"
			   "  /x  O:${WHO} D:P ${ALL}\n");
	rule = policy_find(&policy, "/x", false);
	assert_non_null(rule);
	text = descriptor_to_sddl(rule->sd, rule->sd_len);
	assert_non_null(text);
	assert_string_equal(text, "O:S-1-5-21-1-2-3-1001"
				  "D:P(A;;FA;;;S-1-5-21-1-2-3-1001)");
	free(text);
	policy_free(&policy);
}

static void mistakes_are_reported_with_their_line(void **state)
{
	(void)state;
	assert_complains("\n/x D:P(A;;FA;;;QQ)\n", "p:2: ");
	assert_complains("/x\n", "p:1: expected 'PATH SDDL'");
	assert_complains("x D:P\n", "p:1: expected an absolute path");
	assert_complains("/x D:P${NO}\n", "p:1: unknown name ${NO}");
	assert_complains("/x D:P${NO\n", "p:1: '${' without '}'");
	assert_complains("let A = 1\nlet A = 2\n", "p:2: A is defined twice");
	assert_complains("let A 1\n", "p:1: expected 'let NAME = TEXT'");
	assert_complains("let 1A = 1\n", "p:1: expected 'let NAME = TEXT'");
	assert_complains("# nothing\n", "the policy has no rule");
}

static void every_mistake_is_reported_at_once(void **state)
{
	char messages[512];
	struct policy policy;

	(void)state;
	assert_int_equal(
		read_text(&policy, "x\n/y\n", messages, sizeof(messages)), -1);
	policy_free(&policy);
	assert_non_null(strstr(messages, "p:1: "));
	assert_non_null(strstr(messages, "p:2: "));
}

static void policy_of_the_image_is_well_formed(void **state)
{
	FILE *file = fopen(image_policy, "re");
	struct policy policy;

	(void)state;
	assert_non_null(file);
	assert_int_equal(policy_read(&policy, file, image_policy), 0);
	fclose(file);
	assert_non_null(policy_find(&policy, "/", true));
	assert_non_null(policy_find(&policy, "/etc/shadow", false));
	assert_non_null(policy_find(&policy, "/srv/plans", true));
	policy_free(&policy);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(last_matching_line_decides),
		cmocka_unit_test(star_stays_within_a_directory),
		cmocka_unit_test(trailing_slash_means_directory),
		cmocka_unit_test(names_are_replaced_within_names_too),
		cmocka_unit_test(mistakes_are_reported_with_their_line),
		cmocka_unit_test(every_mistake_is_reported_at_once),
		cmocka_unit_test(policy_of_the_image_is_well_formed),
	};

	if (argc != 2) {
		fputs("usage: stamp_policy_test POLICY\n", stderr);
		return 2;
	}
	image_policy = argv[1];

	return cmocka_run_group_tests(tests, NULL, NULL);
}
