// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Integrity levels: PSD-004 10.3, 11.6.
 */
#include "guest.h"

#define FULL "O:SYG:SYD:(A;;FA;;;BU)"
#define LABEL KACS_LABEL_SECURITY_INFORMATION

static int low, high, lawless;

static void labelled(const char *path, const char *sacl)
{
	make_file(path, FULL);
	if (sacl)
		give_sd(path, sacl);
}

static void test_no_write_up(void)
{
	labelled("high", "S:(ML;;NW;;;HI)");
	tap_as(alice, open("high", O_RDONLY), 0, "no_write_up_leaves_reading");
	must(chmod("high", 0755));
	tap_as(alice, access("high", X_OK), 0, "no_write_up_leaves_executing");
	tap_as(alice, open("high", O_WRONLY), EACCES,
	       "no_write_up_refuses_writing");
	tap_as(alice, open("high", O_WRONLY | O_APPEND), EACCES,
	       "no_write_up_refuses_appending");
	tap_as(alice, chmod("high", 0700), EACCES,
	       "no_write_up_refuses_write_dac");
	tap_as(alice, unlink("high"), EACCES, "no_write_up_refuses_delete");
	tap_as(alice, truncate("high", 0), EACCES,
	       "no_write_up_refuses_truncation");
	tap_as(high, open("high", O_RDWR), 0, "same_level_dominates");
	tap_as(low, open("high", O_RDONLY), 0,
	       "no_write_up_leaves_reading_to_the_lowest");
	tap_as(lawless, open("high", O_RDWR), 0,
	       "token_without_the_policy_is_not_held_to_it");
	labelled("low", "S:(ML;;NW;;;LW)");
	tap_as(low, open("low", O_RDWR), 0, "low_writes_low");
	tap_as(alice, open("low", O_RDWR), 0, "medium_writes_low");
}

static void test_unlabelled(void)
{
	labelled("unlabelled", NULL);
	tap_as(low, open("unlabelled", O_RDONLY), 0,
	       "low_reads_what_is_not_labelled");
	tap_as(low, open("unlabelled", O_RDWR), EACCES,
	       "low_does_not_write_what_is_not_labelled");
	tap_as(alice, open("unlabelled", O_RDWR), 0,
	       "medium_writes_what_is_not_labelled");
}

static void test_other_policies(void)
{
	labelled("no_read", "S:(ML;;NRNW;;;HI)");
	tap_as(alice, open("no_read", O_RDONLY), EACCES,
	       "no_read_up_refuses_reading");
	tap_as(high, open("no_read", O_RDONLY), 0,
	       "no_read_up_is_nothing_to_the_same_level");
	labelled("no_execute", "S:(ML;;NXNW;;;HI)");
	must(chmod("no_execute", 0755));
	tap_as(alice, access("no_execute", X_OK), EACCES,
	       "no_execute_up_refuses_executing");
	tap_as(alice, access("no_execute", R_OK), 0,
	       "no_execute_up_leaves_reading");
}

static void test_which_label(void)
{
	labelled("first", "S:(ML;;NW;;;LW)(ML;;NW;;;SI)");
	tap_as(alice, open("first", O_RDWR), 0, "first_label_counts");
	labelled("inherit_only", "S:(ML;OIIO;NW;;;SI)(ML;;NW;;;LW)");
	tap_as(low, open("inherit_only", O_RDWR), 0,
	       "inherit_only_label_does_not_count");
}

static void test_directories(void)
{
	make_directory("high_directory", FULL);
	give_sd("high_directory", "S:(ML;;NW;;;HI)");
	tap_as(alice, open("high_directory/x", O_WRONLY | O_CREAT, 0600),
	       EACCES, "no_write_up_refuses_making_files");
	tap_as(alice, mkdir("high_directory/x", 0700), EACCES,
	       "no_write_up_refuses_making_directories");
	tap_as(alice, chdir("high_directory"), 0,
	       "no_write_up_leaves_traversal");
}

static void test_privileges(void)
{
	int backup = token_for(.privileges = SE(BACKUP));
	int owner = token_for(.privileges = SE(TAKE_OWNERSHIP));

	tap_as(backup, open("no_read", O_RDONLY), 0,
	       "integrity_does_not_take_back_what_a_privilege_gave");
	give_sd("high", "D:");
	tap_as(owner, set_sd("high", "O:" ALICE), EACCES,
	       "take_ownership_does_not_pass_no_write_up");
	give_sd("high", "D:(A;;FA;;;BU)");
	close(backup);
	close(owner);
}

static int set_label(const char *path, const char *sacl)
{
	size_t len;
	uint8_t *sd = sd_bytes(sacl, &len);

	return kacs_sys_set_sd(AT_FDCWD, path, LABEL, sd, (uint32_t)len, 0);
}

static void test_relabel(void)
{
	int relabel = token_for(.privileges = SE(RELABEL));

	labelled("relabel", "S:(ML;;NW;;;HI)");
	tap_as(alice, set_label("relabel", "S:(ML;;NW;;;LW)"), EACCES,
	       "no_write_up_refuses_relabelling");
	tap_as(relabel, set_label("relabel", "S:(ML;;NW;;;LW)"), 0,
	       "relabel_privilege_lets_write_owner_pass");
	tap_str(sd_text("relabel", LABEL), "S:(ML;;NW;;;LW)",
		"relabelled_file_has_the_label");
	tap_as(low, set_label("relabel", "S:(ML;;NW;;;ME)"), EPERM,
	       "label_above_the_own_level_is_refused");
	tap_as(relabel, set_label("relabel", "S:(ML;;NW;;;SI)"), 0,
	       "relabel_privilege_gives_any_label");
	close(relabel);
}

/* A handle is decided when it is opened. */
static int write_after_labelling(void)
{
	int fd = open("raised", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || set_label("raised", "S:(ML;;NW;;;ME)"))
		return (int)OPEN_FAILED();
	return (int)write(fd, "x", 1);
}

static void test_handles(void)
{
	labelled("raised", "S:(ML;;NW;;;LW)");
	tap_as(alice, write_after_labelling(), 0,
	       "handle_survives_a_new_label");
	tap_as(low, open("raised", O_WRONLY), EACCES,
	       "new_label_decides_new_opens");
}

int main(void)
{
	meet_people("integrity");
	low = token_for(.integrity = "low");
	high = token_for(.integrity = "high");
	lawless = token_for(.integrity = "low",
			    .more = "\"mandatory_policy\":[]");
	test_no_write_up();
	test_unlabelled();
	test_other_policies();
	test_which_label();
	test_directories();
	test_privileges();
	test_relabel();
	test_handles();
	return tap_done();
}
