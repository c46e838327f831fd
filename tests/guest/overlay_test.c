// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Overlays: a file of one has the descriptor of the real file below, before and
 * after it is copied up. PSD-004 11.1, 11.4, 11.5.
 */
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/xattr.h>
#include "scratch.h"

#define SD_XATTR "security.peios.sd"
#define PARENT "O:SYG:SYD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;" ALICE ")"
#define PRIVATE "O:" ALICE "G:SYD:P(A;;FA;;;SY)(A;;FA;;;" ALICE ")"
#define READABLE "O:SYG:SYD:P(A;;FA;;;SY)(A;;FA;;;" ALICE ")(A;;FR;;;" BOB ")"
#define CHANGED "O:SYG:SYD:P(A;;FA;;;SY)(A;;FRFW;;;" BOB ")"

/* What the tests of one file system are called. */
static const char *medium;

static int mount_overlay(void)
{
	return mount("overlay", "merged", "overlay", 0,
		     "lowerdir=lower,upperdir=upper,workdir=work");
}

static void make_overlay(void)
{
	make_directory("lower", PARENT);
	make_directory("upper", PARENT);
	make_directory("work", PARENT);
	make_directory("merged", PARENT);
	make_directory("lower/dir", PARENT);
	make_file("lower/private", PRIVATE);
	make_file("lower/readable", READABLE);
	make_file("lower/alone", "O:" ALICE "G:SYD:P(A;;FA;;;" ALICE ")");
	make_file("lower/bobs",
		  "O:" BOB "G:SYD:P(A;;FA;;;" BOB ")(A;;0x8;;;" ALICE ")");
	make_file("lower/changed", READABLE);
	make_file("lower/gone", PRIVATE);
	make_file("lower/moved", READABLE);
	make_file("lower/mapped", READABLE);
	make_directory("lower/emptied", PARENT);
	make_file("lower/emptied/gone", PRIVATE);
	must(mount_overlay());
}

static long write_byte(const char *path)
{
	return with_open(path, O_WRONLY, write(fd, "x", 1));
}

static long get_raw(const char *path)
{
	char value[4096];

	return getxattr(path, SD_XATTR, value, sizeof(value));
}

static void test_open(void)
{
	tap_as(alice, open("merged/private", O_RDONLY), 0,
	       "%s_overlay_opens_by_the_lower_descriptor", medium);
	tap_as(bob, open("merged/private", O_RDONLY), EACCES,
	       "%s_overlay_refuses_by_the_lower_descriptor", medium);
	tap_as(bob, open("merged/readable", O_RDONLY), 0,
	       "%s_overlay_reads_what_may_be_read", medium);
	tap_as(bob, open("merged/readable", O_WRONLY), EACCES,
	       "%s_overlay_refuses_to_write_what_may_be_read", medium);
	tap_errno(access("upper/readable", F_OK), ENOENT,
		  "%s_refused_write_copies_nothing_up", medium);
	tap_as(alice, open("merged/alone", O_RDWR), 0,
	       "%s_overlay_of_system_copies_what_does_not_name_system", medium);
	tap_str(sd_text("merged/readable", OGD), sd_text("lower/readable", OGD),
		"%s_descriptor_is_that_of_the_lower_file", medium);
}

static void test_raw(const char *when)
{
	tap_errno(get_raw("merged/readable"), EACCES,
		  "%s_raw_read_is_refused_%s", medium, when);
	tap_as(alice, setxattr("merged/readable", SD_XATTR, "x", 1, 0), EACCES,
	       "%s_raw_write_is_refused_%s", medium, when);
	tap_errno(removexattr("merged/readable", SD_XATTR), EACCES,
		  "%s_raw_removal_is_refused_%s", medium, when);
	tap_errno(get_raw("lower/readable"), EACCES,
		  "%s_raw_read_below_is_refused_%s", medium, when);
}

static void test_copy_up(void)
{
	char before[2048];

	snprintf(before, sizeof(before), "%s", sd_text("lower/readable", OGD));
	tap_as(alice, write_byte("merged/readable"), 0, "%s_write_copies_up",
	       medium);
	tap_str(sd_text("upper/readable", OGD), before,
		"%s_copy_keeps_the_descriptor", medium);
	tap_str(sd_text("merged/readable", OGD), before,
		"%s_copied_file_keeps_the_descriptor", medium);
	tap_as(bob, open("merged/readable", O_WRONLY), EACCES,
	       "%s_copied_file_is_refused_as_before", medium);
	tap_errno(get_raw("upper/readable"), EACCES,
		  "%s_raw_read_of_the_copy_is_refused", medium);
}

static void test_set(void)
{
	tap_errno(set_sd("merged/changed", CHANGED), 0,
		  "%s_descriptor_can_be_set_in_the_overlay", medium);
	tap_str(sd_text("upper/changed", OGD), CHANGED,
		"%s_set_descriptor_reaches_the_copy", medium);
	tap_errno(set_sd("merged/changed", READABLE), 0,
		  "%s_descriptor_can_be_set_again", medium);
	tap_str(sd_text("upper/changed", OGD), READABLE,
		"%s_copy_that_was_looked_at_follows", medium);
	tap_str(sd_text("lower/changed", OGD), READABLE,
		"%s_lower_file_keeps_its_descriptor", medium);
	tap_as(bob, open("merged/changed", O_WRONLY), EACCES,
	       "%s_set_descriptor_decides", medium);
}

static void test_create(void)
{
	tap_as(alice, mkdir("merged/dir/new", 0700), 0,
	       "%s_overlay_makes_a_directory", medium);
	tap_as(alice, open("merged/dir/new/file", O_CREAT | O_WRONLY, 0600), 0,
	       "%s_overlay_creates", medium);
	tap_as(bob, open("merged/dir/new/bob", O_CREAT | O_WRONLY, 0600),
	       EACCES, "%s_overlay_refuses_to_create", medium);
	/* As alice would have it without an overlay. */
	tap_as(alice, open("lower/dir/compare", O_CREAT | O_WRONLY, 0600), 0,
	       "%s_directory_without_overlay_creates", medium);
	tap_str(sd_text("merged/dir/new/file", OGD),
		sd_text("lower/dir/compare", OGD),
		"%s_created_file_inherits_from_the_overlays_directory", medium);
	tap_as(alice, open("merged/dir", O_TMPFILE | O_RDWR, 0600), 0,
	       "%s_overlay_makes_a_file_without_a_name", medium);
	tap_as(bob, open("merged/dir", O_TMPFILE | O_RDWR, 0600), EACCES,
	       "%s_overlay_refuses_a_file_without_a_name", medium);
}

static void test_names(void)
{
	char before[2048];

	tap_as(bob, unlink("merged/gone"), EACCES,
	       "%s_overlay_refuses_to_remove", medium);
	tap_as(alice, unlink("merged/gone"), 0, "%s_overlay_removes", medium);
	tap_errno(access("merged/gone", F_OK), ENOENT,
		  "%s_removed_file_is_gone", medium);
	tap_errno(access("lower/gone", F_OK), 0, "%s_lower_file_is_still_there",
		  medium);
	tap_as(alice, open("merged/gone", O_CREAT | O_EXCL | O_RDWR, 0600), 0,
	       "%s_file_is_created_in_the_place_of_a_removed_one", medium);
	must(as(alice, unlink("merged/emptied/gone")));
	tap_as(alice, rmdir("merged/emptied"), 0,
	       "%s_overlay_removes_an_emptied_directory", medium);
	snprintf(before, sizeof(before), "%s", sd_text("lower/moved", OGD));
	tap_as(alice, rename("merged/moved", "merged/dir/moved"), 0,
	       "%s_overlay_renames", medium);
	tap_str(sd_text("upper/dir/moved", OGD), before,
		"%s_renamed_file_keeps_the_descriptor", medium);
}

/*
 * Copying up reads the real file as the mounter, here one without SYSTEM's
 * privileges: what the mounter may not read stays below.
 */
static void test_mounter(void)
{
	int mounter = token_for(.privileges = SE(TCB));

	tap_as(mounter, mount_overlay(), 0, "%s_overlay_of_alice", medium);
	tap_as(bob, open("merged/bobs", O_RDONLY), 0,
	       "%s_overlay_opens_what_its_mounter_may_not", medium);
	tap_as(bob, open("merged/bobs", O_WRONLY), EACCES,
	       "%s_overlay_copies_nothing_up_that_its_mounter_may_not_read",
	       medium);
	tap_errno(access("upper/bobs", F_OK), ENOENT,
		  "%s_refused_copy_leaves_nothing", medium);
	tap_as(mounter, open("merged/bobs", O_RDONLY), EACCES,
	       "%s_overlay_refuses_its_mounter", medium);
	must(umount("merged"));
	close(mounter);
}

/* SYSTEM, but as anybody could who gets a namespace. */
static int open_in_own_namespace(void)
{
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) ||
	    mount("overlay", "merged", "overlay", 0,
		  "lowerdir=lower,upperdir=upper,workdir=work,userxattr"))
		return EXFULL;
	return open("merged/mapped", O_RDONLY) < 0 ? errno : 0;
}

static void test_namespace(void)
{
	pid_t child = (pid_t)must(fork());

	if (child == 0)
		_exit(open_in_own_namespace());
	tap_eq(as_wait(child), EACCES,
	       "%s_overlay_of_a_user_namespace_opens_nothing", medium);
}

/* The pages are the real file's, the rights are not. */
static int map_then_run(void)
{
	int fd = open("merged/mapped", O_RDONLY | O_CLOEXEC);
	void *at = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);

	if (at == MAP_FAILED)
		return EXFULL;
	return mprotect(at, 4096, PROT_READ | PROT_EXEC) ? errno : 0;
}

static int map_then_read(void)
{
	int fd = open("merged/mapped", O_RDONLY | O_CLOEXEC);
	void *at = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE, fd, 0);

	if (at == MAP_FAILED)
		return EXFULL;
	return mprotect(at, 4096, PROT_READ) ? errno : 0;
}

static void test_mapping(void)
{
	tap_eq(as_status(bob, map_then_run), EACCES,
	       "%s_mapping_of_an_overlay_gets_no_further_rights", medium);
	tap_eq(as_status(bob, map_then_read), 0,
	       "%s_mapping_of_an_overlay_gets_those_of_the_file", medium);
}

static void test_record(void)
{
	any_denial();
	tap_as(bob, open("merged/private", O_WRONLY), EACCES,
	       "%s_refusal_to_be_told_of", medium);
	tap_str(last_denial()->name, "private",
		"%s_record_names_the_file_of_the_overlay", medium);
}

static void test_again(void)
{
	must(umount("merged"));
	must(mount_overlay());
	tap_as(bob, open("merged/readable", O_RDONLY), 0,
	       "%s_copy_is_read_by_its_descriptor_after_a_remount", medium);
	tap_as(bob, open("merged/dir/new/file", O_RDONLY), EACCES,
	       "%s_created_file_is_refused_after_a_remount", medium);
	must(umount("merged"));
	test_mounter();
	test_namespace();
}

static void test_all(const char *name)
{
	medium = name;
	make_overlay();
	test_open();
	test_raw("before_copy_up");
	test_copy_up();
	test_raw("after_copy_up");
	test_set();
	test_create();
	test_names();
	test_mapping();
	test_record();
	test_again();
}

int main(void)
{
	meet_people("overlay");
	test_all("tmpfs");
	if (!scratch_with(PARENT)) {
		tap_skip("ext4", "the guest has no disk");
		return tap_done();
	}
	must(chdir(PLACE));
	must(mkdir("overlay", 0755));
	must(chdir("overlay"));
	test_all("ext4");
	return tap_done();
}
