// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs_get_sd, kacs_set_sd and kacs_get_denial. PSD-004 11.6, 13.1.
 */
#include <sys/syscall.h>
#include <sys/wait.h>
#include "guest.h"

/* Enough to tell one object an inode from one for all. */
#define FILES 1000

#define OWNER KACS_OWNER_SECURITY_INFORMATION
#define GROUP_ KACS_GROUP_SECURITY_INFORMATION
#define DACL KACS_DACL_SECURITY_INFORMATION
#define SACL KACS_SACL_SECURITY_INFORMATION
#define LABEL KACS_LABEL_SECURITY_INFORMATION

static char buffer[70000];

static long get(int fd, const char *path, uint32_t info, uint32_t flags)
{
	return kacs_sys_get_sd(fd, path, info, buffer, sizeof(buffer), flags);
}

static long set(int fd, const char *path, uint32_t info, const char *sddl,
		uint32_t flags)
{
	size_t len;
	uint8_t *sd = sd_bytes(sddl, &len);
	long r = kacs_sys_set_sd(fd, path, info, sd, (uint32_t)len, flags);
	int saved = errno;

	free(sd);
	errno = saved;
	return r;
}

static void test_get(void)
{
	long size;

	make_file("f", "O:" ALICE "G:BUD:(A;;0x3;;;" BOB ")S:(ML;;NW;;;LW)");
	size = kacs_sys_get_sd(AT_FDCWD, "f", OGD, NULL, 0, 0);
	tap_ok(size > 20, "probe_tells_the_size");
	memset(buffer, 0x55, sizeof(buffer));
	tap_eq(kacs_sys_get_sd(AT_FDCWD, "f", OGD, buffer, (uint32_t)size - 1,
			       0),
	       size, "short_buffer_tells_the_size");
	tap_ok(buffer[0] == 0x55, "short_buffer_is_not_written");
	tap_eq(kacs_sys_get_sd(AT_FDCWD, "f", OGD, buffer, (uint32_t)size, 0),
	       size, "exact_buffer");
	tap_ok(buffer[0] == 1, "exact_buffer_is_written");
	tap_str(sd_text("f", OWNER), "O:" ALICE, "owner_alone");
	tap_str(sd_text("f", LABEL), "S:(ML;;NW;;;LW)", "label_alone");
	tap_as(alice, get(AT_FDCWD, "f", OGD, 0), 0,
	       "owner_reads_its_descriptor");
	tap_as(bob, get(AT_FDCWD, "f", OGD, 0), EACCES,
	       "others_need_read_control");
	tap_as(alice, get(AT_FDCWD, "f", SACL, 0), EACCES,
	       "sacl_needs_system_security");
	tap_as(token_for(.privileges = SE(SECURITY)),
	       get(AT_FDCWD, "f", SACL, 0), 0,
	       "security_privilege_reads_the_sacl");

	give_sd("f", "O:" ALICE "G:BUD:(A;;0x20083;;;" BOB
		     ")(A;;0x81;;;" MALLORY ")");
	tap_as(bob, with_open("f", O_RDONLY, get(fd, "", OGD, AT_EMPTY_PATH)),
	       0, "handle_with_read_control");
	tap_as(mallory,
	       with_open("f", O_RDONLY, get(fd, "", OGD, AT_EMPTY_PATH)),
	       EACCES, "handle_without_read_control");
	tap_as(mallory, with_open("f", O_PATH, get(fd, "", OGD, AT_EMPTY_PATH)),
	       EACCES, "o_path_checks_live");
	tap_as(bob, with_open("f", O_PATH, get(fd, "", OGD, AT_EMPTY_PATH)), 0,
	       "o_path_checks_live_and_allows");
	tap_as(bob, with_open("f", O_PATH, get(fd, NULL, OGD, AT_EMPTY_PATH)),
	       0, "null_is_an_empty_path");

	must(symlink("f", "l"));
	tap_errno(get(AT_FDCWD, "l", OGD, AT_SYMLINK_NOFOLLOW), 0,
		  "a_link_has_a_descriptor");
	tap_errno(set(AT_FDCWD, "l", DACL, "D:(A;;FA;;;SY)",
		      AT_SYMLINK_NOFOLLOW),
		  0, "a_link_gets_a_descriptor");
	tap_str(sd_text("f", DACL),
		"D:(A;;CCDCLORC;;;" BOB ")(A;;CCLO;;;" MALLORY ")",
		"the_file_behind_a_link_keeps_its_own");
}

static void test_set(void)
{
	int restore = token_for(.user = BOB, .privileges = SE(RESTORE));
	int take = token_for(.user = BOB, .privileges = SE(TAKE_OWNERSHIP));
	int relabel = token_for(.user = ALICE, .privileges = SE(RELABEL));
	int low = token_for(.user = ALICE, .integrity = "low");
	int owners = token_for(.user = ALICE,
			       .groups = GROUP_WITH(CONTRACTORS,
						    "\"enabled\",\"owner\""));
	uint8_t *sd;
	size_t len, i;

	make_file("s", "O:" ALICE "G:BUD:(A;;FA;;;SY)");
	sd = sd_bytes("D:(A;;FA;;;BU)", &len);
	for (i = 0; i < len; i++) {
		if (kacs_sys_set_sd(AT_FDCWD, "s", DACL, sd, (uint32_t)i, 0) !=
			    -1 ||
		    errno != EINVAL)
			break;
	}
	tap_eq(i, len, "every_cut_input_is_refused");
	free(sd);
	tap_str(sd_text("s", DACL), "D:(A;;FA;;;SY)",
		"refused_input_changes_nothing");

	tap_as(bob, set(AT_FDCWD, "s", DACL, "D:(A;;FA;;;" BOB ")", 0), EACCES,
	       "dacl_needs_write_dac");
	tap_as(alice,
	       set(AT_FDCWD, "s", DACL,
		   "D:(A;;0x20000;;;" BOB ")(A;;0xc0000;;;" ALICE ")", 0),
	       0, "owner_writes_the_dacl");
	tap_as(alice, set(AT_FDCWD, "s", OWNER, "O:" BOB, 0), EPERM,
	       "owner_is_not_given_away");
	tap_as(owners, set(AT_FDCWD, "s", OWNER, "O:" CONTRACTORS, 0), 0,
	       "owner_group_may_be_set");
	tap_as(bob, set(AT_FDCWD, "s", OWNER, "O:" BOB, 0), EACCES,
	       "owner_needs_write_owner");
	tap_as(take, set(AT_FDCWD, "s", OWNER, "O:" BOB, 0), 0,
	       "take_ownership_takes");
	tap_str(sd_text("s", OWNER), "O:" BOB, "taken");
	tap_as(restore, set(AT_FDCWD, "s", OWNER, "O:" ALICE, 0), 0,
	       "restore_gives_to_anybody");
	tap_str(sd_text("s", OGD),
		"O:" ALICE "G:BUD:(A;;RC;;;" BOB ")(A;;WDWO;;;" ALICE ")",
		"others_are_kept");
	tap_as(alice, set(AT_FDCWD, "s", GROUP_, "G:SY", 0), 0,
	       "any_group_may_be_set");
	tap_as(alice, set(AT_FDCWD, "s", LABEL, "S:(ML;;NW;;;HI)", 0), EPERM,
	       "label_above_the_own");
	tap_as(alice, set(AT_FDCWD, "s", LABEL, "S:(ML;;NW;;;LW)", 0), 0,
	       "label_below_the_own");
	tap_as(low, set(AT_FDCWD, "s", LABEL, "D:(A;;FA;;;BU)", 0), EPERM,
	       "removing_a_low_label_raises");
	tap_as(low, set(AT_FDCWD, "s", DACL, "D:(A;;FA;;;" ALICE ")", 0), 0,
	       "low_writes_low");
	tap_as(relabel, set(AT_FDCWD, "s", LABEL, "S:(ML;;NW;;;HI)", 0), 0,
	       "relabel_lifts_the_rule");
	tap_as(alice, set(AT_FDCWD, "s", DACL, "D:(A;;FA;;;BU)", 0), EACCES,
	       "mic_protects_the_dacl");
	tap_errno(set(AT_FDCWD, "s", LABEL, "D:(A;;FA;;;BU)", 0), 0,
		  "label_is_removed");
	tap_as(alice, set(AT_FDCWD, "s", SACL, "S:(AU;SA;FA;;;WD)", 0), EACCES,
	       "sacl_needs_system_security_to_set");
	tap_errno(set(AT_FDCWD, "s", SACL, "S:(AU;SA;FA;;;WD)", 0), 0,
		  "sacl_is_set");

	/* By handle: the cached mask, no privilege. */
	give_sd("s", "O:" ALICE "G:BUD:(A;;0x401ff;;;" BOB ")(A;;FA;;;SY)");
	tap_as(bob,
	       with_open("s", O_RDONLY,
			 set(fd, "", DACL,
			     "D:(A;;0x401ff;;;" BOB ")(A;;FA;;;SY)",
			     AT_EMPTY_PATH)),
	       0, "handle_with_write_dac");
	tap_as(bob,
	       with_open("s", O_RDONLY,
			 set(fd, "", OWNER, "O:" BOB, AT_EMPTY_PATH)),
	       EACCES, "handle_without_write_owner");
	give_sd("s", "O:" ALICE "G:BUD:(A;;0x81;;;" BOB ")(A;;FA;;;SY)");
	tap_as(restore,
	       with_open("s", O_PATH,
			 set(fd, "", DACL, "D:(A;;0x81;;;" BOB ")(A;;FA;;;SY)",
			     AT_EMPTY_PATH)),
	       0, "o_path_takes_restore");
}

static void test_process_and_token(void)
{
	int self = (int)must(syscall(SYS_pidfd_open, getpid(), 0));
	int token;

	tap_errno(get(self, "", OGD, AT_EMPTY_PATH), 0, "process_descriptor");
	tap_errno(set(self, "", DACL, "D:(A;;GA;;;SY)(A;;0x400;;;" ALICE ")",
		      AT_EMPTY_PATH),
		  0, "process_descriptor_is_set");
	tap_str(sd_text_at(self, "", DACL, AT_EMPTY_PATH),
		"D:(A;;GA;;;SY)(A;;0x400;;;" ALICE ")",
		"process_descriptor_is_read");
	tap_as(alice, get(self, "", OGD, AT_EMPTY_PATH), EACCES,
	       "process_needs_read_control");
	tap_as(alice,
	       get((int)syscall(SYS_pidfd_open, getpid(), 0), "", OGD,
		   AT_EMPTY_PATH),
	       0, "own_process");
	token = alice;
	tap_errno(get(token, "", OGD, AT_EMPTY_PATH), 0, "token_descriptor");
	tap_as(bob, get(token, "", OGD, AT_EMPTY_PATH), EACCES,
	       "token_needs_read_control");
	token = token_for(.user = ALICE);
	tap_errno(set(token, "", DACL, "D:(A;;GA;;;" BOB ")(A;;GA;;;SY)",
		      AT_EMPTY_PATH),
		  0, "token_descriptor_is_set");
	tap_as(bob, get(token, "", OGD, AT_EMPTY_PATH), 0,
	       "token_descriptor_decides");
}

static void test_denial(void)
{
	struct kacs_denial *denial = (void *)buffer;
	pid_t child;
	long size;
	int pipefd[2];

	make_file("d", "O:SYG:SYD:(A;;0x20081;;;BU)(D;;0x2;;;" CONTRACTORS ")");
	child = as_fork(mallory);
	if (!child) {
		int bad = 0;

		bad |= kacs_sys_get_denial(-1, denial, sizeof(buffer), 2) !=
					       -1 ||
				       errno != EINVAL
			       ? 1
			       : 0;
		kacs_sys_get_denial(-1, denial, sizeof(buffer), 1);
		bad |= kacs_sys_get_denial(-1, denial, sizeof(buffer), 0) !=
					       -1 ||
				       errno != ENODATA
			       ? 2
			       : 0;
		open("d", O_WRONLY);
		size = kacs_sys_get_denial(-1, NULL, 0, 0);
		bad |= size < (long)sizeof(*denial) ? 4 : 0;
		bad |= kacs_sys_get_denial(-1, (void *)8, sizeof(buffer), 1) !=
					       -1 ||
				       errno != EFAULT
			       ? 8
			       : 0;
		bad |= kacs_sys_get_denial(-1, denial, sizeof(buffer), 1) !=
				       size
			       ? 16
			       : 0;
		bad |= denial->version != KACS_DENIAL_VERSION ||
				       denial->size != size ||
				       denial->step != KACS_STEP_DACL ||
				       denial->pid != getpid() ||
				       strcmp(denial->name, "d") ||
				       !denial->sd_len ||
				       denial->token_offset +
						       denial->token_len !=
					       denial->size
			       ? 32
			       : 0;
		bad |= kacs_sys_get_denial(-1, denial, sizeof(buffer), 0) !=
					       -1 ||
				       errno != ENODATA
			       ? 64
			       : 0;
		_exit(bad);
	}
	int status;
	waitpid(child, &status, 0);
	tap_eq(status, 0, "a_thread_reads_its_denial");

	must(pipe(pipefd));
	child = as_fork(mallory);
	if (!child) {
		open("d", O_WRONLY);
		close(pipefd[1]);
		pause();
	}
	close(pipefd[1]);
	read(pipefd[0], buffer, 1);
	int pidfd = (int)must(syscall(SYS_pidfd_open, child, 0));
	tap_errno(kacs_sys_get_denial(pidfd, denial, sizeof(buffer), 0), 0,
		  "who_may_query_reads_it");
	tap_eq(denial->pid, child, "whose_it_was");
	tap_errno(kacs_sys_get_denial(pidfd, denial, sizeof(buffer), 1), EINVAL,
		  "nobody_else_clears_it");
	tap_as(bob, kacs_sys_get_denial(pidfd, denial, sizeof(buffer), 0),
	       EACCES, "others_do_not");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static long stat_value(const char *name)
{
	FILE *file = fopen("/sys/kernel/security/kacs/stats", "re");
	char key[64];
	long value = -1, found = -1;

	while (file && fscanf(file, "%63s %ld", key, &value) == 2) {
		if (strcmp(key, name) == 0)
			found = value;
	}
	if (file)
		fclose(file);
	return found;
}

static void test_sharing(void)
{
	long before;
	int i;

	make_directory("many", "O:SYG:SYD:(A;OICI;FA;;;SY)");
	make_file("many/first", "O:SYG:SYD:(A;;FA;;;SY)");
	before = stat_value("sd_objects");
	for (i = 0; i < FILES; i++) {
		char name[32];

		snprintf(name, sizeof(name), "many/%d", i);
		must(close((int)must(open(name, O_CREAT | O_WRONLY, 0600))));
	}
	tap_ok(stat_value("sd_objects") <= before + 1,
	       "inodes_with_one_descriptor_share_one_object");
}

static void test_inspect(void)
{
	const char *sessions = "/sys/kernel/security/kacs/sessions";
	char user[256], line[512] = "";
	FILE *file = fopen(sessions, "re");

	tap_ok(file && fgets(line, sizeof(line), file) &&
		       sscanf(line, "session_id=0 user_sid=%255s logon_type=5 ",
			      user) == 1,
	       "sessions_are_listed");
	tap_str(user, "010100000000000512000000", "session_0_is_systems");
	if (file)
		fclose(file);
	tap_as(alice, open(sessions, O_RDONLY), EACCES,
	       "sessions_are_for_administrators");
	tap_as(carol, open(sessions, O_RDONLY), 0,
	       "administrators_list_sessions");
	tap_as(alice, open("/sys/kernel/security/kacs/self", O_RDONLY), 0,
	       "everybody_may_look_at_his_token");
}

int main(void)
{
	meet_people("descriptor");
	test_get();
	test_set();
	test_process_and_token();
	test_denial();
	test_sharing();
	test_inspect();
	return tap_done();
}
