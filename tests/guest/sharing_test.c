// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Identical descriptors share one object in the kernel, however many files have
 * them.
 */
#include <sched.h>
#include <sys/mount.h>
#include "guest.h"

#define FILES 5000
#define DESCRIPTORS 100
#define STATS "/sys/kernel/security/kacs/stats"

static long sd_objects(void)
{
	char line[64];
	FILE *stats = fopen(STATS, "r");
	long count = -1;

	while (stats && fgets(line, sizeof(line), stats))
		if (sscanf(line, "sd_objects %ld", &count) == 1)
			break;
	if (stats)
		fclose(stats);
	if (count < 0)
		tap_abort(STATS);
	return count;
}

/* When those that are on their way out are gone. */
static long settled_sd_objects(void)
{
	long before, now = sd_objects();
	int quiet = 0, tries;

	for (tries = 0; tries < 200 && quiet < 20; tries++) {
		usleep(10000);
		before = now;
		now = sd_objects();
		quiet = now == before ? quiet + 1 : 0;
	}
	return now;
}

static void file_name(char *name, size_t room, int index)
{
	snprintf(name, room, "many/%d", index);
}

static void make_files(void)
{
	char name[64], sddl[128];
	int i;

	for (i = 0; i < FILES; i++) {
		file_name(name, sizeof(name), i);
		close((int)must(open(name, O_WRONLY | O_CREAT | O_EXCL, 0600)));
		snprintf(sddl, sizeof(sddl),
			 "O:SYG:SYD:(A;;FA;;;SY)(A;;FR;;;" DOMAIN_SID "%d)",
			 20000 + i % DESCRIPTORS);
		give_sd(name, sddl);
	}
}

/*
 * What new files inherit is remembered by each CPU, in the place of something
 * else, which may be the last to refer to its descriptor.
 */
static void stay_on_this_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)must(sched_getcpu()), &set);
	must(sched_setaffinity(0, sizeof(set), &set));
}

int main(void)
{
	long before, with;

	stay_on_this_cpu();
	meet_people("sharing");
	make_directory("many", NULL);
	must(mount("none", "many", "tmpfs", 0, "mode=0755,size=64m"));
	/* What the root gives to new files is made once, too. */
	close((int)must(open("many/first", O_WRONLY | O_CREAT, 0600)));
	before = settled_sd_objects();
	make_files();
	with = settled_sd_objects();
	tap_note("%d files with %d descriptors: %ld objects, before %ld", FILES,
		 DESCRIPTORS, with, before);
	tap_eq(with - before, DESCRIPTORS,
	       "files_with_100_descriptors_keep_100");
	must(umount("many"));
	tap_ok(settled_sd_objects() <= before,
	       "descriptors_go_with_their_last_file");
	return tap_done();
}
