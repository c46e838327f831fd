// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What is kept of a refusal, and who may read it: kacs_get_denial().
 */
#include <linux/fs.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "guest.h"

static int create_and_fail(const char *path)
{
	return open(path, O_WRONLY | O_CLOEXEC);
}

static void test_dacl_record(void)
{
	struct kacs_denial *denial;
	struct stat st;
	uint64_t before;

	make_file("plan", "O:SYG:SYD:(A;;FR;;;BU)(D;;FW;;;" CONTRACTORS
			  ")(A;;FA;;;BU)");
	must(stat("plan", &st));
	any_denial();
	tap_as(mallory, create_and_fail("plan"), EACCES, "a_refusal");
	denial = last_denial();
	before = denial->sequence;
	tap_eq(denial->version, KACS_DENIAL_VERSION, "record_has_its_version");
	tap_eq(denial->errno_value, EACCES, "record_has_the_errno");
	tap_eq(denial->object_type, KACS_OBJECT_FILE,
	       "record_has_the_type_of_object");
	tap_str(denial->name, "plan", "record_has_the_name");
	tap_eq(denial->inode, st.st_ino, "record_has_the_inode");
	tap_eq(denial->mode, st.st_mode, "record_has_the_mode");
	tap_eq(denial->desired,
	       KACS_FILE_WRITE_DATA | KACS_FILE_READ_ATTRIBUTES,
	       "record_has_what_was_wanted");
	tap_eq(denial->missing, KACS_FILE_WRITE_DATA,
	       "record_has_what_was_missing");
	tap_eq(denial->granted, KACS_FILE_READ_ATTRIBUTES,
	       "record_has_what_was_granted");
	tap_eq(denial->step, KACS_STEP_DACL, "record_has_the_step");
	tap_eq(denial->acl, KACS_ACL_DACL, "record_has_the_acl");
	tap_eq(denial->ace, 1, "record_has_the_aces_index");
	tap_ok(denial->ace_len == 36 &&
		       denial->ace_bytes[0] == KACS_ACE_ACCESS_DENIED,
	       "record_has_the_aces_bytes");
	tap_str(denial->comm, "denial_test", "record_has_the_programs_name");
	tap_ok(denial->token_offset && denial->token_len >= 192,
	       "record_has_the_token");
	tap_ok(denial->time_ns > 0, "record_has_the_time");
	tap_ok(any_denial() == NULL && errno == ENODATA,
	       "cleared_record_is_gone");
	as(mallory, create_and_fail("plan"));
	tap_ok(last_denial()->sequence > before, "sequence_grows");
}

/* Nothing allowed it and nothing denied it. */
static void test_no_ace(void)
{
	struct kacs_denial *denial;

	make_file("nothing", "O:SYG:SYD:(A;;FR;;;BU)");
	as(alice, create_and_fail("nothing"));
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_DACL, "refusal_by_no_ace_is_the_dacls");
	tap_eq(denial->ace, KACS_NO_ACE, "refusal_by_no_ace_has_no_index");
	tap_eq(denial->ace_len, 0, "refusal_by_no_ace_has_no_bytes");
}

static void test_descriptor_in_record(void)
{
	struct kacs_denial *denial;
	uint8_t *sd;
	size_t len;

	make_file("readable", "O:SYG:SYD:(A;;FR;;;BU)");
	as(alice, create_and_fail("readable"));
	denial = last_denial();
	sd = sd_bytes("O:SYG:SYD:(A;;FR;;;BU)", &len);
	tap_ok(denial->sd_len == len &&
		       memcmp((uint8_t *)denial + denial->sd_offset, sd, len) ==
			       0,
	       "record_has_the_descriptor_for_who_may_read_it");
	free(sd);
	make_file("unreadable", "O:SYG:SYD:(D;;0x2;;;" ALICE ")(A;;FA;;;SY)");
	as(alice, create_and_fail("unreadable"));
	denial = last_denial();
	tap_eq(denial->sd_offset, 0,
	       "record_withholds_the_descriptor_without_read_control");
	tap_eq(denial->ace, 0, "record_has_the_ace_even_without_read_control");
	tap_ok(denial->ace_len > 0,
	       "record_has_the_aces_bytes_even_without_read_control");
}

static void test_other_steps(void)
{
	struct kacs_denial *denial;
	int low = token_for(.integrity = "low");
	int restricted = token_for(
			.more = "\"restricted_sids\":[{\"sid\":\"S-1-5-12\"}]");
	int confined = token_for(
			.more = "\"confinement\":{\"sid\":\"S-1-15-2-1-2-3\"}");
	int unlucky = token_for(.bare = true, .privileges = SE(CHANGE_NOTIFY));

	make_file("labelled", "O:SYG:SYD:(A;;FA;;;BU)");
	give_sd("labelled", "S:(ML;;NW;;;HI)");
	as(alice, create_and_fail("labelled"));
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_INTEGRITY,
	       "refusal_by_a_label_is_integritys");
	tap_eq(denial->acl, KACS_ACL_SACL, "label_stands_in_the_sacl");
	tap_eq(denial->ace, 0, "label_has_its_index");
	give_sd("labelled", "S:");
	as(low, create_and_fail("labelled"));
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_INTEGRITY,
	       "refusal_by_the_default_label_is_integritys");
	tap_eq(denial->ace, KACS_NO_ACE, "default_label_has_no_index");
	as(restricted, open("labelled", O_RDONLY));
	tap_eq(last_denial()->step, KACS_STEP_RESTRICTED,
	       "refusal_by_the_second_pass_is_restricteds");
	as(confined, open("labelled", O_RDONLY));
	tap_eq(last_denial()->step, KACS_STEP_CONFINEMENT,
	       "refusal_by_confinement_is_its_own");
	as(alice, sethostname("x", 1));
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_CAPABILITY,
	       "refusal_of_a_privilege_gate_says_so");
	tap_eq(denial->privilege, SE(TCB), "refusal_names_the_privilege");
	tap_eq(denial->errno_value, EPERM, "refusal_of_a_privilege_is_eperm");
	tap_eq(denial->object_type, KACS_OBJECT_SYSTEM,
	       "privileges_are_about_the_system");
	as(unlucky, symlink("a", "/tmp/denied_link"));
	tap_eq(last_denial()->privilege, SE(CREATE_SYMBOLIC_LINK),
	       "refusal_of_a_link_names_its_privilege");
	as(alice, with_open("readable", O_RDONLY, fchmod(fd, 0600)));
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_HANDLE, "refusal_by_a_handle_says_so");
	tap_eq(denial->missing, KACS_WRITE_DAC,
	       "refusal_by_a_handle_names_the_right");
	close(low);
	close(restricted);
	close(confined);
	close(unlucky);
}

static int fail_in_a_grandchild(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(create_and_fail("plan") < 0 ? 7 : 0);
	waitpid(child, NULL, 0);
	return 0;
}

static void test_ancestors(void)
{
	as(mallory, fail_in_a_grandchild());
	tap_str(last_denial()->name, "plan",
		"record_outlives_the_process_in_its_ancestors");
}

/* A child of Mallory's that was refused and stays. */
static pid_t refused_child(int *ready)
{
	int ends[2];
	pid_t child;
	char byte;

	must(pipe(ends));
	child = as_fork(mallory);
	if (child == 0) {
		create_and_fail("plan");
		if (write(ends[1], "x", 1) == 1)
			pause();
		_exit(0);
	}
	must(read(ends[0], &byte, 1));
	close(ends[0]);
	close(ends[1]);
	*ready = (int)must(syscall(SYS_pidfd_open, child, 0));
	return child;
}

static long read_other(int pidfd, uint32_t flags)
{
	struct kacs_denial denial;

	return kacs_sys_get_denial(pidfd, &denial, sizeof(denial), flags);
}

static void test_readers(void)
{
	struct kacs_denial *denial;
	int pidfd;
	pid_t child = refused_child(&pidfd);
	size_t len;

	tap_as(mallory, read_other(pidfd, 0), 0,
	       "own_users_processes_may_be_asked");
	tap_as(carol, read_other(pidfd, 0), 0, "administrators_may_ask");
	tap_as(bob, read_other(pidfd, 0), EACCES,
	       "others_need_process_query_information");
	tap_errno(read_other(pidfd, KACS_DENIAL_CLEAR), EINVAL,
		  "only_the_own_record_is_cleared");
	must(kacs_denial_of(pidfd, 0, &denial, &len));
	tap_eq(denial->pid, child, "record_has_the_pid");
	tap_eq(denial->tid, child, "record_has_the_tid");
	free(denial);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	tap_errno(read_other(pidfd, 0), ESRCH, "ended_process_has_no_record");
	close(pidfd);
}

static void test_arguments(void)
{
	struct kacs_denial denial;
	uint8_t *bytes;
	long size;

	as(mallory, create_and_fail("plan"));
	size = must(kacs_sys_get_denial(-1, NULL, 0, 0));
	tap_ok(size > (long)sizeof(denial), "size_can_be_asked_for");
	memset(&denial, 0xee, sizeof(denial));
	tap_eq(kacs_sys_get_denial(-1, &denial, sizeof(denial), 0), size,
	       "short_buffer_gets_the_size");
	tap_eq(denial.version, 0xeeeeeeee, "short_buffer_is_not_written");
	bytes = malloc((size_t)size);
	tap_eq(kacs_sys_get_denial(-1, (void *)bytes, (uint32_t)size,
				   KACS_DENIAL_CLEAR),
	       size, "exact_buffer_gets_the_record");
	free(bytes);
	tap_errno(kacs_sys_get_denial(-1, NULL, 0, 0), ENODATA,
		  "no_record_after_clearing");
	as(mallory, create_and_fail("plan"));
	tap_errno(kacs_sys_get_denial(-1, (void *)8, 65536, KACS_DENIAL_CLEAR),
		  EFAULT, "bad_address");
	tap_ok(kacs_sys_get_denial(-1, NULL, 0, 0) > 0,
	       "record_that_was_not_delivered_is_not_cleared");
	tap_errno(kacs_sys_get_denial(-1, NULL, 0, 2), EINVAL, "unknown_flag");
	tap_errno(kacs_sys_get_denial(-2, NULL, 0, 0), EBADF, "no_descriptor");
	tap_errno(kacs_sys_get_denial(STDOUT_FILENO, NULL, 0, 0), EBADF,
		  "descriptor_of_no_process");
	any_denial();
}

/* Allowed calls, and questions that are asked on the way, leave none. */
static void test_silence(void)
{
	any_denial();
	as(alice, open("readable", O_RDONLY));
	as(alice, open("none_of_that_name", O_RDONLY));
	as(bob, mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		     0) == MAP_FAILED);
	tap_ok(any_denial() == NULL, "what_is_allowed_leaves_no_record");
}

int main(void)
{
	meet_people("denial");
	test_dacl_record();
	test_no_ace();
	test_descriptor_in_record();
	test_other_steps();
	test_ancestors();
	test_readers();
	test_arguments();
	test_silence();
	return tap_done();
}
