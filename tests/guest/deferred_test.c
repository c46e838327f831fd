// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Work that is done later, by other threads of the kernel, is decided by the
 * token of who asked for it: PSD-004 4.1 "Evaluation context", 12.1.
 */
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include "tokens.h"

#define CLIENT(level) \
	"\"type\":\"impersonation\",\"impersonation_level\":\"" level "\""

/* A ring of one entry. */
struct ring {
	int fd;
	char *queues;
	struct io_uring_sqe *entry;
	struct io_uring_params params;
};

static int make_ring(struct ring *ring)
{
	memset(ring, 0, sizeof(*ring));
	ring->fd = (int)syscall(SYS_io_uring_setup, 1, &ring->params);
	if (ring->fd < 0)
		return -1;
	ring->queues = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
			    ring->fd, IORING_OFF_SQ_RING);
	ring->entry = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
			   ring->fd, IORING_OFF_SQES);
	return ring->queues == MAP_FAILED || ring->entry == MAP_FAILED ? -1 : 0;
}

/* Asks for a file to be opened, by another thread of the kernel. */
static int ask(struct ring *ring, const char *path, int flags,
	       uint16_t personality)
{
	uint32_t *tail = (uint32_t *)(ring->queues + ring->params.sq_off.tail);

	memset(ring->entry, 0, sizeof(*ring->entry));
	ring->entry->opcode = IORING_OP_OPENAT;
	ring->entry->flags = IOSQE_ASYNC;
	ring->entry->fd = AT_FDCWD;
	ring->entry->addr = (uintptr_t)path;
	ring->entry->open_flags = (uint32_t)flags;
	ring->entry->len = 0600;
	ring->entry->personality = personality;
	((uint32_t *)(ring->queues + ring->params.sq_off.array))[0] = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	return (int)syscall(SYS_io_uring_enter, ring->fd, 1, 0, 0, NULL, 0) == 1
		       ? 0
		       : -1;
}

/* The descriptor, or -1 and errno. */
static int answer(struct ring *ring)
{
	uint32_t *head = (uint32_t *)(ring->queues + ring->params.cq_off.head);
	struct io_uring_cqe *answers =
		(struct io_uring_cqe *)(ring->queues +
					ring->params.cq_off.cqes);
	int result;

	if (syscall(SYS_io_uring_enter, ring->fd, 0, 1, IORING_ENTER_GETEVENTS,
		    NULL, 0) < 0)
		return (int)OPEN_FAILED();
	result = answers[*head & 1].res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}

/* Asks while impersonating, and has reverted when it is answered. */
static int ask_as(int client, const char *path)
{
	struct ring ring;

	if (make_ring(&ring) || kacs_sys_token_impersonate(client) ||
	    ask(&ring, path, O_RDWR, 0) || kacs_sys_revert())
		return (int)OPEN_FAILED();
	return answer(&ring);
}

/* The thread of the kernel that did it for the client does it for its server. */
static int ask_as_and_ask(int client, const char *first, const char *second)
{
	struct ring ring;

	if (make_ring(&ring) || kacs_sys_token_impersonate(client) ||
	    ask(&ring, first, O_RDWR, 0) || answer(&ring) < 0 ||
	    kacs_sys_revert() || ask(&ring, second, O_RDWR, 0))
		return (int)OPEN_FAILED();
	return answer(&ring);
}

/* Credentials that were registered are used when it is said so. */
static int register_as_and_ask(int client, const char *path, bool use)
{
	struct ring ring;
	int personality;

	if (make_ring(&ring) || kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	personality = (int)syscall(SYS_io_uring_register, ring.fd,
				   IORING_REGISTER_PERSONALITY, NULL, 0);
	if (personality <= 0 || kacs_sys_revert() ||
	    ask(&ring, path, O_RDWR, use ? (uint16_t)personality : 0))
		return (int)OPEN_FAILED();
	return answer(&ring);
}

static uid_t owner_of(const char *path)
{
	struct stat st;

	must(stat(path, &st));
	must(unlink(path));
	return st.st_uid;
}

static int make_as(int client, const char *path)
{
	struct ring ring;

	if (make_ring(&ring) || kacs_sys_token_impersonate(client) ||
	    ask(&ring, path, O_CREAT | O_EXCL | O_WRONLY, 0) ||
	    kacs_sys_revert())
		return (int)OPEN_FAILED();
	return answer(&ring);
}

int main(void)
{
	int server, client, identified;

	meet_people("deferred");
	server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	client = token_for(.more = CLIENT("impersonation"));
	identified = token_for(.more = CLIENT("identification"));
	make_file("alices", "O:SYG:SYD:(A;;FA;;;" ALICE ")");
	make_file("bobs", "O:SYG:SYD:(A;;FA;;;" BOB ")");
	make_file("everyones", "O:SYG:SYD:(A;;FA;;;WD)");
	give_sd(".", "D:(A;;FA;;;WD)");
	tap_as(server, ask_as(client, "alices"), 0,
	       "deferred_open_is_decided_by_who_asked_for_it");
	tap_as(server, ask_as(client, "bobs"), EACCES,
	       "deferred_open_is_not_decided_by_who_waits_for_it");
	tap_as(server, ask_as(identified, "everyones"), EACCES,
	       "deferred_open_decides_nothing_at_identification_level");
	tap_as(server, ask_as_and_ask(client, "alices", "bobs"), 0,
	       "deferred_open_after_revert_is_the_servers");
	tap_as(server, ask_as_and_ask(client, "alices", "alices"), EACCES,
	       "thread_of_the_kernel_keeps_no_client");
	tap_as(server, register_as_and_ask(client, "alices", true), 0,
	       "registered_client_decides_where_it_is_named");
	tap_as(server, register_as_and_ask(client, "bobs", true), EACCES,
	       "registered_client_decides_instead_of_the_server");
	tap_as(server, register_as_and_ask(client, "alices", false), EACCES,
	       "registered_client_decides_nowhere_else");
	tap_as(server, make_as(client, "deferred_file"), 0,
	       "deferred_open_makes_a_file");
	tap_eq(owner_of("deferred_file"), 1001,
	       "it_belongs_to_the_clients_projected_uid");
	return tap_done();
}
