// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Events on their way: waking, overwriting, losing, many at once. PSD-003 5.1.8
 * to 5.1.11, 7.
 */
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include "kmes.h"

#define TYPE "test.flow"
#define EMITTERS 4
#define EACH 2000u

/* An event of so many bytes in all, from 300 on; its payload is "bin 16". */
static void emit_large(uint32_t bytes)
{
	static uint8_t payload[65536];
	uint32_t len = bytes - 29 - 9;

	payload[0] = 0xc5;
	payload[1] = (uint8_t)((len - 3) >> 8);
	payload[2] = (uint8_t)(len - 3);
	must(kacs_sys_emit(TYPE, 9, payload, len));
}

static void test_overwriting(void)
{
	struct kacs_events *late = attach_now();
	struct kacs_event event;
	uint64_t lost = 0, first = 0, last = 0;
	unsigned int i, count = 0;
	const unsigned int many = 100; /* of 64 KB: more than the ring */

	run_on(0);
	for (i = 0; i < many; i++)
		emit_large(60000 + i);
	while (next_of(late, TYPE, &event)) {
		if (!count++) {
			first = event.sequence;
			lost = event.lost;
		}
		last = event.sequence;
	}
	tap_ok(count > 0 && count < many, "full_ring_keeps_the_newest_events");
	tap_eq(last - first + 1, count, "what_is_kept_has_no_gaps");
	tap_eq(lost, many - count, "what_is_overwritten_is_counted");
	tap_eq(event.payload_len ? count + lost : 0, many,
	       "every_event_is_read_or_counted");
	must(emit_nil(TYPE));
	tap_ok(next_of(late, TYPE, &event) && event.lost == 0,
	       "after_that_nothing_is_lost");
	kacs_events_free(late);
}

/* A reader says that it sleeps, without sleeping. */
static void test_need_wake(void)
{
	int fds[MOST_CPUS], count = MOST_CPUS;
	struct kmes_producer *producer;
	struct kmes_consumer *consumer;
	uint64_t capacity;
	uint32_t counter;
	uint8_t *ring;

	run_on(0);
	must(kacs_sys_attach(fds, &count, &capacity));
	ring = mmap(NULL, 8192 + 2 * capacity, PROT_READ | PROT_WRITE,
		    MAP_SHARED, fds[0], 0);
	if (ring == MAP_FAILED)
		tap_abort("mmap");
	producer = (struct kmes_producer *)ring;
	consumer = (struct kmes_consumer *)(ring + 4096);
	consumer->need_wake = 0;
	counter = producer->futex_counter;
	must(emit_nil(TYPE));
	tap_eq(producer->futex_counter, counter,
	       "nobody_is_woken_who_does_not_sleep");
	consumer->need_wake = 1;
	must(emit_nil(TYPE));
	tap_eq(producer->futex_counter, counter + 1,
	       "sleeper_changes_the_futex");
	tap_eq(consumer->need_wake, 1, "kernel_leaves_need_wake_alone");
	consumer->need_wake = 0x80;
	must(emit_nil(TYPE));
	tap_eq(producer->futex_counter, counter + 2,
	       "any_need_wake_but_0_is_1");
	/* Garbage there changes nothing here. */
	memset(consumer, 0xff, sizeof(*consumer));
	must(emit_nil(TYPE));
	tap_eq(producer->futex_counter, counter + 3,
	       "consumer_page_of_garbage_is_harmless");
	memset(consumer, 0, sizeof(*consumer));
	munmap(ring, 8192 + 2 * capacity);
	while (count--)
		close(fds[count]);
}

/* A child that has attached; exit status: what its function says. */
static pid_t start_reader(int (*function)(struct kacs_events *events))
{
	int pipe_fds[2];
	char byte;
	pid_t child;

	must(pipe(pipe_fds));
	child = fork();
	if (child == 0) {
		struct kacs_events *events = attach_now();

		must(write(pipe_fds[1], "x", 1));
		_exit(function(events));
	}
	must(read(pipe_fds[0], &byte, 1));
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	return child;
}

/* Sleep until an event comes: was it there? */
static int sleep_for_event(struct kacs_events *events)
{
	struct kacs_event event;

	while (kacs_events_wait(events, 20000) > 0)
		if (next_of(events, "test.wake", &event))
			return 0;
	return 1;
}

/* Is it asleep in a system call? */
static void await_sleep(pid_t pid)
{
	char path[64], state = '?';
	FILE *file;
	int tries;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	for (tries = 0; tries < 1000 && state != 'S'; tries++) {
		usleep(2000);
		file = fopen(path, "re");
		if (!file)
			return;
		if (fscanf(file, "%*d %*s %c", &state) != 1)
			state = '?';
		fclose(file);
	}
}

static void test_waking(void)
{
	unsigned int cpu, cpus = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);

	for (cpu = 0; cpu < cpus; cpu++) {
		int i, woken = 0;
		pid_t sleepers[3];

		for (i = 0; i < 3; i++)
			sleepers[i] = start_reader(sleep_for_event);
		for (i = 0; i < 3; i++)
			await_sleep(sleepers[i]);
		run_on(cpu);
		must(emit_nil("test.wake"));
		for (i = 0; i < 3; i++)
			woken += as_wait(sleepers[i]) == 0;
		tap_eq(woken, 3, "event_on_cpu_%u_wakes_all_readers", cpu);
	}
}

static void test_timeout(void)
{
	struct kacs_events *events = attach_now();
	struct kacs_event event;
	int waited;

	/* What is emitted meanwhile by others is no time-out. */
	do {
		while (kacs_events_next(events, &event) > 0)
			;
		waited = kacs_events_wait(events, 20);
	} while (waited > 0);
	tap_eq(waited, 0, "wait_ends_when_its_time_is_over");
	kacs_events_free(events);
}

static void nothing(int sig)
{
	(void)sig;
}

static void test_interruption(void)
{
	struct sigaction action = {.sa_handler = nothing};
	pid_t child = fork();

	if (child == 0) {
		struct kacs_events *events = attach_now();
		struct kacs_event event;
		int waited;

		sigaction(SIGUSR1, &action, NULL);
		do {
			while (kacs_events_next(events, &event) > 0)
				;
			waited = kacs_events_wait(events, 20000);
		} while (waited > 0);
		_exit(waited < 0 ? errno : 1);
	}
	usleep(100000);
	await_sleep(child);
	kill(child, SIGUSR1);
	tap_eq(as_wait(child), EINTR, "wait_ends_with_a_signal");
}

/* Emitters that count in their payload; readers that hold them to it. */
static void *emit_counting(void *argument)
{
	uint8_t payload[7] = {0x92, (uint8_t)(uintptr_t)argument, 0xce};
	uint32_t i;

	for (i = 0; i < EACH; i++) {
		payload[3] = (uint8_t)(i >> 24);
		payload[4] = (uint8_t)(i >> 16);
		payload[5] = (uint8_t)(i >> 8);
		payload[6] = (uint8_t)i;
		if (kacs_sys_emit("test.count", 10, payload, 7))
			return "emit";
	}
	return NULL;
}

/* 0 if every event came once, whole, in the order of its CPU. */
static int read_counting(struct kacs_events *events)
{
	uint64_t sequence[MOST_CPUS] = {0};
	unsigned int got = 0;
	struct kacs_event event;
	const uint8_t *payload;

	while (got < EMITTERS * EACH) {
		if (kacs_events_wait(events, 30000) <= 0)
			return 1;
		while (kacs_events_next(events, &event) > 0) {
			if (event.cpu >= MOST_CPUS || event.lost ||
			    event.sequence <= sequence[event.cpu])
				return 2;
			sequence[event.cpu] = event.sequence;
			if (!has_type(&event, "test.count"))
				continue;
			payload = event.payload;
			if (event.payload_len != 7 || payload[0] != 0x92 ||
			    payload[1] >= EMITTERS || payload[2] != 0xce)
				return 3;
			got++;
		}
	}
	return 0;
}

static void test_concurrency(void)
{
	pthread_t threads[EMITTERS];
	pid_t readers[2];
	cpu_set_t all;
	void *failed, *any = NULL;
	unsigned int i;

	memset(&all, 0xff, sizeof(all));
	must(sched_setaffinity(0, sizeof(all), &all));
	for (i = 0; i < 2; i++)
		readers[i] = start_reader(read_counting);
	for (i = 0; i < EMITTERS; i++)
		must(-pthread_create(&threads[i], NULL, emit_counting,
				     (void *)(uintptr_t)i));
	for (i = 0; i < EMITTERS; i++) {
		pthread_join(threads[i], &failed);
		any = any ? any : failed;
	}
	tap_ok(!any, "many_threads_emit_at_once");
	for (i = 0; i < 2; i++)
		tap_eq(as_wait(readers[i]), 0,
		       "reader_%u_gets_every_event_once_and_whole", i);
}

/* A flood that laps its reader all the time: nothing torn is ever believed. */
static void *flood(void *stop)
{
	uint32_t size = 300;

	while (!__atomic_load_n((bool *)stop, __ATOMIC_RELAXED)) {
		emit_large(size);
		size = size > 40000 ? 300 : size * 3 / 2;
	}
	return NULL;
}

static void test_lapping(void)
{
	struct kacs_events *events = attach_now();
	struct kacs_event event;
	uint64_t sequence[MOST_CPUS] = {0}, read = 0, lost = 0;
	unsigned int i, cpu, wrong = 0;
	bool stop = false;
	pthread_t thread;

	must(-pthread_create(&thread, NULL, flood, &stop));
	for (i = 0; i < 3000; i++) {
		const uint8_t *payload;

		/* A slow reader. */
		if (i % 100 == 0)
			usleep(20000);
		if (kacs_events_next(events, &event) <= 0)
			continue;
		payload = event.payload;
		if (sequence[event.cpu] &&
		    event.sequence != sequence[event.cpu] + event.lost + 1)
			wrong++;
		sequence[event.cpu] = event.sequence;
		read++;
		if (has_type(&event, TYPE) && event.payload_len > 1 &&
		    (payload[0] != 0xc5 ||
		     (payload[1] << 8 | payload[2]) + 3u != event.payload_len))
			wrong++;
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	tap_eq(wrong, 0, "lapped_reader_sees_whole_events_only");
	for (cpu = 0; cpu < kacs_events_cpus(events); cpu++)
		lost += kacs_events_lost(events, cpu, NULL);
	tap_ok(read > 0 && lost > 0, "its_loss_is_counted");
	tap_note("read %llu events, lost %llu", (unsigned long long)read,
		 (unsigned long long)lost);
	kacs_events_free(events);
}

/* Sleeps until it is killed. */
static int sleep_for_good(struct kacs_events *events)
{
	return kacs_events_wait(events, -1);
}

/* Who reads matters to nobody who emits, nor to who reads later (7). */
static void test_crash(void)
{
	struct kacs_events *later;
	struct kacs_event event;
	pid_t reader = start_reader(sleep_for_good);
	unsigned int i;

	run_on(0);
	await_sleep(reader);
	kill(reader, SIGKILL);
	must(waitpid(reader, NULL, 0));
	for (i = 0; i < 3; i++)
		must(emit_nil("test.crash"));
	later = kacs_events_attach();
	if (!later)
		tap_abort("kacs_events_attach");
	for (i = 0; next_of(later, "test.crash", &event); i++)
		if (event.lost)
			break;
	tap_eq(i, 3, "reader_that_dies_leaves_the_events_to_the_next");
	kacs_events_free(later);
}

static void set_clock(time_t seconds)
{
	struct timespec time;

	must(clock_gettime(CLOCK_REALTIME, &time));
	time.tv_sec += seconds;
	must(clock_settime(CLOCK_REALTIME, &time));
}

/* The time is that of the wall clock, whatever that does; the order is not. */
static void test_clock(void)
{
	struct kacs_events *events = attach_now();
	struct kacs_event event;
	uint64_t sequence = 0, time = 0;

	run_on(0);
	must(emit_nil("test.clock"));
	set_clock(-1000);
	must(emit_nil("test.clock"));
	set_clock(1000);
	if (next_of(events, "test.clock", &event)) {
		sequence = event.sequence;
		time = event.timestamp;
	}
	tap_ok(next_of(events, "test.clock", &event) &&
		       event.sequence == sequence + 1,
	       "sequence_goes_on_when_the_clock_goes_back");
	tap_ok(event.timestamp < time, "time_goes_back_with_the_clock");
	kacs_events_free(events);
}

int main(void)
{
	meet_people("kmes_flow_test");
	test_crash();
	test_clock();
	test_overwriting();
	test_need_wake();
	test_waking();
	test_timeout();
	test_interruption();
	test_concurrency();
	test_lapping();
	return tap_done();
}
