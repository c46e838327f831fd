// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The tables of bad input, row by row. */
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include "bad_input.h"

int descriptor_of[KINDS];

static const char *const kind_names[KINDS] = {
	[MINUS_ONE] = "minus_1",
	[LEAST] = "the_least_number",
	[LARGEST] = "the_largest_number",
	[NOT_OPEN] = "what_is_not_open",
	[A_PIPE] = "a_pipe",
	[A_FILE] = "a_file",
	[A_DIRECTORY] = "a_directory",
	[BY_PATH] = "an_o_path_handle",
	[AN_EVENTFD] = "an_eventfd",
	[A_SOCKET] = "a_socket",
	[A_TOKEN] = "a_token_handle_without_rights",
	[A_PROCESS] = "a_pidfd",
	[A_DEAD_PROCESS] = "a_pidfd_of_the_dead",
};

static int pidfd_of_the_dead(void)
{
	pid_t child = (pid_t)must(fork());
	int pidfd;

	if (child == 0)
		_exit(0);
	pidfd = (int)must(syscall(SYS_pidfd_open, child, 0));
	must(waitpid(child, NULL, 0));
	return pidfd;
}

/* Once, before the state is remembered. */
static void make_descriptors(void)
{
	int ends[2];

	must(pipe2(ends, O_CLOEXEC));
	close(ends[1]);
	descriptor_of[MINUS_ONE] = -1;
	descriptor_of[LEAST] = INT32_MIN;
	descriptor_of[LARGEST] = INT32_MAX;
	descriptor_of[NOT_OPEN] = CLOSED;
	descriptor_of[A_PIPE] = ends[0];
	descriptor_of[A_FILE] =
		(int)must(open(SUBJECT_FILE, O_RDWR | O_CLOEXEC));
	descriptor_of[A_DIRECTORY] =
		(int)must(open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	descriptor_of[BY_PATH] =
		(int)must(open(SUBJECT_FILE, O_PATH | O_CLOEXEC));
	descriptor_of[AN_EVENTFD] = (int)must(eventfd(0, EFD_CLOEXEC));
	descriptor_of[A_SOCKET] =
		(int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	descriptor_of[A_TOKEN] = (int)must(
		duplicate(subject, KACS_READ_CONTROL, KACS_TOKEN_PRIMARY, 0));
	descriptor_of[A_PROCESS] =
		(int)must(syscall(SYS_pidfd_open, getpid(), 0));
	descriptor_of[A_DEAD_PROCESS] = pidfd_of_the_dead();
	remember_state();
}

/* The arguments of a call with one thing that is another. */
struct attempt {
	uint64_t arguments[6];
	_Alignas(8) uint8_t bytes[4096];
};

static void prepare_attempt(struct attempt *attempt, const struct call *call,
			    int argument, int offset, size_t size,
			    uint64_t value)
{
	uint64_t *place = &attempt->arguments[argument];

	memcpy(attempt->arguments, call->arguments, sizeof(call->arguments));
	if (offset == DIRECT) {
		*place = value;
		return;
	}
	if (call->sizes[argument] > sizeof(attempt->bytes) ||
	    (size_t)offset + size > call->sizes[argument])
		tap_abort(call->name);
	memcpy(attempt->bytes, (void *)*place, call->sizes[argument]);
	memcpy(attempt->bytes + offset, &value, size);
	*place = (uintptr_t)attempt->bytes;
}

static long make(const struct call *call, const uint64_t *arguments)
{
	return syscall(call->number, arguments[0], arguments[1], arguments[2],
		       arguments[3], arguments[4], arguments[5]);
}

static uint64_t good_value(const struct call *call, int argument, int offset,
			   size_t size)
{
	uint64_t value = 0;

	if (offset == DIRECT)
		return call->arguments[argument];
	memcpy(&value, (uint8_t *)call->arguments[argument] + offset, size);
	return value;
}

void refuse_wrongs(const struct wrong *rows, size_t count)
{
	struct attempt attempt;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct wrong *row = &rows[i];

		if (good_value(row->call, row->argument, row->offset,
			       row->size) == row->value)
			tap_abort(row->name);
		prepare_attempt(&attempt, row->call, row->argument, row->offset,
				row->size, row->value);
		refused(make(row->call, attempt.arguments), row->expected,
			"%s_%s", row->call->name, row->name);
	}
}

/* Two pages of which the second one is not there. */
static uint8_t *pages;
static size_t page_size;

static void map_pages(void)
{
	page_size = (size_t)sysconf(_SC_PAGESIZE);
	pages = mmap(NULL, 2 * page_size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED)
		tap_abort("mmap");
	must(munmap(pages + page_size, page_size));
}

static void unmap_pages(void)
{
	must(munmap(pages, page_size));
}

static void refuse_at(const struct address *row, uint64_t address, int expected,
		      const char *where)
{
	struct attempt attempt;

	prepare_attempt(&attempt, row->call, row->argument, row->offset,
			row->place, address);
	refused(make(row->call, attempt.arguments), expected, "%s_%s_%s",
		row->call->name, row->name, where);
}

/* So many of the good bytes from there on. */
static void put_good(const struct address *row, uint8_t *at, size_t size)
{
	uint64_t good =
		good_value(row->call, row->argument, row->offset, row->place);

	if (size > page_size)
		tap_abort(row->name);
	if (good)
		memcpy(at, (void *)good, size);
}

static void refuse_nowhere(const struct address *row)
{
	static const struct {
		const char *name;
		uint64_t address;
	} nowhere[] = {{"not_mapped", NOT_MAPPED},
		       {"in_the_kernel", IN_KERNEL},
		       {"not_canonical", NOT_CANONICAL},
		       {"behind_user_space", 0x7ffffffff000}};
	size_t i;

	if (row->null)
		refuse_at(row, 0, row->null, "null");
	for (i = 0; i < COUNT(nowhere); i++)
		refuse_at(row, nowhere[i].address, EFAULT, nowhere[i].name);
	refuse_at(row, UINT64_MAX, row->last ? row->last : EFAULT, "last");
}

static void refuse_too_little(const struct address *row)
{
	uint8_t *at = pages + page_size - row->size + 1;

	put_good(row, at, row->size - 1);
	refuse_at(row, (uintptr_t)at, EFAULT, "across_the_edge_of_memory");
	put_good(row, pages, row->size);
	if (row->use & WRITTEN) {
		must(mprotect(pages, page_size, PROT_READ));
		refuse_at(row, (uintptr_t)pages, EFAULT,
			  "in_memory_for_reading_only");
	}
	must(mprotect(pages, page_size, PROT_NONE));
	refuse_at(row, (uintptr_t)pages, EFAULT, "in_memory_of_no_use");
	must(mprotect(pages, page_size, PROT_READ | PROT_WRITE));
}

void refuse_addresses(const struct address *rows, size_t count)
{
	size_t i;

	map_pages();
	for (i = 0; i < count; i++) {
		refuse_nowhere(&rows[i]);
		refuse_too_little(&rows[i]);
	}
	unmap_pages();
}

void refuse_bits(const struct bits *rows, size_t count)
{
	struct attempt attempt;
	char taken[64 * 20];
	unsigned int bit;
	size_t i, used;

	for (i = 0; i < count; i++) {
		const struct bits *row = &rows[i];
		uint64_t good = good_value(row->call, row->argument,
					   row->offset, row->size);
		unsigned int width = row->offset == DIRECT
					     ? 32
					     : 8 * (unsigned int)row->size;

		taken[0] = '\0';
		for (used = bit = 0; bit < width; bit++) {
			if (row->meaning >> bit & 1)
				continue;
			prepare_attempt(&attempt, row->call, row->argument,
					row->offset, row->size,
					good ^ 1ull << bit);
			errno = 0;
			if (make(row->call, attempt.arguments) == -1 &&
			    errno == row->expected)
				continue;
			used += (size_t)snprintf(taken + used,
						 sizeof(taken) - used, "%u:%s ",
						 bit, tap_errno_name(errno));
		}
		tap_str(taken, "", "%s_%s_without_a_meaning", row->call->name,
			row->name);
		tap_ok(nothing_changed(row->expected),
		       "%s_%s_without_a_meaning_changes_nothing",
		       row->call->name, row->name);
	}
}

void refuse_descriptors(const struct descriptor *rows, size_t count)
{
	struct attempt attempt;
	size_t i;
	int kind;

	if (!descriptor_of[MINUS_ONE])
		make_descriptors();
	for (i = 0; i < count; i++) {
		const struct descriptor *row = &rows[i];

		for (kind = 0; kind < KINDS; kind++) {
			if (row->expected[kind] == ACCEPTED)
				continue;
			prepare_attempt(&attempt, row->call, row->argument,
					row->offset, row->size,
					(uint32_t)descriptor_of[kind]);
			refused(make(row->call, attempt.arguments),
				row->expected[kind] ? row->expected[kind]
						    : row->otherwise,
				"%s_%s_of_%s", row->call->name, row->name,
				kind_names[kind]);
		}
	}
}

void close_returned(const uint64_t *arguments, long returned)
{
	(void)arguments;
	must(close((int)returned));
}

static long make_and_undo(const struct call *call, const uint64_t *arguments)
{
	long returned = make(call, arguments);
	int number = errno;

	if (returned >= 0 && call->undo)
		call->undo(arguments, returned);
	errno = number;
	return returned;
}

void accept_calls(const struct call *const *calls, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		tap_errno(make_and_undo(calls[i], calls[i]->arguments), 0,
			  "good_%s_succeeds", calls[i]->name);
	remember_state();
}

void accept_odd_addresses(const struct address *rows, size_t count)
{
	struct attempt attempt;
	size_t i;

	map_pages();
	for (i = 0; i < count; i++) {
		const struct address *row = &rows[i];

		put_good(row, pages + 1, row->size);
		prepare_attempt(&attempt, row->call, row->argument, row->offset,
				row->place, (uintptr_t)(pages + 1));
		tap_errno(make_and_undo(row->call, attempt.arguments), 0,
			  "%s_%s_at_an_odd_address_succeeds", row->call->name,
			  row->name);
	}
	unmap_pages();
	remember_state();
}
