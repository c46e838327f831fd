// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * File systems whose files nobody gave a descriptor: views of the kernel,
 * file systems in memory, foreign media. PSD-004 11.1, 11.5.
 */
#include <dirent.h>
#include <linux/loop.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include "guest.h"

#define SETTING "/proc/sys/kernel/panic"
#define QUEUE "/sys/block/vda/queue/read_ahead_kb"

static int opens(const char *path, int flags)
{
	return open(path, flags | O_CLOEXEC, 0600);
}

/* This program with the setuid bit: euid 0, and still Alice. */
static int in_setuid_program(void)
{
	if (geteuid() != 0)
		return 1;
	if (opens(SETTING, O_WRONLY) >= 0)
		return 2;
	return errno == EACCES ? 0 : 3;
}

static int run_setuid(void)
{
	char *const argv[] = {"program", "setuid", NULL};

	return execv("setuid_program", argv);
}

static void test_proc(void)
{
	copy_file("/proc/self/exe", "setuid_program", 0755);
	give_sd("setuid_program", "D:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	must(chmod("setuid_program", 04755));
	tap_as(alice, opens(SETTING, O_RDONLY), 0,
	       "sysctl_is_read_by_everybody");
	tap_as(alice, opens(SETTING, O_WRONLY), EACCES,
	       "sysctl_is_not_written_by_users");
	tap_as(alice, run_setuid(), 0, "sysctl_refuses_a_cosmetic_root");
	tap_errno(opens(SETTING, O_WRONLY), 0, "sysctl_is_written_by_system");
	tap_as(carol, with_open(SETTING, O_WRONLY, write(fd, "0\n", 2)), 0,
	       "sysctl_is_written_by_administrators");
	tap_as(alice, opens("/proc/self/status", O_RDONLY), 0,
	       "own_status_is_read");
	tap_as(alice, opens("/proc/self/fd", O_RDONLY | O_DIRECTORY), 0,
	       "own_descriptors_are_listed");
	tap_as(alice, opens("/proc/self/environ", O_RDONLY), 0,
	       "own_environment_is_read");
	tap_as(alice, opens("/proc/self/oom_score_adj", O_WRONLY), 0,
	       "own_settings_are_written");
	tap_as(alice, opens("/proc/1/environ", O_RDONLY), EACCES,
	       "environment_of_system_is_not_read");
	tap_as(alice, opens("/proc/1/stat", O_RDONLY), 0,
	       "basics_of_system_are_read");
	tap_as(alice, opens("/proc/1/status", O_RDONLY), EACCES,
	       "details_of_system_are_not");
	tap_as(alice, chmod("/proc/1/stat", 0666), EACCES,
	       "modes_in_proc_are_not_changed_by_users");
	tap_as(alice, opens("/proc/kmsg", O_RDONLY), EACCES,
	       "kernel_messages_are_not_for_users");
	tap_errno(kacs_sys_get_sd(AT_FDCWD, "/proc/version",
				  KACS_DACL_SECURITY_INFORMATION, NULL, 0, 0),
		  EOPNOTSUPP, "unmanaged_files_have_no_descriptor");
}

static void test_sysfs(void)
{
	tap_as(alice, opens(QUEUE, O_RDONLY), 0, "sysfs_is_read_by_everybody");
	tap_as(alice, opens(QUEUE, O_WRONLY), EACCES,
	       "sysfs_is_not_written_by_users");
	tap_as(carol, opens(QUEUE, O_WRONLY), 0,
	       "sysfs_is_written_by_administrators");
}

#define ADMIN_ACES "(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"

static const struct {
	const char *name;
	const char *options;
	const char *sddl;
	int read;
	int create;
} roots[] = {
	{"private", "mode=0700", "O:SYG:SYD:" ADMIN_ACES, EACCES, EACCES},
	{"readable", "mode=0755",
	 "O:SYG:SYD:" ADMIN_ACES "(A;OICIIO;FA;;;CO)(A;OICI;FRFX;;;WD)", 0,
	 EACCES},
	{"shared", "mode=1777",
	 "O:SYG:SYD:" ADMIN_ACES "(A;OICIIO;FA;;;CO)(A;;0x1200af;;;WD)", 0, 0},
};

static int list_directory(const char *path)
{
	DIR *directory = opendir(path);

	if (!directory)
		return -1;
	return readdir(directory) ? 0 : -1;
}

static void test_tmpfs(void)
{
	size_t i;

	must(mkdir("memory", 0755));
	for (i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
		must(mount("none", "memory", "tmpfs", 0, roots[i].options));
		tap_str(sd_text("memory", OGD), roots[i].sddl,
			"tmpfs_root_follows_its_mode_%s", roots[i].name);
		tap_as(alice, list_directory("memory"), roots[i].read,
		       "tmpfs_%s_is_listed", roots[i].name);
		tap_as(alice, opens("memory/x", O_WRONLY | O_CREAT),
		       roots[i].create, "tmpfs_%s_takes_files", roots[i].name);
		must(umount("memory"));
	}
}

/* What is shared is still owned by who made it. */
static void test_shared(void)
{
	must(mount("none", "memory", "tmpfs", 0, "mode=1777"));
	as(alice, opens("memory/of_alice", O_WRONLY | O_CREAT | O_EXCL));
	tap_as(alice, opens("memory/of_alice", O_RDWR), 0,
	       "creator_owns_what_is_in_a_shared_directory");
	tap_as(bob, opens("memory/of_alice", O_RDONLY), EACCES,
	       "others_do_not_open_what_is_in_a_shared_directory");
	tap_as(bob, unlink("memory/of_alice"), EACCES,
	       "others_do_not_remove_what_is_in_a_shared_directory");
	tap_as(bob, rename("memory/of_alice", "memory/of_bob"), EACCES,
	       "others_do_not_rename_what_is_in_a_shared_directory");
	tap_as(alice, unlink("memory/of_alice"), 0,
	       "creator_removes_what_is_in_a_shared_directory");
	must(umount("memory"));
}

static void test_devices(void)
{
	tap_as(alice, opens("/dev/null", O_RDWR), 0,
	       "device_nodes_follow_the_drivers_mode");
	tap_as(alice, opens("/dev/urandom", O_RDONLY), 0,
	       "random_numbers_are_for_everybody");
	tap_as(alice, opens("/dev/kmsg", O_WRONLY), EACCES,
	       "kernel_log_device_is_not");
	tap_as(alice, opens("/dev/vda", O_RDONLY), EACCES, "disk_is_not");
	tap_as(carol, opens("/dev/vda", O_RDONLY), 0,
	       "disk_is_for_administrators");
}

static int open_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	if (master < 0 || grantpt(master) || unlockpt(master))
		return -1;
	return open(ptsname(master), O_RDWR | O_NOCTTY);
}

/* A terminal of Alice's, which her process opens and Bob's tries to. */
static int terminal_of_another(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	char name[64];
	pid_t child;

	if (master < 0 || unlockpt(master))
		return (int)OPEN_FAILED();
	snprintf(name, sizeof(name), "%s", ptsname(master));
	child = fork();
	if (child == 0) {
		become(bob);
		as_exit(opens(name, O_RDWR | O_NOCTTY));
	}
	errno = as_wait(child);
	return errno ? -1 : 0;
}

static void test_terminals(void)
{
	int spawner = token_for(.privileges = SE(ASSIGN_PRIMARY_TOKEN));

	tap_as(alice, open_terminal(), 0, "terminal_is_its_creators");
	tap_as(spawner, terminal_of_another(), EACCES,
	       "terminal_is_nobody_elses");
	close(spawner);
}

/*
 * A file system without room for descriptors. The image is made here: a FAT
 * with an empty root directory and one file in it.
 */
static void make_fat(const char *path)
{
	static uint8_t disk[64 * 1024];
	static const uint8_t boot[] = {
		0xeb, 0x3c, 0x90, 'M', 'S',  'D',  'O',
		'S',  '5',  '.',  '0', 0x00, 0x02, /* bytes a sector */
		0x01,				   /* sectors a cluster */
		0x01, 0x00,			   /* reserved sectors */
		0x01,				   /* tables */
		0x10, 0x00,			   /* root entries */
		0x80, 0x00,			   /* sectors */
		0xf8,				   /* medium */
		0x01, 0x00,			   /* sectors a table */
	};
	uint8_t *root = disk + 2 * 512;
	int fd;

	memcpy(disk, boot, sizeof(boot));
	disk[38] = 0x29;
	memcpy(disk + 43, "KACS       FAT12   ", 19);
	disk[510] = 0x55;
	disk[511] = 0xaa;
	memcpy(disk + 512, "\xf8\xff\xff\xff\x0f", 5); /* cluster 2 ends */
	memcpy(root, "FILE    TXT", 11);
	root[11] = 0x20;
	root[26] = 2;
	root[28] = 5;
	memcpy(disk + 3 * 512, "hello", 5);
	fd = (int)must(open(path, O_RDWR | O_CREAT | O_TRUNC, 0600));
	must(write(fd, disk, sizeof(disk)));
	close(fd);
}

static int loop_device(const char *image)
{
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int number = control < 0 ? -1 : ioctl(control, LOOP_CTL_GET_FREE);
	int file = open(image, O_RDWR | O_CLOEXEC);
	char name[32];
	int loop;

	snprintf(name, sizeof(name), "/dev/loop%d", number);
	loop = number < 0 ? -1 : open(name, O_RDWR | O_CLOEXEC);
	if (loop < 0 || ioctl(loop, LOOP_SET_FD, file))
		return -1;
	close(file);
	close(control);
	/* A device that is open for writing cannot be mounted. */
	close(loop);
	return number;
}

static void test_foreign(void)
{
	char device[32];
	int number;

	make_fat("fat");
	number = loop_device("fat");
	must(mkdir("foreign", 0755));
	snprintf(device, sizeof(device), "/dev/loop%d", number);
	if (number < 0 || mount(device, "foreign", "vfat", 0, NULL)) {
		tap_skip("foreign_media", tap_errno_name(errno));
		return;
	}
	tap_str(sd_text("foreign", OGD),
		"O:SYG:SYD:(A;;FA;;;SY)(A;;FA;;;BA)(A;;FRFX;;;WD)",
		"foreign_root_gets_the_fallback");
	tap_as(alice, opens("foreign/file.txt", O_RDONLY), 0,
	       "foreign_files_are_read_by_everybody");
	tap_as(alice, opens("foreign/file.txt", O_RDWR), EACCES,
	       "foreign_files_are_not_written_by_everybody");
	tap_as(alice, opens("foreign/new.txt", O_RDWR | O_CREAT), EACCES,
	       "foreign_directories_are_not_written_by_everybody");
	tap_as(carol, opens("foreign/file.txt", O_RDWR), 0,
	       "foreign_files_are_written_by_administrators");
	tap_str(sd_text("foreign/file.txt", KACS_OWNER_SECURITY_INFORMATION),
		"O:SY", "made_up_descriptors_do_not_depend_on_who_looks");
	tap_as(carol, opens("foreign/new.txt", O_RDWR | O_CREAT), 0,
	       "foreign_directories_take_files_of_administrators");
	give_sd("foreign/file.txt", "D:(A;;FA;;;" ALICE ")");
	tap_as(alice, opens("foreign/file.txt", O_RDWR), 0,
	       "foreign_descriptors_can_be_set_for_now");
	must(umount("foreign"));
	must(mount(device, "foreign", "vfat", 0, NULL));
	tap_as(alice, opens("foreign/file.txt", O_RDWR), EACCES,
	       "foreign_descriptors_are_not_kept");
	must(umount("foreign"));
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "setuid") == 0)
		return in_setuid_program();
	meet_people("unmanaged");
	test_proc();
	test_sysfs();
	test_tmpfs();
	test_shared();
	test_devices();
	test_terminals();
	test_foreign();
	return tap_done();
}
