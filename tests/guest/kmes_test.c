// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The rings of events, byte for byte, and who may map them: PSD-003 2, 4.1.4,
 * 5.1, 8.
 */
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <time.h>
#include "kmes.h"

static int fds[MOST_CPUS];
static int cpus = MOST_CPUS;
static uint64_t capacity;

/* The same layout again, by the numbers of the specification alone. */
static uint8_t *rings[MOST_CPUS];

static uint64_t at(const uint8_t *bytes, size_t offset, size_t width)
{
	uint64_t value = 0;

	while (width--)
		value = value << 8 | bytes[offset + width];
	return value;
}

static bool all_zero(const uint8_t *bytes, size_t from, size_t to)
{
	while (from < to)
		if (bytes[from++])
			return false;
	return true;
}

static size_t mapping_bytes(void)
{
	return 8192 + 2 * (size_t)capacity;
}

static void *map(int prot, int flags, size_t len, off_t offset)
{
	return mmap(NULL, len, prot, flags, fds[0], offset);
}

static long try_map(int prot, int flags, size_t len, off_t offset)
{
	void *mapping = map(prot, flags, len, offset);

	if (mapping == MAP_FAILED)
		return -1;
	munmap(mapping, len);
	return 0;
}

static void test_attach(void)
{
	int privileged = token_for(.privileges = SE(SECURITY));
	int disabled = token_for(.disabled = SE(SECURITY));
	int count = 0, one[MOST_CPUS], i;
	uint64_t size = 77;
	long online = sysconf(_SC_NPROCESSORS_ONLN);

	tap_as(alice, kacs_sys_attach(NULL, NULL, NULL), EPERM,
	       "attach_needs_security_privilege");
	tap_as(disabled, kacs_sys_attach(one, &count, &size), EPERM,
	       "attach_needs_the_privilege_enabled");
	tap_as(privileged,
	       (count = MOST_CPUS, kacs_sys_attach(one, &count, &size)), 0,
	       "attach_with_security_privilege");
	tap_errno(kacs_sys_attach(NULL, &count, NULL), ERANGE,
		  "attach_with_no_room");
	tap_eq(count, online, "attach_says_how_many_rings_there_are");
	count = (int)online - 1;
	tap_errno(kacs_sys_attach(one, &count, &size), ERANGE,
		  "attach_with_room_for_one_too_few");
	tap_eq(count, online, "attach_says_so_again");
	tap_eq(size, 77, "attach_that_fails_says_no_capacity");

	/* What was made before the failure is gone: numbers begin again. */
	i = dup(0);
	close(i);
	count = MOST_CPUS;
	tap_errno(kacs_sys_attach(NULL, &count, &size), EFAULT,
		  "attach_without_descriptors");
	count = MOST_CPUS;
	tap_errno(kacs_sys_attach(one, &count, NULL), EFAULT,
		  "attach_without_a_capacity");
	must(kacs_sys_attach(fds, &cpus, &capacity));
	tap_eq(fds[0], i, "attach_that_fails_leaves_no_descriptor");
	tap_eq(cpus, online, "attach_gives_a_descriptor_for_each_cpu");
	tap_eq(fcntl(fds[0], F_GETFD), FD_CLOEXEC,
	       "attached_descriptors_close_on_exec");
	tap_ok(capacity >= 65536 && !(capacity & (capacity - 1)),
	       "capacity_is_a_power_of_two");
	tap_errno(read(fds[0], one, 1), EINVAL, "rings_are_not_read");
	tap_errno(write(fds[0], one, 1), EINVAL, "rings_are_not_written");
}

/* All descriptors or none. */
static int attach_with_few(void)
{
	struct rlimit limit = {.rlim_cur = 0, .rlim_max = 0};
	int one[MOST_CPUS], count = MOST_CPUS, first = dup(0), i;
	uint64_t size;

	close(first);
	/* Room for one less than there are rings. */
	limit.rlim_cur = (rlim_t)(first + cpus - 1);
	limit.rlim_max = limit.rlim_cur;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		return -1;
	if (kacs_sys_attach(one, &count, &size) == 0 || errno != EMFILE)
		return -1;
	for (i = first; i < first + cpus; i++)
		if (fcntl(i, F_GETFD) >= 0)
			return -1;
	errno = EMFILE;
	return -1;
}

static void test_limit(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(attach_with_few() ? errno : 0);
	tap_eq(as_wait(child), EMFILE, "attach_without_room_for_descriptors");
}

static void test_mapping(void)
{
	const int both = PROT_READ | PROT_WRITE;
	size_t len = mapping_bytes();
	int i;

	test_limit();
	tap_errno(try_map(both, MAP_PRIVATE, len, 0), EINVAL,
		  "private_mapping_is_refused");
	tap_errno(try_map(both, MAP_SHARED, len - 4096, 0), EINVAL,
		  "mapping_of_a_part_is_refused");
	tap_errno(try_map(both, MAP_SHARED, len + 4096, 0), EINVAL,
		  "mapping_of_more_is_refused");
	tap_errno(try_map(both, MAP_SHARED, len - 4096, 4096), EINVAL,
		  "mapping_from_elsewhere_is_refused");
	tap_errno(try_map(both | PROT_EXEC, MAP_SHARED, len, 0), EACCES,
		  "mapping_to_execute_is_refused");
	tap_errno(try_map(PROT_READ, MAP_SHARED, len, 0), 0,
		  "mapping_to_read_only");
	for (i = 0; i < cpus; i++) {
		rings[i] = mmap(NULL, len, both, MAP_SHARED, fds[i], 0);
		if (rings[i] == MAP_FAILED)
			tap_abort("mmap");
	}
	tap_errno(mprotect(rings[0] + 8192, 4096, PROT_READ | PROT_EXEC),
		  EACCES, "mapping_does_not_become_executable");
	tap_errno((long)mremap(rings[0], len, len + 4096, MREMAP_MAYMOVE) == -1
			  ? -1
			  : 0,
		  EFAULT, "mapping_does_not_grow");
}

static void test_layout(void)
{
	int i;

	for (i = 0; i < cpus; i++) {
		const uint8_t *page = rings[i];

		tap_ok(memcmp(page, "KMESRING", 8) == 0, "magic_of_ring_%d", i);
		tap_eq(at(page, 8, 4), 1, "version_of_ring_%d", i);
		tap_eq(at(page, 12, 2), i, "cpu_of_ring_%d", i);
		tap_eq(at(page, 14, 2), 0, "reserved0_of_ring_%d", i);
		tap_eq(at(page, 16, 8), capacity, "capacity_of_ring_%d", i);
		tap_eq(at(page, 24, 8), 8192, "data_offset_of_ring_%d", i);
		tap_eq(at(page, 32, 8), 1, "generation_of_ring_%d", i);
		tap_ok(all_zero(page, 40, 64) && all_zero(page, 80, 128) &&
			       all_zero(page, 132, 4096),
		       "reserved_bytes_of_ring_%d_are_0", i);
		tap_ok(all_zero(page, 4096, 8192),
		       "consumer_page_of_ring_%d_begins_as_0", i);
		tap_ok(at(page, 64, 8) - at(page, 72, 8) <= capacity,
		       "ring_%d_holds_no_more_than_its_capacity", i);
	}
}

/* Does a byte of a mapping take a write? In a child, which it may kill. */
static int poke(uint8_t *byte)
{
	pid_t child = fork();

	if (child == 0) {
		*(volatile uint8_t *)byte = 0xa5;
		_exit(*(volatile uint8_t *)byte == 0xa5 ? 0 : 1);
	}
	return as_wait(child);
}

/* The same past the protection, as a debugger would. */
static long poke_by_mem(uint8_t *byte)
{
	int fd = (int)must(open("/proc/self/mem", O_RDWR | O_CLOEXEC));
	ssize_t written = pwrite(fd, "\xa5", 1, (off_t)(uintptr_t)byte);

	close(fd);
	return written;
}

static void test_protection(void)
{
	uint8_t *ring = rings[0];
	uint8_t *data = ring + 8192;

	/* SIGSEGV: 1000 and its number. */
	tap_eq(poke(ring + 40), 1011, "producer_page_is_read_only");
	tap_eq(poke(ring + 72), 1011, "positions_are_read_only");
	tap_eq(poke(data), 1011, "data_are_read_only");
	tap_eq(poke(data + capacity), 1011, "second_data_are_read_only");
	tap_eq(poke(ring + mapping_bytes() - 1), 1011,
	       "last_byte_is_read_only");
	tap_eq(poke(ring + 4096), 0, "need_wake_is_written");
	tap_eq(ring[4096], 0xa5, "consumer_page_is_shared");
	tap_eq(poke(ring + 8191), 0, "consumer_page_is_written_to_its_end");
	ring[4096] = ring[8191] = 0;
	tap_ok(poke_by_mem(data) < 0, "data_are_not_written_through_proc");
	tap_ok(poke_by_mem(ring + 64) < 0,
	       "producer_page_is_not_written_through_proc");
	tap_errno(mprotect(data, 4096, PROT_READ), 0,
		  "data_may_be_protected_more");
	tap_errno(mprotect(data, 4096, PROT_READ | PROT_WRITE), 0,
		  "protection_may_be_taken_back");
	tap_eq(poke(data), 1011, "which_makes_data_no_more_writable");
	tap_errno(madvise(data, 4096, MADV_DONTNEED), 0,
		  "pages_may_be_dropped_from_the_mapping");
	tap_eq(poke(data), 1011, "and_come_back_read_only");
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void test_event(int cpu)
{
	static const char type[] = "test.l\xc3\xa4yout";
	static const uint8_t payload[] = {0x81, 0xa1, 'k', 0xc4, 2, 0, 0xff};
	const uint8_t *ring = rings[cpu], *event, *again;
	uint64_t begin, end, before = now();
	const uint64_t size = 29 + 12 + 7;
	uint64_t sequence;

	run_on((unsigned int)cpu);
	begin = at(ring, 64, 8);
	tap_errno(kacs_sys_emit(type, 12, payload, 7), 0, "emit_on_cpu_%d",
		  cpu);
	end = at(ring, 64, 8);
	tap_eq(end - begin, size, "event_takes_its_bytes_and_no_more");
	event = ring + 8192 + (begin & (capacity - 1));
	again = event + capacity < ring + mapping_bytes() - size
			? event + capacity
			: event - capacity;
	tap_eq(at(event, 0, 4), size, "event_size");
	tap_eq(at(event, 4, 4), 41, "header_size");
	/* The clock of events may be one tick behind. */
	tap_ok(at(event, 8, 8) + 20000000 >= before &&
		       at(event, 8, 8) <= now() + 20000000,
	       "timestamp_is_the_wall_clock");
	sequence = at(event, 16, 8);
	tap_ok(sequence >= 1, "sequence_begins_at_1");
	tap_eq(at(event, 24, 2), cpu, "cpu_id");
	tap_eq(event[26], 0, "origin_is_user_space");
	tap_eq(at(event, 27, 2), 12, "type_len");
	tap_ok(memcmp(event + 29, type, 12) == 0, "type_is_the_senders");
	tap_ok(memcmp(event + 41, payload, 7) == 0, "payload_is_the_senders");
	if (begin % capacity + size <= capacity)
		tap_ok(memcmp(event, again, size) == 0,
		       "data_are_mapped_twice");
	must(kacs_sys_emit(type, 12, payload, 7));
	event = ring + 8192 + (end & (capacity - 1));
	tap_eq(at(event, 0, 4), size, "next_event_follows_at_once");
	tap_eq(at(event, 16, 8), sequence + 1, "sequence_goes_on");
}

/* A mapping outlives its descriptor. */
static void test_close(void)
{
	uint64_t before;

	run_on(0);
	close(fds[0]);
	before = at(rings[0], 64, 8);
	must(emit_nil("test.closed"));
	tap_ok(at(rings[0], 64, 8) > before,
	       "mapping_stays_when_its_descriptor_is_closed");
}

int main(void)
{
	int i;

	meet_people("kmes_test");
	test_attach();
	test_mapping();
	test_layout();
	test_protection();
	for (i = 0; i < cpus; i++)
		test_event(i);
	test_close();
	return tap_done();
}
