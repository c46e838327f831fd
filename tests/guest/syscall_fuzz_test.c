// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Random calls of KACS and KMES from many processes at once, well-formed and
 * not. It holds what must never happen; the kernel's own checkers see the rest.
 *
 *	syscall_fuzz_test [--seed S] [--calls N] [--processes P] [--life L]
 *
 * or FUZZ_SEED=S and so on in the environment, where the kernel's command line
 * puts them. With --life only that one of the run's lives is lived.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include "fuzz.h"

#define DIRECTORY "/tmp/syscall_fuzz"
#define DISK "/scratch"
#define PROCESSES_MAX 16u
#define THREADS_MAX 4u
#define CALLS_PER_LIFE 2000u
#define EXEC_CALLS 24u
/* From so many on every call must have had its chance. */
#define ENOUGH_CALLS 100000u

static const struct fuzz_role roles[] = {
	{.name = "system", .system = true, .threads = 3},
	{.name = "alice",
	 .person = {.user = ALICE},
	 .closed = true,
	 .threads = 1},
	{.name = "server",
	 .person = {.user = BOB,
		    .privileges = SE(IMPERSONATE) | SE(ASSIGN_PRIMARY_TOKEN)},
	 .closed = true,
	 .threads = 4},
	{.name = "restricted",
	 .person = {.user = ALICE,
		    .privileges = SE(ASSIGN_PRIMARY_TOKEN),
		    .more = "\"restricted_sids\":[{\"sid\":\"" EVERYONE
			    "\"},{\"sid\":\"S-1-5-12\"}]"},
	 .closed = true,
	 .half_closed = true,
	 .threads = 2},
	{.name = "creator",
	 .person = {.user = CAROL,
		    .groups = GROUP(ADMINISTRATORS),
		    .integrity = "high",
		    .privileges = SE(CREATE_TOKEN) | SE(TCB) | SE(SECURITY) |
				  SE(AUDIT) | SE(ASSIGN_PRIMARY_TOKEN) |
				  SE(IMPERSONATE) | SE(RESTORE) | SE(BACKUP)},
	 .threads = 1},
	{.name = "confined",
	 .person = {.user = MALLORY,
		    .integrity = "low",
		    .more = "\"confinement\":{\"sid\":\"S-1-15-2-1\","
			    "\"capabilities\":[{\"sid\":\"S-1-15-3-1\"}]}"},
	 .closed = true,
	 .half_closed = true,
	 .threads = 2},
	{.name = "alice_and_more",
	 .person = {.user = ALICE,
		    .disabled = SE(TIME_ZONE) | SE(SHUTDOWN) | SE(UNDOCK)},
	 .closed = true,
	 .threads = 4},
	{.name = "lone_system", .system = true, .threads = 1},
};

#define ROLES (sizeof(roles) / sizeof(*roles))

struct options {
	uint64_t seed;
	unsigned int calls, processes;
	long life; /* -1: all */
};

static struct options options = {.calls = 24000, .processes = 4, .life = -1};

static struct {
	uint8_t *spec;
	size_t spec_len;
} prepared[ROLES];

static uint64_t mix(uint64_t a, uint64_t b)
{
	struct fuzz fuzz = {.random = a * 0xff51afd7ed558ccdu + b};

	fuzz_random(&fuzz);
	return fuzz_random(&fuzz);
}

static void map_shared(bool again)
{
	int fd = FUZZ_SHARED_FD;

	if (!again) {
		fd = (int)must(memfd_create("fuzz", 0));
		must(ftruncate(fd, sizeof(struct fuzz_shared)));
		must(dup2(fd, FUZZ_SHARED_FD));
		close(fd);
	}
	fuzz_shared = mmap(NULL, sizeof(*fuzz_shared), PROT_READ | PROT_WRITE,
			   MAP_SHARED, FUZZ_SHARED_FD, 0);
	if (fuzz_shared == MAP_FAILED)
		tap_abort("mmap");
}

static struct fuzz workers[THREADS_MAX];
static struct fuzz_pool pool;

static void *work(void *arg)
{
	struct fuzz *fuzz = arg;

	fuzz_calls(fuzz, CALLS_PER_LIFE / fuzz->role->threads);
	return NULL;
}

__attribute__((noreturn)) static void live(unsigned int life)
{
	const struct fuzz_role *role = &roles[life % ROLES];
	uint64_t seed = mix(options.seed, life);
	pthread_t threads[THREADS_MAX];
	unsigned int i;

	fuzz_pool_init(&pool);
	for (i = 0; i < role->threads; i++) {
		fuzz_start(&workers[i], mix(seed, i), role, &pool);
		workers[i].life = life;
		workers[i].thread = i;
		workers[i].alone = role->threads == 1;
		workers[i].watched = workers[i].alone;
	}
	fuzz_pool_fill(&workers[0]);
	for (i = 1; i < role->threads; i++)
		if (pthread_create(&threads[i], NULL, work, &workers[i]))
			_exit(4);
	work(&workers[0]);
	for (i = 1; i < role->threads; i++)
		pthread_join(threads[i], NULL);
	fuzz_pool_drop(&pool);
	_exit(0);
}

/* After an exec: a few calls by what has become of the process. */
static int live_on(uint64_t seed, const char *name)
{
	const struct fuzz_role *role = NULL;
	size_t i;

	for (i = 0; i < ROLES; i++)
		if (strcmp(roles[i].name, name) == 0)
			role = &roles[i];
	if (!role)
		return 2;
	map_shared(true);
	atomic_fetch_add(&fuzz_shared->execs, 1);
	fuzz_pool_init(&pool);
	fuzz_start(&workers[0], seed, role, &pool);
	workers[0].child = true;
	fuzz_pool_fill(&workers[0]);
	fuzz_calls(&workers[0], EXEC_CALLS);
	fuzz_pool_drop(&pool);
	return 0;
}

static const char *directory_of(unsigned int slot)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/fuzz%u",
		 slot % 2 && access(DISK "/lost+found", F_OK) == 0 ? DISK
								   : DIRECTORY,
		 slot);
	return path;
}

/* What somebody has closed and filled is put aside. */
static void put_aside(const char *path, unsigned int life)
{
	char aside[96];

	snprintf(aside, sizeof(aside), "%s.old%u", path, life);
	if (unlink(path) && rmdir(path))
		rename(path, aside);
}

/* Every life begins with the same files, whatever the one before did. */
static void prepare_files(const char *directory, unsigned int life)
{
	static const char *const names[] = {"a", "b", "c", "d"};
	static const char sddl[] = "O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;FA;;;WD)";
	size_t i;

	if (set_sd(directory, sddl) || chdir(directory)) {
		put_aside(directory, life);
		make_directory(directory, sddl);
		must(chdir(directory));
	}
	unlink("dir/e");
	put_aside("dir", life);
	unlink("link");
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		put_aside(names[i], life);
		make_file(names[i], "O:SYG:SYD:(A;;FA;;;WD)");
	}
	must(chdir("/"));
}

static pid_t begin_life(unsigned int slot, unsigned int life)
{
	const char *directory = directory_of(slot);
	size_t role = life % ROLES;
	int token = -1;
	pid_t child;

	prepare_files(directory, life);
	if (!roles[role].system)
		token = (int)must(kacs_sys_create_token(
			prepared[role].spec, prepared[role].spec_len));
	child = fork();
	if (child < 0)
		tap_abort("fork");
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		must(chdir(directory));
		if (token >= 0) {
			become(token);
			close(token);
		}
		live(life);
	}
	if (token >= 0)
		close(token);
	return child;
}

static unsigned int end_life(pid_t running[], unsigned int lives[],
			     unsigned int *wrong)
{
	unsigned int slot;
	int status;
	pid_t pid = waitpid(-1, &status, 0);

	if (pid < 0)
		tap_abort("waitpid");
	for (slot = 0; slot < options.processes; slot++) {
		if (running[slot] != pid)
			continue;
		running[slot] = 0;
		if (status == 0)
			return 1;
		++*wrong;
		tap_note("life %u (%s) ended with status 0x%x", lives[slot],
			 roles[lives[slot] % ROLES].name, status);
		return 1;
	}
	return 0;
}

static unsigned int live_all(void)
{
	pid_t running[PROCESSES_MAX] = {0};
	unsigned int lives[PROCESSES_MAX] = {0};
	unsigned int first = options.life < 0 ? 0 : (unsigned int)options.life;
	unsigned int last =
		options.life < 0 ? options.calls / CALLS_PER_LIFE : first + 1;
	unsigned int life = first, going = 0, wrong = 0, slot;
	unsigned int next_note = last / 10 + 1;

	while (life < last || going) {
		for (slot = 0; slot < options.processes && life < last;
		     slot++) {
			if (running[slot])
				continue;
			lives[slot] = life;
			running[slot] = begin_life(slot, life++);
			going++;
		}
		going -= end_life(running, lives, &wrong);
		if (life < next_note)
			continue;
		tap_note("%u of %u lives", life, last);
		next_note += last / 10 + 1;
	}
	return wrong;
}

static void set_option(const char *name, const char *value)
{
	if (strcmp(name, "seed") == 0)
		options.seed = strtoull(value, NULL, 0);
	else if (strcmp(name, "calls") == 0)
		options.calls = (unsigned int)strtoul(value, NULL, 0);
	else if (strcmp(name, "processes") == 0)
		options.processes = (unsigned int)strtoul(value, NULL, 0);
	else if (strcmp(name, "life") == 0)
		options.life = strtol(value, NULL, 0);
	else
		tap_abort(name);
}

static void read_options(int argc, char **argv)
{
	static const char *const names[][2] = {
		{"FUZZ_SEED", "seed"},
		{"FUZZ_CALLS", "calls"},
		{"FUZZ_PROCESSES", "processes"},
		{"FUZZ_LIFE", "life"},
	};
	size_t i;
	int arg;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (getenv(names[i][0]))
			set_option(names[i][1], getenv(names[i][0]));
	for (arg = 1; arg + 1 < argc; arg += 2) {
		if (strncmp(argv[arg], "--", 2) != 0)
			tap_abort(argv[arg]);
		set_option(argv[arg] + 2, argv[arg + 1]);
	}
	if (options.processes == 0 || options.processes > PROCESSES_MAX ||
	    options.calls < CALLS_PER_LIFE)
		tap_abort("--processes must be 1 to 16, --calls at least 2000");
}

static void set_up(void)
{
	size_t i;

	for (i = 0; i < ROLES; i++)
		if (!roles[i].system)
			prepared[i].spec = person_spec(&roles[i].person,
						       &prepared[i].spec_len);
	make_directory(DIRECTORY, "O:SYG:SYD:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	make_directory(FUZZ_MEETING_PLACE,
		       "O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;FA;;;WD)");
	make_directory(FUZZ_MOUNT, "O:SYG:SYD:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	must(mount("tmpfs", FUZZ_MOUNT, "tmpfs", 0, NULL));
	copy_file("/proc/self/exe", FUZZ_PROGRAM, 0755);
	give_sd(FUZZ_PROGRAM, "O:SYG:SYD:(A;;FRFX;;;WD)(A;;FRFX;;;S-1-15-2-1)");
	make_file(FUZZ_CLOSED_FILE, "O:SYG:SYD:(A;;FA;;;SY)");
	make_file(FUZZ_HALF_CLOSED_FILE, "O:SYG:SYD:(A;;FA;;;" ALICE ")");
}

/* "12 EACCES 3 EINVAL" of what a call failed with; how often it did. */
static unsigned long describe_failures(size_t index, char *out, size_t room,
				       unsigned long *absent)
{
	unsigned long total = 0, count;
	size_t used = 0;
	int number;

	out[0] = '\0';
	*absent = 0;
	for (number = 0; number < FUZZ_ERRNOS; number++) {
		count = fuzz_shared->bad[index][number];
		if (!count)
			continue;
		total += count;
		if (number == ENOSYS || number == ENOTTY)
			*absent += count;
		if (used < room)
			used += (size_t)snprintf(out + used, room - used,
						 " %lu %s", count,
						 tap_errno_name(number));
	}
	return total;
}

static unsigned long report_calls(void)
{
	unsigned long total = 0, good, bad, absent;
	char failures[256];
	size_t i;

	for (i = 0; i < fuzz_entry_count(); i++) {
		const struct fuzz_entry *entry = fuzz_entry(i);

		good = fuzz_shared->good[i];
		bad = describe_failures(i, failures, sizeof(failures), &absent);
		total += good + bad;
		tap_note("%s: %lu good%s", entry->name, good, failures);
		if (good == 0 && 2 * absent > bad && !entry->always_bad)
			tap_skip(entry->name, "not in this kernel");
		else if (options.calls >= ENOUGH_CALLS)
			tap_ok((good || entry->always_bad) &&
				       (bad || entry->always_good),
			       "%s_is_good_and_bad", entry->name);
	}
	return total;
}

int main(int argc, char **argv)
{
	struct timespec before, after;
	unsigned int wrong;
	unsigned long total;

	fuzz_memory_init();
	fuzz_bytes_init();
	fuzz_run_init();
	if (argc == 4 && strcmp(argv[1], "--exec") == 0)
		return live_on(strtoull(argv[2], NULL, 0), argv[3]);
	options.seed = 20261121;
	read_options(argc, argv);
	map_shared(false);
	set_up();
	tap_note("seed %llu, %u calls, %u processes",
		 (unsigned long long)options.seed, options.calls,
		 options.processes);
	clock_gettime(CLOCK_MONOTONIC, &before);
	wrong = live_all();
	clock_gettime(CLOCK_MONOTONIC, &after);
	total = report_calls();
	tap_note("%lu calls in %ld s; %lu forks, %lu execs; %lu failed calls "
		 "compared; %lu attempts on closed files",
		 total, (long)(after.tv_sec - before.tv_sec),
		 fuzz_shared->forks, fuzz_shared->execs, fuzz_shared->compared,
		 fuzz_shared->closed);
	tap_eq(wrong, 0, "every_life_ends_by_itself");
	tap_ok(fuzz_shared->closed > 0, "closed_files_were_tried");
	tap_eq(fuzz_shared->broken[FUZZ_WIDENED], 0, "nobody_gains_rights");
	tap_ok(fuzz_shared->compared > 0, "failed_calls_were_compared");
	tap_eq(fuzz_shared->broken[FUZZ_CHANGED], 0,
	       "failed_calls_change_nothing");
	tap_eq(fuzz_shared->broken[FUZZ_OVERRUN], 0,
	       "nothing_is_written_behind_a_buffer");
	tap_eq(fuzz_shared->broken[FUZZ_BAD_ERRNO], 0,
	       "failures_are_known_errnos");
	return tap_done();
}
