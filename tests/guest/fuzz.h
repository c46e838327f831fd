/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The fuzzer of the system calls (syscall_fuzz_test.c).
 *
 * A run is a number of lives. A life is a process of one role that makes some
 * thousand calls from one or several threads and ends; its number and the seed
 * of the run say what it does, up to what other lives and threads do meanwhile.
 * What all lives count is in memory that they share.
 */
#ifndef KACS_TESTS_GUEST_FUZZ_H
#define KACS_TESTS_GUEST_FUZZ_H

#include <stdatomic.h>
#include "guest.h"

#define FUZZ_ENTRIES_MAX 48
#define FUZZ_CALL_ARGS 6
#define FUZZ_ERRNOS (EHWPOISON + 1)

/* What a descriptor in the pool is meant to be. Numbers are used again. */
enum fuzz_kind {
	FUZZ_TOKEN,
	FUZZ_CONNECTION,
	FUZZ_LISTENER,
	FUZZ_SOCKET, /* neither connected nor listening */
	FUZZ_PIDFD,
	FUZZ_FILE,
	FUZZ_OTHER,
	FUZZ_KINDS /* none of them */
};

#define FUZZ_SLOTS 12

/* What the threads of a process share, and close under each other. */
struct fuzz_pool {
	atomic_int fds[FUZZ_KINDS][FUZZ_SLOTS];
	atomic_int children[FUZZ_SLOTS];     /* pids, used again by others */
	atomic_int children_fds[FUZZ_SLOTS]; /* for signals that hurt */
	_Atomic uint64_t sessions[FUZZ_SLOTS];
};

/* Who a life is, and what it must not become. */
struct fuzz_role {
	const char *name;
	struct person person;
	bool system;	  /* the tests' own token, the person is not used */
	bool closed;	  /* the closed file must stay closed to it */
	bool half_closed; /* so must the one for Alice unrestricted */
	unsigned int threads;
};

enum fuzz_broken {
	FUZZ_WIDENED,	/* somebody got what it must not get */
	FUZZ_CHANGED,	/* a failed call changed something */
	FUZZ_OVERRUN,	/* bytes outside of a buffer were written */
	FUZZ_BAD_ERRNO, /* no errno of ours, or of anybody's */
	FUZZ_BROKEN_KINDS
};

/* In memory that all processes share. */
struct fuzz_shared {
	atomic_ulong good[FUZZ_ENTRIES_MAX];
	/* By errno; the others are 0. */
	atomic_ulong bad[FUZZ_ENTRIES_MAX][FUZZ_ERRNOS];
	atomic_ulong broken[FUZZ_BROKEN_KINDS];
	atomic_ulong reports;
	atomic_ulong compared; /* failed calls after which all was the same */
	atomic_ulong closed;   /* attempts on the closed files */
	atomic_ulong forks, execs;
};

extern struct fuzz_shared *fuzz_shared;

/* The descriptor of that memory, which is there after an exec, too. */
#define FUZZ_SHARED_FD 100

/* Memory for arguments; the first two are of each thread. */
#define FUZZ_OWN_BYTES (512 * 1024u)
#define FUZZ_EDGE_BYTES (128 * 1024u)
#define FUZZ_COMMON_BYTES (128 * 1024u)
#define FUZZ_GUARD_BYTES 16u

struct fuzz_guard {
	const uint8_t *at;
	uint8_t expected[FUZZ_GUARD_BYTES];
};

/* One thread at work. */
struct fuzz {
	uint64_t random;
	const struct fuzz_role *role;
	struct fuzz_pool *pool;
	unsigned int life, thread;
	uint64_t calls; /* made so far */
	bool alone;	/* the only thread of its process */
	bool watched;	/* nor do others change what it has */
	bool child;	/* which gets no children of its own */
	bool wild;	/* wrong arguments are wanted in this call */
	uint8_t *own;
	size_t used;   /* of it */
	uint8_t *edge; /* what follows it cannot be touched */
	struct fuzz_guard guards[8];
	unsigned int guard_count;
};

/* A call about to be made. */
struct fuzz_call {
	long number;
	long args[FUZZ_CALL_ARGS];
	enum fuzz_kind result;	  /* what is returned, if a descriptor */
	const int32_t *result_at; /* where a token descriptor is written */
	const struct fuzz_entry *of;
};

struct fuzz_entry {
	const char *name;
	unsigned int weight;
	void (*make)(struct fuzz *fuzz, struct fuzz_call *call);
	/* What to do with what a good call returned; may be NULL. */
	void (*done)(struct fuzz *fuzz, const struct fuzz_call *call,
		     long result);
	bool always_good, always_bad;
};

/* Random numbers (fuzz_values.c). */
uint64_t fuzz_random(struct fuzz *fuzz);
uint32_t fuzz_below(struct fuzz *fuzz, uint32_t bound);
bool fuzz_chance(struct fuzz *fuzz, unsigned int percent);
#define fuzz_one_of(fuzz, array) \
	((array)[fuzz_below((fuzz), sizeof(array) / sizeof((array)[0]))])

/* @value, or in a wild call now and then another one. */
uint32_t fuzz_u32(struct fuzz *fuzz, uint32_t value);
uint64_t fuzz_u64(struct fuzz *fuzz, uint64_t value);
/* An access mask; mostly of the rights in @rights. */
uint32_t fuzz_mask(struct fuzz *fuzz, uint32_t rights);

/* Memory (fuzz_values.c). */
void fuzz_memory_init(void);
void fuzz_memory_of_thread(struct fuzz *fuzz);
/* Bytes for a call to read: a copy, mostly, or something worse. */
long fuzz_place(struct fuzz *fuzz, const void *bytes, size_t len);
/* Room for a call to write to. */
long fuzz_room(struct fuzz *fuzz, size_t len);
/* Bytes of the thread's own that are good in any case. */
void *fuzz_own(struct fuzz *fuzz, size_t len);
/* Has what lies behind the rooms stayed as it was? */
bool fuzz_guards_hold(const struct fuzz *fuzz);

/* Bytes that mean something (fuzz_bytes.c), in fuzz_own() memory. */
struct fuzz_bytes {
	uint8_t *at;
	uint32_t len;
};

void fuzz_bytes_init(void);
struct fuzz_bytes fuzz_sd(struct fuzz *fuzz);
struct fuzz_bytes fuzz_acl(struct fuzz *fuzz);
struct fuzz_bytes fuzz_sid(struct fuzz *fuzz);
struct fuzz_bytes fuzz_token_spec(struct fuzz *fuzz);
struct fuzz_bytes fuzz_session_spec(struct fuzz *fuzz);
struct fuzz_bytes fuzz_claims(struct fuzz *fuzz);
struct fuzz_bytes fuzz_tree(struct fuzz *fuzz, uint32_t *count);
struct fuzz_bytes fuzz_policy(struct fuzz *fuzz);
/* One of the few names of policies: these stay until the guest ends. */
struct fuzz_bytes fuzz_policy_name(struct fuzz *fuzz);
struct fuzz_bytes fuzz_payload(struct fuzz *fuzz);
/* In a wild call, damage them. */
void fuzz_mutate(struct fuzz *fuzz, struct fuzz_bytes *bytes);

/* Objects (fuzz_pool.c). */
void fuzz_pool_init(struct fuzz_pool *pool);
/* Something to begin with. */
void fuzz_pool_fill(struct fuzz *fuzz);
int fuzz_fd(struct fuzz *fuzz, enum fuzz_kind kind);
void fuzz_keep(struct fuzz *fuzz, enum fuzz_kind kind, int fd);
uint64_t fuzz_session(struct fuzz *fuzz);
void fuzz_keep_session(struct fuzz *fuzz, uint64_t id);
const char *fuzz_file_name(struct fuzz *fuzz);
/* Something other than a call of ours: a fork, a connection, a close... */
void fuzz_act(struct fuzz *fuzz);
/* Ends what a process still has, as far as it may. */
void fuzz_pool_drop(struct fuzz_pool *pool);

/* The calls (fuzz_token_calls.c, fuzz_object_calls.c). */
extern const struct fuzz_entry fuzz_token_entries[];
extern const size_t fuzz_token_entry_count;
extern const struct fuzz_entry fuzz_object_entries[];
extern const size_t fuzz_object_entry_count;

/* Making them (fuzz_run.c). */
void fuzz_run_init(void);
size_t fuzz_entry_count(void);
const struct fuzz_entry *fuzz_entry(size_t index);
void fuzz_calls(struct fuzz *fuzz, unsigned int count);
void fuzz_start(struct fuzz *fuzz, uint64_t seed, const struct fuzz_role *role,
		struct fuzz_pool *pool);
__attribute__((format(printf, 3, 4))) void fuzz_report(struct fuzz *fuzz,
						       enum fuzz_broken broken,
						       const char *format, ...);

/* What must always hold (fuzz_rules.c). */
void fuzz_rules_check(struct fuzz *fuzz);
uint64_t fuzz_fingerprint(struct fuzz *fuzz, const struct fuzz_call *call);

#define FUZZ_MEETING_PLACE "/tmp/syscall_fuzz/meet/"
/* A file system of its own. */
#define FUZZ_MOUNT "/tmp/syscall_fuzz/mount"
/* The fuzzer where everybody may run it. */
#define FUZZ_PROGRAM "/tmp/syscall_fuzz/program"
#define FUZZ_CLOSED_FILE "/tmp/syscall_fuzz/closed"
#define FUZZ_HALF_CLOSED_FILE "/tmp/syscall_fuzz/half_closed"

#endif /* KACS_TESTS_GUEST_FUZZ_H */
