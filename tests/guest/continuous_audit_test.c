// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Handles under alarm ACEs tell of each use: PSD-004 10.9, 11.4, 13.7.
 */
#include <linux/falloc.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include "payload.h"

#define TYPE "continuous-audit"

static struct kacs_events *events;
static int watched;   /* a handle of SYSTEM's with every right */
static int directory; /* the same of a directory */

/* Everything is allowed, and every use of these rights is told of. */
static void make_watched(const char *path, const char *mask)
{
	char sddl[128];

	snprintf(sddl, sizeof(sddl), "O:SYG:SYD:(A;;FA;;;WD)S:(AL;;%s;;;WD)",
		 mask);
	make_file(path, sddl);
}

static void test_payload(void)
{
	char byte;
	json_t *payload;
	int fd;

	make_file("notes", "O:SYG:SYD:(A;;FR;;;" ALICE ")(A;;FR;;;" BOB ")"
			   "S:(AL;;0x3;;;" ALICE ")");
	skip_all(events);
	must(fd = open("notes", O_RDONLY));
	tap_eq(count_of(events, TYPE), 0, "opening_is_no_use");
	must(read(fd, &byte, 1));
	tap_eq(count_of(events, TYPE), 0,
	       "handle_of_who_is_not_named_is_silent");
	close(fd);
	as(alice, with_open("notes", O_RDONLY, read(fd, &byte, 1)));
	payload = payload_of(events, TYPE);
	tap_says(payload, "subject.user_sid", "\"" ALICE "\"",
		 "subject_is_who_uses_it");
	tap_says(payload, "subject.integrity_level", "8192",
		 "subject_is_complete");
	tap_says(payload, "object_context", "null", "no_context_is_retained");
	tap_says(payload, "operation", "\"file.read\"",
		 "operation_has_its_name");
	tap_says(payload, "requested_access", "1",
		 "requested_is_what_the_operation_needs");
	tap_says(payload, "matched_access", "1",
		 "matched_is_what_is_listened_for");
	tap_says(payload, "granted_access", "1179785",
		 "granted_is_what_the_handle_has");
	tap_says(payload, "success", "true", "allowed_use_is_a_success");
	tap_says(payload, "process.name", "\"continuous_audi\"",
		 "process_is_who_uses_it");
	tap_says(payload, "object.name", "\"notes\"", "object_is_named");
	json_decref(payload);
	tap_eq(count_of(events, TYPE), 0, "one_use_is_one_event");
	as(alice, with_open("notes", O_RDONLY,
			    read(fd, &byte, 1) + read(fd, &byte, 1) +
				    read(fd, &byte, 1)));
	tap_eq(count_of(events, TYPE), 3, "every_use_is_told");
}

/* The handle decides whether, who uses it says who. */
static void test_transfer(void)
{
	json_t *payload;
	char byte;
	pid_t child;
	int fd;

	make_watched("handed", "0x1");
	must(fd = open("handed", O_RDONLY));
	skip_all(events);
	child = as_fork(bob);
	if (child == 0)
		as_exit(read(fd, &byte, 1) == 1 ? 0 : -1);
	tap_eq(as_wait(child), 0, "handed_over_handle_is_read");
	payload = payload_of(events, TYPE);
	tap_says(payload, "subject.user_sid", "\"" BOB "\"",
		 "subject_is_not_who_opened_it");
	tap_eq(json_integer_value(value_at(payload, "process.pid")), child,
	       "process_is_not_who_opened_it");
	json_decref(payload);
	give_sd("handed", "S:");
	must(read(fd, &byte, 1));
	tap_eq(count_of(events, TYPE), 1,
	       "handle_keeps_its_mask_when_the_alarm_goes");
	close(fd);
	make_file("later", "O:SYG:SYD:(A;;FA;;;WD)");
	must(fd = open("later", O_RDONLY));
	give_sd("later", "S:(AL;;0x1;;;WD)");
	must(read(fd, &byte, 1));
	tap_eq(count_of(events, TYPE), 0,
	       "handle_does_not_get_a_mask_when_an_alarm_comes");
	close(fd);
}

static void test_denied(void)
{
	json_t *payload;

	make_file("sealed", "O:SYG:SYD:(A;;FR;;;" ALICE ")"
			    "S:(AL;;0x40100;;;" ALICE ")");
	skip_all(events);
	tap_as(alice, with_open("sealed", O_RDONLY, fchmod(fd, 0600)), EACCES,
	       "use_without_the_right_is_refused");
	payload = payload_of(events, TYPE);
	tap_says(payload, "success", "false", "refused_use_is_told");
	tap_says(payload, "requested_access", "262144",
		 "refused_use_names_the_right");
	tap_says(payload, "operation", "\"file.set-attributes\"",
		 "refused_use_names_the_operation");
	json_decref(payload);
	tap_eq(count_of(events, TYPE), 0, "refused_use_is_one_event");
	as(alice, with_open("sealed", O_RDONLY, futimens(fd, NULL)));
	payload = payload_of(events, TYPE);
	tap_says(payload, "matched_access", "256",
		 "each_refused_use_has_its_right");
	json_decref(payload);
}

static char bytes[64];
static uint8_t *new_sd;
static size_t new_sd_len;

static long do_read(void)
{
	return pread(watched, bytes, 1, 0);
}

static long do_write(void)
{
	return pwrite(watched, "x", 1, 0);
}

static long do_append(void)
{
	must(fcntl(watched, F_SETFL, O_APPEND));
	return write(watched, "x", 1);
}

static long do_truncate(void)
{
	return ftruncate(watched, 4096);
}

static long do_allocate(void)
{
	return fallocate(watched, 0, 0, 4096);
}

static long do_map(int prot, int flags)
{
	void *at = mmap(NULL, 4096, prot, flags, watched, 0);

	return at == MAP_FAILED ? -1 : munmap(at, 4096);
}

static long map_to_read(void)
{
	return do_map(PROT_READ, MAP_SHARED);
}

static long map_to_write(void)
{
	return do_map(PROT_WRITE, MAP_SHARED);
}

static long map_a_copy(void)
{
	return do_map(PROT_WRITE, MAP_PRIVATE);
}

static long map_code(void)
{
	return do_map(PROT_READ | PROT_EXEC, MAP_PRIVATE);
}

static long do_protect(void)
{
	void *at = mmap(NULL, 4096, PROT_NONE, MAP_SHARED, watched, 0);
	long result = mprotect(at, 4096, PROT_READ);

	munmap(at, 4096);
	return result;
}

static long lock_shared(void)
{
	return flock(watched, LOCK_SH);
}

static long lock_exclusive(void)
{
	return flock(watched, LOCK_EX);
}

static long unlock(void)
{
	return flock(watched, LOCK_UN);
}

static long query_lock(void)
{
	struct flock range = {.l_type = F_RDLCK};

	return fcntl(watched, F_GETLK, &range);
}

static long query_flags(void)
{
	int flags;

	return ioctl(watched, FS_IOC_GETFLAGS, &flags);
}

static long set_nonblock(void)
{
	int on = 0;

	return ioctl(watched, FIONBIO, &on);
}

static long do_fstat(void)
{
	struct stat st;

	return fstat(watched, &st);
}

static long do_fstatfs(void)
{
	struct statfs st;

	return fstatfs(watched, &st);
}

static long set_times(void)
{
	return futimens(watched, NULL);
}

static long set_mode(void)
{
	return fchmod(watched, 0644);
}

static long set_owner(void)
{
	return fchown(watched, 0, 0);
}

static long set_xattr(void)
{
	return fsetxattr(watched, "user.x", "1", 1, 0);
}

static long get_xattr(void)
{
	return fgetxattr(watched, "user.x", bytes, sizeof(bytes));
}

static long get_sd(void)
{
	return kacs_sys_get_sd(watched, "", OGD, bytes, 0, AT_EMPTY_PATH);
}

static long set_new_sd(void)
{
	return kacs_sys_set_sd(watched, "", KACS_DACL_SECURITY_INFORMATION,
			       new_sd, (uint32_t)new_sd_len, AT_EMPTY_PATH);
}

static long list_directory(void)
{
	static char entries[4096];

	return syscall(SYS_getdents64, directory, entries, sizeof(entries));
}

static long enter_directory(void)
{
	return fchdir(directory);
}

static const struct use {
	const char *name;
	long (*call)(void);
	uint32_t requested; /* 0: none is needed, so nothing is told */
	const char *operation;
} uses[] = {
	{"read", do_read, KACS_FILE_READ_DATA, "file.read"},
	{"write", do_write, KACS_FILE_WRITE_DATA, "file.write"},
	{"truncate", do_truncate, KACS_FILE_WRITE_DATA, "file.truncate"},
	{"allocate", do_allocate, KACS_FILE_WRITE_DATA, "file.write"},
	{"map_to_read", map_to_read, KACS_FILE_READ_DATA, "file.map"},
	{"map_to_write", map_to_write, KACS_FILE_WRITE_DATA, "file.map"},
	{"map_a_copy", map_a_copy, KACS_FILE_READ_DATA, "file.map"},
	{"map_code", map_code, KACS_FILE_READ_DATA | KACS_FILE_EXECUTE,
	 "file.map"},
	{"protect", do_protect, KACS_FILE_READ_DATA, "file.protect"},
	{"lock_shared", lock_shared, KACS_FILE_READ_DATA, "file.lock"},
	{"lock_exclusive", lock_exclusive,
	 KACS_FILE_WRITE_DATA | KACS_FILE_APPEND_DATA, "file.lock"},
	{"unlock", unlock, 0, NULL},
	{"query_lock", query_lock,
	 KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA | KACS_FILE_APPEND_DATA,
	 "file.fcntl"},
	{"query_flags", query_flags, KACS_FILE_READ_ATTRIBUTES, "file.ioctl"},
	{"set_nonblock", set_nonblock, 0, NULL},
	{"fstat", do_fstat, KACS_FILE_READ_ATTRIBUTES, "file.get-attributes"},
	{"fstatfs", do_fstatfs, KACS_FILE_READ_ATTRIBUTES,
	 "file.get-attributes"},
	{"set_times", set_times, KACS_FILE_WRITE_ATTRIBUTES,
	 "file.set-attributes"},
	{"set_mode", set_mode, KACS_WRITE_DAC, "file.set-attributes"},
	{"set_owner", set_owner, KACS_WRITE_OWNER, "file.set-attributes"},
	{"set_xattr", set_xattr, KACS_FILE_WRITE_EA, "file.set-xattr"},
	{"get_xattr", get_xattr, KACS_FILE_READ_EA, "file.get-xattr"},
	{"get_sd", get_sd, KACS_READ_CONTROL, "file.get-sd"},
	{"set_sd", set_new_sd, KACS_WRITE_DAC, "file.set-sd"},
	{"list_directory", list_directory, KACS_FILE_LIST_DIRECTORY,
	 "file.list"},
	{"append", do_append, KACS_FILE_APPEND_DATA | KACS_FILE_WRITE_DATA,
	 "file.write"},
	{"enter_directory", enter_directory, KACS_FILE_TRAVERSE, "file.enter"},
};

static void test_use(const struct use *use)
{
	char name[64];
	json_t *payload;

	skip_all(events);
	must(use->call());
	payload = payload_of(events, TYPE);
	snprintf(name, sizeof(name), "%s_is_told_or_not", use->name);
	tap_eq(json_integer_value(value_at(payload, "requested_access")),
	       use->requested, "%s", name);
	snprintf(name, sizeof(name), "%s_has_its_operation", use->name);
	if (use->operation)
		tap_str(json_string_value(value_at(payload, "operation")),
			use->operation, "%s", name);
	json_decref(payload);
	snprintf(name, sizeof(name), "%s_is_told_once", use->name);
	tap_eq(count_of(events, TYPE), 0, "%s", name);
}

static void test_uses(void)
{
	struct kacs_open_how how = {
		.desired_access =
			KACS_FILE_ALL_ACCESS & ~KACS_FILE_DELETE_CHILD,
		.create_disposition = KACS_FILE_OPEN,
	};
	size_t i;

	make_watched("everything", "FA");
	must(watched = kacs_sys_open(AT_FDCWD, "everything", &how, sizeof(how),
				     NULL));
	make_directory("everywhere", "O:SYG:SYD:(A;;FA;;;WD)"
				     "S:(AL;;FA;;;WD)");
	must(directory = open("everywhere", O_RDONLY | O_DIRECTORY));
	new_sd = sd_bytes("D:(A;;FA;;;WD)", &new_sd_len);
	for (i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
		test_use(&uses[i]);
	free(new_sd);
	close(watched);
	close(directory);
}

/* Only the rights in the ACE, and only for whom it is. */
static void test_mask(void)
{
	int fd;

	make_watched("writes", "0x2");
	must(fd = open("writes", O_RDWR));
	skip_all(events);
	must(read(fd, bytes, 1));
	tap_eq(count_of(events, TYPE), 0, "other_rights_are_silent");
	must(write(fd, "x", 1));
	tap_eq(count_of(events, TYPE), 1, "named_right_is_told");
	close(fd);
	make_file("two", "O:SYG:SYD:(A;;FA;;;WD)"
			 "S:(AL;;0x1;;;WD)(AL;;0x2;;;SY)");
	must(fd = open("two", O_RDWR));
	skip_all(events);
	must(read(fd, bytes, 1));
	must(write(fd, "x", 1));
	tap_eq(count_of(events, TYPE), 2, "masks_of_several_alarms_add_up");
	close(fd);
}

/* The kernel reads what it runs; that is a use of no right. */
static void test_program(void)
{
	json_t *payload;

	copy_file("/proc/self/exe", "program", 0755);
	give_sd("program", "O:SYG:SYD:(A;;FA;;;WD)S:(AL;;0x21;;;WD)");
	skip_all(events);
	as(alice, execl("program", "program", "--nothing", NULL));
	payload = payload_of(events, TYPE);
	tap_says(payload, "operation", "\"file.map\"",
		 "running_maps_the_program");
	tap_says(payload, "requested_access", "32",
		 "running_uses_the_right_to_execute");
	json_decref(payload);
}

static void test_native(void)
{
	struct kacs_open_how how = {
		.desired_access = KACS_FILE_READ_DATA | KACS_MAXIMUM_ALLOWED,
		.create_disposition = KACS_FILE_OPEN,
	};
	int fd;

	make_watched("maximum", "0x1");
	must(fd = kacs_sys_open(AT_FDCWD, "maximum", &how, sizeof(how), NULL));
	skip_all(events);
	must(read(fd, bytes, 1));
	tap_eq(count_of(events, TYPE), 1,
	       "handle_with_all_there_is_has_its_mask");
	close(fd);
}

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return 0;
	meet_people("continuous_audit");
	events = attach_now();
	test_payload();
	test_transfer();
	test_denied();
	test_uses();
	test_mask();
	test_program();
	test_native();
	kacs_events_free(events);
	return tap_done();
}
