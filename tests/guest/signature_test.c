// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What signatures make of programs, and the pinning of what is signed: PSD-004
 * 6.1, 5.4. This program is not signed.
 */
#include <linux/fs.h>
#include <linux/falloc.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include "guest.h"
#include "../../include/uapi/kacs/signature.h"
#include "subject.h"

#define XATTR KACS_SIGNATURE_XATTR
#define MARKER "KACS-TAMPER-HERE"

static int who(const char *path)
{
	return subject_of(path, "who");
}

/* All of a small file. */
static size_t load(const char *path, uint8_t **bytes)
{
	struct stat st;
	int fd = (int)must(open(path, O_RDONLY | O_CLOEXEC));

	must(fstat(fd, &st));
	*bytes = malloc((size_t)st.st_size);
	if (!*bytes || read(fd, *bytes, (size_t)st.st_size) != st.st_size)
		tap_abort("read");
	close(fd);
	return (size_t)st.st_size;
}

/* Where these bytes are in a file. */
static off_t find(const char *path, const char *text, size_t len)
{
	uint8_t *bytes, *found;
	size_t size = load(path, &bytes);
	off_t offset;

	found = memmem(bytes, size, text, len);
	offset = found ? found - bytes : -1;
	free(bytes);
	return must(offset);
}

/* The section of a signature: 65 bytes, which begin with the version. */
static off_t find_signature(const char *path)
{
	uint8_t *bytes;
	size_t size = load(path, &bytes);
	uint64_t table, offset = 0, entry;
	uint16_t count, names, i;
	uint32_t name;

	memcpy(&table, bytes + 40, 8);
	memcpy(&count, bytes + 60, 2);
	memcpy(&names, bytes + 62, 2);
	memcpy(&entry, bytes + table + 64 * names + 24, 8);
	for (i = 0; i < count; i++) {
		memcpy(&name, bytes + table + 64 * i, 4);
		if (strcmp((char *)bytes + entry + name,
			   KACS_SIGNATURE_SECTION) == 0)
			memcpy(&offset, bytes + table + 64 * i + 24, 8);
	}
	if (!offset || offset >= size)
		tap_abort("no section");
	free(bytes);
	return (off_t)offset;
}

static void poke(const char *path, off_t offset)
{
	int fd = (int)must(open(path, O_RDWR | O_CLOEXEC));
	uint8_t byte;

	must(pread(fd, &byte, 1, offset));
	byte ^= 0x20;
	must(pwrite(fd, &byte, 1, offset));
	close(fd);
}

static void copy(const char *from, const char *to)
{
	remove_file(to);
	copy_file(from, to, 0755);
}

static void sign_beside(const char *path, const char *signature)
{
	uint8_t *bytes;
	size_t size = load(signature, &bytes);

	must(setxattr(path, XATTR, bytes, size, 0));
	free(bytes);
}

static void test_sections(void)
{
	tap_eq(who(TCB), WHO_TCB, "signed_program_has_its_keys_trust");
	tap_eq(who(APP), WHO_APP, "another_key_gives_another_trust");
	tap_eq(who(ISOLATED), WHO_ISOLATED, "a_key_gives_its_type_too");
	tap_eq(who(PLAIN), WHO_PLAIN, "unsigned_program_has_no_trust");
	tap_eq(who(TCB), WHO_TCB, "answer_that_is_remembered_is_the_same");
	copy(TCB, "copy");
	tap_eq(who("copy"), WHO_TCB, "signature_goes_with_a_copy");
	remove_file("link");
	must(symlink("copy", "link"));
	tap_eq(who("link"), WHO_TCB, "symbolic_link_is_its_target");
}

static void test_tampering(void)
{
	struct stat st;
	off_t place;

	copy(TCB, "data");
	place = find("data", MARKER, sizeof(MARKER));
	poke("data", place);
	tap_eq(who("data"), WHO_PLAIN, "tampered_program_runs_unprotected");
	tap_eq(who("data"), WHO_PLAIN, "and_the_answer_is_remembered");
	poke("data", place);
	tap_eq(who("data"), WHO_TCB, "until_the_file_changes");

	copy(TCB, "version");
	poke("version", find_signature("version"));
	tap_eq(who("version"), WHO_PLAIN,
	       "signature_of_another_version_is_none");
	copy(TCB, "bytes");
	poke("bytes", find_signature("bytes") + 17);
	tap_eq(who("bytes"), WHO_PLAIN, "damaged_signature_is_none");
	sign_beside("bytes", PLAIN ".sig");
	tap_eq(who("bytes"), WHO_PLAIN,
	       "attribute_does_not_count_beside_a_section");
	copy(TCB, "longer");
	must(stat("longer", &st));
	must(truncate("longer", st.st_size + 1));
	tap_eq(who("longer"), WHO_PLAIN, "content_behind_the_end_counts");
}

static void test_attributes(void)
{
	copy(PLAIN, "beside");
	sign_beside("beside", PLAIN ".sig");
	tap_eq(who("beside"), WHO_TCB,
	       "attribute_signs_a_program_without_a_section");
	copy(PLAIN, "short");
	must(setxattr("short", XATTR, "\x01short", 6, 0));
	tap_eq(who("short"), WHO_PLAIN, "attribute_of_another_size_is_none");
	sign_beside("short", PLAIN ".sig");
	tap_eq(who("short"), WHO_TCB, "attribute_that_comes_later_counts");
	copy(PLAIN, "other");
	sign_beside("other", SIGNED_DIRECTORY "script.sig");
	tap_eq(who("other"), WHO_PLAIN, "signature_of_another_file_is_none");
	copy(PLAIN, "lost");
	sign_beside("lost", PLAIN ".sig");
	must(removexattr("lost", XATTR));
	tap_eq(who("lost"), WHO_PLAIN, "attribute_that_is_removed_is_none");
}

static void make_script(const char *text)
{
	int fd;

	remove_file("ask");
	fd = (int)must(open("ask", O_WRONLY | O_CREAT | O_CLOEXEC, 0755));
	must(write(fd, text, strlen(text)));
	close(fd);
}

/* The interpreter's signature counts, whatever the script's is. */
static void test_scripts(void)
{
	copy(SIGNED_DIRECTORY "script", "script");
	tap_eq(subject_of("script"), EXFULL, "script_runs");
	sign_beside("script", SIGNED_DIRECTORY "script.sig");
	make_script("#!" TCB " who\n");
	tap_eq(subject_of("ask"), WHO_TCB,
	       "script_has_the_trust_of_its_interpreter");
	make_script("#!" PLAIN " who\n");
	tap_eq(subject_of("ask"), WHO_PLAIN,
	       "unsigned_interpreter_has_no_trust_to_give");
}

/* 5.4. */
static void test_lifecycle(void)
{
	tap_eq(subject_of(TCB, "fork", "who"), WHO_TCB, "child_inherits_trust");
	tap_eq(subject_of(TCB, "exec", PLAIN, "who"), WHO_PLAIN,
	       "unsigned_program_loses_trust");
	tap_eq(subject_of(PLAIN, "exec", APP, "who"), WHO_APP,
	       "signed_program_gains_trust");
	tap_eq(subject_of(TCB, "fork", "exec", APP, "who"), WHO_APP,
	       "trust_is_the_programs_not_the_parents");
	tap_eq(subject_of(TCB, "as", "who"), WHO_TCB,
	       "impersonation_does_not_change_trust");
	copy(TCB, "everybodys");
	give_sd("everybodys", "O:SYG:SYD:(A;;FA;;;WD)");
	tap_eq(subject_of(PLAIN, "as", "exec", "./everybodys", "who"), WHO_TCB,
	       "trust_does_not_depend_on_who_starts_the_program");
	tap_eq(subject_of(TCB, "exec", "/nothing", "who"), ENOENT,
	       "exec_that_fails_says_so");
	tap_eq(subject_of(TCB, "failing-exec", "who"), WHO_TCB,
	       "exec_that_fails_changes_nothing");
	tap_eq(subject_of(TCB, "secure"), 1,
	       "environment_of_a_protected_program_is_not_trusted");
	tap_eq(subject_of(PLAIN, "secure"), 0,
	       "environment_of_another_program_is");
	tap_eq(subject_of(TCB, "exec", TCB, "secure"), 0,
	       "nor_is_there_a_reason_among_equals");
}

static void test_pinning(const char *where)
{
	char byte = 0;
	int fd;

	copy(TCB, "pinned");
	fd = (int)must(open("pinned", O_RDONLY | O_CLOEXEC));
	tap_eq(who("pinned"), WHO_TCB, "signed_program_runs_on_%s", where);
	tap_errno(open("pinned", O_WRONLY | O_CLOEXEC), EACCES,
		  "pinned_file_does_not_open_for_writing_on_%s", where);
	tap_errno(open("pinned", O_RDWR | O_CLOEXEC), EACCES,
		  "pinned_file_does_not_open_for_updating_on_%s", where);
	tap_errno(open("pinned", O_WRONLY | O_APPEND | O_CLOEXEC), EACCES,
		  "pinned_file_does_not_open_for_appending_on_%s", where);
	tap_errno(open("pinned", O_RDONLY | O_TRUNC | O_CLOEXEC), EACCES,
		  "pinned_file_is_not_truncated_by_open_on_%s", where);
	tap_errno(truncate("pinned", 0), EACCES,
		  "pinned_file_is_not_truncated_on_%s", where);
	tap_errno(setxattr("pinned", XATTR, &byte, 1, 0), EACCES,
		  "signature_of_a_pinned_file_is_not_set_on_%s", where);
	tap_errno(removexattr("pinned", XATTR), EACCES,
		  "signature_of_a_pinned_file_is_not_removed_on_%s", where);
	tap_errno(setxattr("pinned", "user.note", &byte, 1, 0), 0,
		  "other_attributes_of_a_pinned_file_are_set_on_%s", where);
	tap_errno(chmod("pinned", 0555), 0,
		  "mode_of_a_pinned_file_is_set_on_%s", where);
	tap_errno(ioctl(fd, FS_IOC_SETFLAGS, &(int){0}), EACCES,
		  "flags_of_a_pinned_file_are_not_set_on_%s", where);
	tap_eq(who("pinned"), WHO_TCB, "pinned_file_keeps_its_trust_on_%s",
	       where);
	copy(PLAIN, "new");
	must(rename("new", "pinned"));
	tap_eq(who("pinned"), WHO_PLAIN, "pinned_file_is_replaced_on_%s",
	       where);
	tap_errno(open("pinned", O_WRONLY | O_CLOEXEC), 0,
		  "unsigned_program_is_not_pinned_on_%s", where);
	close(fd);
}

static void fill_from(int fd, const char *path)
{
	uint8_t *bytes;
	size_t size = load(path, &bytes);

	if (write(fd, bytes, size) != (ssize_t)size)
		tap_abort("write");
	free(bytes);
}

static const char *descriptor_path(int fd)
{
	static char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}

/* A mapping writes after its descriptor is closed. */
static void *write_mapping(const char *path)
{
	int fd = (int)must(open(path, O_RDWR | O_CLOEXEC));
	void *page =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (page == MAP_FAILED)
		tap_abort("mmap");
	close(fd);
	return page;
}

/* The same file by other names and ways. */
static void test_detours(void)
{
	void *page;
	int fd;

	copy(TCB, "pinned");
	remove_file("hard");
	must(link("pinned", "hard"));
	tap_eq(who("pinned"), WHO_TCB, "signed_program_with_two_names_runs");
	tap_errno(open("hard", O_WRONLY | O_CLOEXEC), EACCES,
		  "pinned_file_does_not_open_by_another_name");
	must(rename("hard", "renamed"));
	tap_errno(truncate("renamed", 0), EACCES,
		  "pinned_file_is_not_truncated_when_it_was_renamed");
	must(unlink("pinned"));
	must(unlink("renamed"));

	copy(TCB, "mapped");
	page = write_mapping("mapped");
	tap_eq(subject_of(TCB, "lsv", "map", "mapped"), EACCES,
	       "lsv_refuses_what_is_mapped_to_be_written");
	tap_eq(who("mapped"), EXEC_FAILED + ETXTBSY,
	       "program_that_is_mapped_to_be_written_does_not_run");
	munmap(page, 4096);
	tap_eq(who("mapped"), WHO_TCB, "it_runs_when_it_is_not_any_more");
	tap_errno(open("mapped", O_RDWR | O_CLOEXEC), EACCES,
		  "and_is_not_mapped_so_again");

	remove_file("named");
	fd = (int)must(open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0755));
	fill_from(fd, TCB);
	must(linkat(AT_FDCWD, descriptor_path(fd), AT_FDCWD, "named",
		    AT_SYMLINK_FOLLOW));
	tap_eq(who("named"), EXEC_FAILED + ETXTBSY,
	       "file_without_a_name_that_got_one_is_still_written");
	close(fd);
	tap_eq(who("named"), WHO_TCB, "until_it_is_closed");
}

static int who_of_memfd(int fd)
{
	fill_from(fd, TCB);
	return who(descriptor_path(fd));
}

/* What can change while it is looked at is not signed. */
static void test_writers(void)
{
	int fd;

	copy(TCB, "written");
	fd = (int)must(open("written", O_RDWR | O_CLOEXEC));
	tap_eq(who("written"), EXEC_FAILED + ETXTBSY,
	       "program_that_is_being_written_does_not_run");
	close(fd);
	fd = (int)must(memfd_create("program", 0));
	tap_eq(who_of_memfd(fd), WHO_PLAIN, "memfd_has_no_trust");
	close(fd);
}

/* Library Signature Verification: 5.2, 6.1. */
static void test_libraries(void)
{
	copy(TCB, "library");
	copy(APP, "lesser");
	copy(PLAIN, "beside");
	sign_beside("beside", PLAIN ".sig");
	copy(TCB, "tampered");
	poke("tampered", find("tampered", MARKER, sizeof(MARKER)));

	tap_eq(subject_of(PLAIN, "map", PLAIN), 0,
	       "without_lsv_unsigned_code_is_mapped");
	tap_eq(subject_of(PLAIN, "bind"), EBUSY,
	       "unsigned_program_cannot_bind_itself_to_signed_code");
	tap_eq(subject_of(TCB, "bind"), 0,
	       "signed_program_binds_itself_to_signed_code");
	tap_eq(subject_of(TCB, "lsv", "map", PLAIN), EACCES,
	       "lsv_refuses_unsigned_code");
	tap_eq(subject_of(TCB, "lsv", "map", "tampered"), EACCES,
	       "lsv_refuses_tampered_code");
	tap_eq(subject_of(TCB, "lsv", "map", "library"), 0,
	       "lsv_allows_signed_code");
	tap_eq(subject_of(TCB, "lsv", "map", "beside"), 0,
	       "lsv_allows_code_with_a_signature_in_its_attribute");
	tap_eq(subject_of(TCB, "lsv", "map", "lesser"), EACCES,
	       "lsv_refuses_code_of_less_trust");
	tap_eq(subject_of(APP, "lsv", "map", "library"), 0,
	       "lsv_allows_code_of_more_trust");
	tap_errno(open("library", O_WRONLY | O_CLOEXEC), EACCES,
		  "lsv_pins_what_it_allows");
	copy(TCB, "later");
	tap_eq(subject_of(TCB, "lsv", "protect", "later"), 0,
	       "lsv_verifies_at_mprotect");
	tap_eq(subject_of(TCB, "lsv", "protect", "tampered"), EACCES,
	       "lsv_refuses_at_mprotect");
	tap_eq(subject_of(TCB, "lsv", "protect", PLAIN), EACCES,
	       "lsv_refuses_unsigned_code_at_mprotect");
	tap_eq(subject_of(TCB, "lsv", "protect-memfd"), EACCES,
	       "lsv_refuses_a_memfd_at_mprotect");
	tap_eq(subject_of(TCB, "protect-memfd"), 0,
	       "without_lsv_a_memfd_becomes_code");
	tap_eq(subject_of(TCB, "lsv", "exec", PLAIN, "who"), EACCES,
	       "lsv_refuses_unsigned_programs");
	tap_eq(subject_of(TCB, "lsv", "exec", APP, "who"), WHO_APP,
	       "lsv_of_the_new_program_is_about_its_trust");
	tap_eq(subject_of(TCB, "lsv", "exec", APP, "map", "library"), 0,
	       "lsv_stays_after_exec");
	tap_eq(subject_of(TCB, "lsv", "exec", APP, "map", PLAIN), EACCES,
	       "lsv_refuses_after_exec");
}

/* A mapping may be written through: its file is not stable. */
static void test_written_library(void)
{
	int fd;

	copy(TCB, "open");
	fd = (int)must(open("open", O_RDWR | O_CLOEXEC));
	tap_eq(subject_of(TCB, "lsv", "map", "open"), EACCES,
	       "lsv_refuses_what_is_being_written");
	close(fd);
	tap_eq(subject_of(TCB, "lsv", "map", "open"), 0,
	       "lsv_allows_it_when_nobody_writes");
}

static void test_record(void)
{
	struct kacs_denial *denial;
	char *reason;

	copy(TCB, "told");
	who("told");
	open("told", O_WRONLY | O_CLOEXEC);
	denial = last_denial();
	tap_ok(denial->step == KACS_STEP_FIXED_RULE &&
		       denial->rule == KACS_RULE_PINNED,
	       "refusal_to_change_what_is_pinned_is_its_own");
	reason = kacs_denial_reason(denial, NULL);
	tap_str(reason,
		"fixed rule: it is signed and in use, so its content stays as it is; put a new file in its place",
		"refusal_to_change_what_is_pinned_is_told_in_words");
	free(reason);
}

/* A file with what is on a disk, on which nothing changes meanwhile. */
static int copy_of_disk(const char *disk)
{
	static uint8_t block[65536], zeros[65536];
	int from = (int)must(open(disk, O_RDONLY | O_CLOEXEC));
	int to = (int)must(
		open("image", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
	off_t at = 0;
	ssize_t got;

	for (; (got = must(read(from, block, sizeof(block)))) > 0; at += got)
		if (memcmp(block, zeros, (size_t)got) != 0)
			must(pwrite(to, block, (size_t)got, at));
	must(ftruncate(to, at));
	close(from);
	return to;
}

/* Below a loop device is a file that is no other's business. */
static void mount_by_loop(int below, const char *where)
{
	int control = (int)must(open("/dev/loop-control", O_RDWR | O_CLOEXEC));
	char path[32];
	int loop;

	snprintf(path, sizeof(path), "/dev/loop%ld",
		 must(ioctl(control, LOOP_CTL_GET_FREE)));
	loop = (int)must(open(path, O_RDWR | O_CLOEXEC));
	must(ioctl(loop, LOOP_SET_FD, below));
	/* Nobody has open for writing what is mounted. */
	close(loop);
	must(mount(path, where, "ext4", 0, NULL));
	loop = (int)must(open(path, O_RDONLY | O_CLOEXEC));
	/* It goes with the mount. */
	must(ioctl(loop, LOOP_CLR_FD));
	close(loop);
	close(control);
}

/* With the disk mounted. */
static void test_loop(void)
{
	int disk = (int)must(open("disk", O_RDONLY | O_CLOEXEC));
	int image;

	must(ioctl(disk, FIFREEZE, 0));
	image = copy_of_disk("/dev/vda");
	must(ioctl(disk, FITHAW, 0));
	must(mkdir("looped", 0755));
	mount_by_loop(image, "looped");
	give_sd("looped", "O:SYG:SYD:(A;OICI;FA;;;SY)");
	copy(TCB, "looped/program");
	tap_eq(who("looped/program"), WHO_PLAIN,
	       "program_on_a_loop_device_has_no_trust");
	must(umount2("looped", 0));
	close(image);
	close(disk);
}

static void test_file_systems(void)
{
	char directory[256];

	snprintf(directory, sizeof(directory), "%s", own_directory());
	test_pinning("tmpfs");
	must(mkdir("disk", 0755));
	must(mount("/dev/vda", "disk", "ext4", 0, NULL));
	give_sd("disk", "O:SYG:SYD:(A;OICI;FA;;;SY)");
	must(chdir("disk"));
	test_pinning("ext4");
	tap_errno(open("/dev/vda", O_WRONLY | O_CLOEXEC), EBUSY,
		  "disk_below_does_not_open_for_writing");
	must(chdir(directory));
	test_loop();
	must(umount2("disk", MNT_DETACH));
}

int main(void)
{
	meet_people("signature");
	test_sections();
	test_tampering();
	test_attributes();
	test_scripts();
	test_lifecycle();
	test_file_systems();
	test_detours();
	test_writers();
	test_libraries();
	test_written_library();
	test_record();
	return tap_done();
}
