// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Descriptors on a medium: missing, corrupt, large, repaired. PSD-004 3.12,
 * 11.5, 11.6.
 *
 * No program can damage a descriptor through the file system, so the disk is
 * unmounted and its bytes are changed.
 */
#include "kmes.h"
#include "scratch.h"

#define ROOT_SD "O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;WD)"

/* Everybody may do anything: what is refused is refused for lack of sense. */
#define OPEN_SD(owner) "O:" owner "G:SYD:(A;;FA;;;WD)"

/* An open that leaves nothing open, which would keep the disk mounted. */
static int opens(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	return fd < 0 ? -1 : close(fd);
}

/* Sets all of a descriptor through O_PATH, as a repair does. */
static int repair(const char *path, const char *sddl)
{
	int fd = open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW);

	int result = fd < 0 ? (int)OPEN_FAILED()
			    : set_sd_at(fd, "", sddl, AT_EMPTY_PATH);
	int number = errno;

	if (fd >= 0)
		close(fd);
	errno = number;
	return result;
}

static void test_missing_root(void)
{
	tap_errno(opens(PLACE, O_RDONLY), EACCES,
		  "missing_sd_denies_even_system");
	tap_errno(opens(PLACE "/new", O_WRONLY | O_CREAT), EACCES,
		  "nothing_is_made_in_a_directory_with_a_missing_sd");
	tap_errno(chdir(PLACE), EACCES,
		  "directory_with_a_missing_sd_is_not_entered");
	tap_as(carol, repair(PLACE, ROOT_SD), EACCES,
	       "administrators_do_not_repair_without_the_privilege");
	tap_errno(repair(PLACE, "D:(A;;FA;;;SY)"), EINVAL,
		  "repair_of_a_missing_sd_needs_an_owner");
	tap_errno(repair(PLACE, ROOT_SD), 0,
		  "restore_privilege_repairs_a_missing_sd");
	tap_errno(opens(PLACE, O_RDONLY), 0, "repaired_sd_decides");
}

/* The name of the xattr is stored without its prefix. */
static void test_missing(void)
{
	int restorer = token_for(.user = BOB, .privileges = SE(RESTORE));
	int stopper = token_for(.user = BOB, .bare = true);
	struct replacement name = {.pattern = (uint8_t *)"peios.sd",
				   .with = (uint8_t *)"peios.no",
				   .len = 8};

	make_directory(PLACE "/lost", OPEN_SD("SY"));
	make_file(PLACE "/lost/file", OPEN_SD("SY"));
	unmount_scratch();
	replace_on_scratch(&name, 1);
	tap_ok(name.found > 0, "descriptors_are_on_the_medium");
	mount_scratch();
	must(repair(PLACE, ROOT_SD));
	tap_errno(opens(PLACE "/lost/file", O_RDONLY), EACCES,
		  "file_with_a_missing_sd_is_denied_to_system");
	tap_errno(access(PLACE "/lost/file", F_OK), EACCES,
		  "file_with_a_missing_sd_has_no_attributes");
	tap_errno(unlink(PLACE "/lost/file"), EACCES,
		  "file_with_a_missing_sd_is_not_removed");
	tap_str(sd_text(PLACE "/lost/file", OGD), "errno EACCES",
		"missing_sd_is_not_read");
	must(repair(PLACE "/lost/file", OPEN_SD("SY")));
	tap_as(bob, open(PLACE "/lost/file", O_RDONLY), 0,
	       "change_notify_walks_through_a_missing_sd");
	tap_as(stopper, open(PLACE "/lost/file", O_RDONLY), EACCES,
	       "nobody_else_walks_through_a_missing_sd");
	tap_as(restorer, repair(PLACE "/lost", OPEN_SD("BA")), 0,
	       "restore_privilege_repairs_for_any_owner");
	tap_as(stopper, open(PLACE "/lost/file", O_RDONLY), 0,
	       "repaired_directory_is_walked");
	close(restorer);
	close(stopper);
}

/* A unique owner makes a descriptor findable: its RID is the second last. */
#define MARKED "S-1-5-21-4042322160-252645135-"

struct corruption {
	const char *name;
	size_t offset; /* from the start of the descriptor */
	uint8_t bytes[4];
	size_t count;
};

/* OPEN_SD of MARKED: header, owner (24), group (12), DACL (8 + 20). */
#define DACL_AT (20 + 24 + 12)

static const struct corruption corruptions[] = {
	{"revision", 0, {2}, 1},
	{"not_self_relative", 3, {0}, 1},
	{"owner_outside", 4, {0xff, 0xff, 0, 0}, 4},
	{"no_owner", 4, {0, 0, 0, 0}, 4},
	{"group_outside", 8, {0xff, 0xff, 0xff, 0xff}, 4},
	{"dacl_outside", 16, {0, 1, 0, 0}, 4},
	{"owner_revision", 20, {7}, 1},
	{"owner_too_long", 21, {15}, 1},
	{"acl_revision", DACL_AT, {1}, 1},
	{"acl_too_long", DACL_AT + 2, {0xff, 0x7f}, 2},
	{"acl_too_short", DACL_AT + 2, {4, 0}, 2},
	{"ace_count", DACL_AT + 4, {9, 0}, 2},
	{"ace_too_long", DACL_AT + 8 + 2, {0x00, 0x10}, 2},
	{"ace_of_no_length", DACL_AT + 8 + 2, {0, 0}, 2},
	{"ace_sid_revision", DACL_AT + 8 + 8, {0}, 1},
};

#define CORRUPTIONS (sizeof(corruptions) / sizeof(*corruptions))

static void corrupt_name(char *path, size_t room, size_t index)
{
	snprintf(path, room, PLACE "/corrupt_%s", corruptions[index].name);
}

static void make_marked(size_t index)
{
	char path[128], sddl[256];

	corrupt_name(path, sizeof(path), index);
	snprintf(sddl, sizeof(sddl), "O:" MARKED "%zuG:SYD:(A;;FA;;;WD)",
		 3000000000u + index);
	make_file(path, sddl);
}

/* The whole descriptor is the pattern, so that nothing else is hit. */
static struct replacement damage_of(size_t index)
{
	const struct corruption *how = &corruptions[index];
	struct replacement damage = {.found = 0};
	char sddl[256];

	snprintf(sddl, sizeof(sddl), "O:" MARKED "%zuG:SYD:(A;;FA;;;WD)",
		 3000000000u + index);
	damage.pattern = sd_bytes(sddl, &damage.len);
	damage.with = malloc(damage.len);
	memcpy(damage.with, damage.pattern, damage.len);
	memcpy(damage.with + how->offset, how->bytes, how->count);
	return damage;
}

static void damage_all(void)
{
	struct replacement damages[CORRUPTIONS];
	size_t i;

	for (i = 0; i < CORRUPTIONS; i++)
		damages[i] = damage_of(i);
	replace_on_scratch(damages, CORRUPTIONS);
	for (i = 0; i < CORRUPTIONS; i++) {
		if (damages[i].found < 1)
			tap_abort(corruptions[i].name);
		free(damages[i].pattern);
		free(damages[i].with);
	}
}

/* How often the kernel complained about a corrupt descriptor so far. */
static int complaints(void)
{
	int fd = (int)must(open("/dev/kmsg", O_RDONLY | O_NONBLOCK));
	char line[1024];
	ssize_t len;
	int count = 0;

	for (;;) {
		len = read(fd, line, sizeof(line) - 1);
		if (len < 0 && errno == EPIPE)
			continue;
		if (len <= 0)
			break;
		line[len] = '\0';
		if (strstr(line, "corrupt security descriptor"))
			count++;
	}
	close(fd);
	return count;
}

static void test_corrupt(void)
{
	struct kacs_events *events;
	char path[128];
	size_t i;
	int before;

	for (i = 0; i < CORRUPTIONS; i++)
		make_marked(i);
	unmount_scratch();
	damage_all();
	mount_scratch();
	events = attach_now();
	for (i = 0; i < CORRUPTIONS; i++) {
		corrupt_name(path, sizeof(path), i);
		before = complaints();
		tap_errno(opens(path, O_RDONLY), EACCES,
			  "corrupt_sd_%s_denies_system", corruptions[i].name);
		tap_as(alice, open(path, O_RDONLY), EACCES,
		       "corrupt_sd_%s_denies_users", corruptions[i].name);
		tap_errno(access(path, F_OK), EACCES,
			  "corrupt_sd_%s_hides_attributes",
			  corruptions[i].name);
		tap_eq(complaints() - before, 1, "corrupt_sd_%s_is_logged_once",
		       corruptions[i].name);
		tap_eq(count_of(events, "kacs-corrupt-sd"), 1,
		       "corrupt_sd_%s_is_told_once", corruptions[i].name);
		tap_errno(set_sd(path, "D:(A;;FA;;;SY)"), EINVAL,
			  "corrupt_sd_%s_is_not_repaired_in_part",
			  corruptions[i].name);
		tap_as(carol, repair(path, OPEN_SD("BA")), EACCES,
		       "corrupt_sd_%s_is_not_repaired_without_the_privilege",
		       corruptions[i].name);
		tap_errno(repair(path, OPEN_SD("SY")), 0,
			  "corrupt_sd_%s_is_repaired_through_o_path",
			  corruptions[i].name);
		tap_as(alice, open(path, O_RDWR), 0,
		       "corrupt_sd_%s_decides_when_repaired",
		       corruptions[i].name);
		must(unlink(path));
	}
	kacs_events_free(events);
}

/* The same bytes from a program: refused, and nothing changes. */
static void test_malformed_input(void)
{
	struct replacement damage;
	char before[512];
	size_t i;

	make_file("input", OPEN_SD("SY"));
	snprintf(before, sizeof(before), "%s", sd_text("input", OGD));
	for (i = 0; i < CORRUPTIONS; i++) {
		damage = damage_of(i);
		tap_errno(kacs_sys_set_sd(AT_FDCWD, "input", OGD, damage.with,
					  (uint32_t)damage.len, 0),
			  EINVAL, "sd_with_%s_is_refused", corruptions[i].name);
		free(damage.pattern);
		free(damage.with);
	}
	tap_str(sd_text("input", OGD), before, "refused_sds_change_nothing");
}

/* As many ACEs for others as fit, then one for Alice. */
static uint8_t *large_sd(size_t *len, unsigned int aces)
{
	size_t room = 64 * (aces + 2), used = 0;
	char *text = malloc(room);
	uint8_t *sd;
	unsigned int i;

	used = (size_t)snprintf(text, room, "O:SYG:SYD:");
	for (i = 0; i < aces; i++)
		used += (size_t)snprintf(text + used, room - used,
					 "(A;;FA;;;S-1-5-21-9-9-9-%u)",
					 100000 + i);
	snprintf(text + used, room - used, "(A;;FA;;;" ALICE ")");
	sd = sd_bytes(text, len);
	free(text);
	return sd;
}

static int set_all(const char *path, const uint8_t *sd, size_t len)
{
	return kacs_sys_set_sd(AT_FDCWD, path, OGD, sd, (uint32_t)len, 0);
}

static bool has_sd(const char *path, const uint8_t *sd, size_t len)
{
	uint8_t *got;
	size_t got_len;
	bool same;

	if (kacs_file_sd(AT_FDCWD, path, OGD, 0, &got, &got_len))
		return false;
	same = got_len == len && memcmp(got, sd, len) == 0;
	free(got);
	return same;
}

static void test_large_on(const char *what, const char *path, bool on_disk)
{
	/* 36 bytes an ACE: the largest that an ACL's 16-bit length allows. */
	static const unsigned int sizes[] = {10, 20, 110, 120, 500, 1817};
	uint8_t *sd;
	size_t len = 0, i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		sd = large_sd(&len, sizes[i]);
		tap_errno(set_all(path, sd, len), 0, "sd_of_%zu_bytes_on_%s",
			  len, what);
		if (on_disk) {
			unmount_scratch();
			mount_scratch();
		}
		tap_ok(has_sd(path, sd, len), "sd_of_%zu_bytes_comes_back_%s",
		       len, what);
		tap_as(alice, open(path, O_RDWR), 0,
		       "last_ace_of_an_sd_of_%zu_bytes_decides_%s", len, what);
		tap_as(bob, open(path, O_RDONLY), EACCES,
		       "sd_of_%zu_bytes_denies_%s", len, what);
		free(sd);
	}
	tap_ok(len > 65400 && len <= 65535, "largest_sd_was_tried_%s", what);
}

static void test_large(void)
{
	make_file("large", "O:SYG:SYD:(A;;FA;;;SY)");
	test_large_on("tmpfs", "large", false);
	make_file(PLACE "/large", "O:SYG:SYD:(A;;FA;;;SY)");
	test_large_on("ext4", PLACE "/large", true);
}

int main(void)
{
	meet_people("storage");
	if (!scratch_is_there()) {
		tap_skip("storage", "no disk");
		return tap_done();
	}
	test_missing_root();
	test_missing();
	test_corrupt();
	must(chdir(own_directory()));
	test_malformed_input();
	test_large();
	return tap_done();
}
