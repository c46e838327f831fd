// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A handle that may only append does nothing else: PSD-004 11.4 "Append-only
 * enforcement".
 */
#include <linux/aio_abi.h>
#include <linux/falloc.h>
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include "guest.h"

#ifndef RWF_NOAPPEND
#define RWF_NOAPPEND 0x00000020
#endif

#define APPEND                                         \
	(KACS_FILE_READ_DATA | KACS_FILE_APPEND_DATA | \
	 KACS_FILE_READ_ATTRIBUTES)

/* The calls below are tried on a handle that may only append and on one that
 * may write, both with O_APPEND. */
#define FLAGS (O_RDWR | O_APPEND)

static int write_at(int fd, off_t offset, int flags)
{
	struct iovec iov = {"x", 1};

	return (int)pwritev2(fd, &iov, 1, offset, flags);
}

static int aio_write(int fd, int flags)
{
	struct iocb request = {.aio_lio_opcode = IOCB_CMD_PWRITE,
			       .aio_fildes = (uint32_t)fd,
			       .aio_buf = (uintptr_t) "x",
			       .aio_nbytes = 1,
			       .aio_offset = 0,
			       .aio_rw_flags = flags};
	struct iocb *requests[1] = {&request};
	struct io_event event;
	aio_context_t context = 0;

	if (syscall(SYS_io_setup, 1, &context))
		return (int)OPEN_FAILED();
	if (syscall(SYS_io_submit, context, 1, requests) < 0)
		return -1;
	if (syscall(SYS_io_getevents, context, 1, 1, &event, NULL) != 1)
		return (int)OPEN_FAILED();
	if (event.res < 0) {
		errno = (int)-event.res;
		return -1;
	}
	return 0;
}

/* One write through a ring of one entry. */
static int uring_write(int fd, uint64_t offset, int flags)
{
	struct io_uring_params params = {0};
	struct io_uring_sqe *sqe;
	struct io_uring_cqe *cqe;
	char *ring;
	int ring_fd = (int)syscall(SYS_io_uring_setup, 1, &params);

	if (ring_fd < 0)
		return (int)OPEN_FAILED();
	ring = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring_fd,
		    IORING_OFF_SQ_RING);
	sqe = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring_fd,
		   IORING_OFF_SQES);
	if (ring == MAP_FAILED || sqe == MAP_FAILED)
		return (int)OPEN_FAILED();
	sqe->opcode = IORING_OP_WRITE;
	sqe->fd = fd;
	sqe->off = offset;
	sqe->addr = (uintptr_t) "x";
	sqe->len = 1;
	sqe->rw_flags = flags;
	((uint32_t *)(ring + params.sq_off.array))[0] = 0;
	__atomic_store_n((uint32_t *)(ring + params.sq_off.tail), 1,
			 __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring_fd, 1, 1, IORING_ENTER_GETEVENTS,
		    NULL, 0) != 1)
		return (int)OPEN_FAILED();
	cqe = (struct io_uring_cqe *)(ring + params.cq_off.cqes);
	if (cqe->res < 0) {
		errno = -cqe->res;
		return -1;
	}
	return 0;
}

static int clear_append(int fd)
{
	return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_APPEND);
}

static int keep_append(int fd)
{
	return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

static int sequential(int fd)
{
	return (int)write(fd, "x", 1);
}

static int positioned(int fd)
{
	return (int)pwrite(fd, "x", 1, 0);
}

static int explicit_offset(int fd)
{
	return write_at(fd, 0, 0);
}

static int explicit_append(int fd)
{
	return write_at(fd, 0, RWF_APPEND);
}

static int no_append(int fd)
{
	return write_at(fd, 0, RWF_NOAPPEND);
}

static int no_append_sequential(int fd)
{
	return write_at(fd, -1, RWF_NOAPPEND);
}

static int aio_append(int fd)
{
	return aio_write(fd, 0);
}

static int aio_no_append(int fd)
{
	return aio_write(fd, RWF_NOAPPEND);
}

static int uring_append(int fd)
{
	return uring_write(fd, 0, 0);
}

static int uring_no_append(int fd)
{
	return uring_write(fd, 0, RWF_NOAPPEND);
}

static int truncate_it(int fd)
{
	return ftruncate(fd, 0);
}

static int allocate(int fd)
{
	return fallocate(fd, 0, 0, 16384);
}

static int allocate_keeping_size(int fd)
{
	return fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 16384);
}

static int punch(int fd)
{
	return fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
			 4096);
}

static const struct {
	const char *name;
	int (*call)(int fd);
	int expected; /* of a handle that may only append */
} calls[] = {
	{"write", sequential, 0},
	{"pwrite_with_o_append", positioned, 0},
	{"pwritev2_with_o_append", explicit_offset, 0},
	{"pwritev2_rwf_append", explicit_append, 0},
	{"pwritev2_rwf_noappend", no_append, EACCES},
	{"pwritev2_rwf_noappend_without_offset", no_append_sequential, EACCES},
	{"aio_write_with_o_append", aio_append, 0},
	{"aio_write_rwf_noappend", aio_no_append, EACCES},
	{"io_uring_write_with_o_append", uring_append, 0},
	{"io_uring_write_rwf_noappend", uring_no_append, EACCES},
	{"ftruncate", truncate_it, EACCES},
	{"fallocate", allocate, 0},
	{"fallocate_keep_size", allocate_keeping_size, 0},
	{"fallocate_punch_hole", punch, EACCES},
	{"clearing_o_append", clear_append, EACCES},
	{"f_setfl_keeping_o_append", keep_append, 0},
};

/* Modes that tmpfs does not know are refused before it is asked. */
static const struct {
	const char *name;
	int mode;
} mutations[] = {
	{"zero_range", FALLOC_FL_ZERO_RANGE},
	{"collapse_range", FALLOC_FL_COLLAPSE_RANGE},
	{"insert_range", FALLOC_FL_INSERT_RANGE},
	{"unshare_range", FALLOC_FL_UNSHARE_RANGE},
};

static void test_calls(void)
{
	size_t i;

	make_file_with("append", ALICE, APPEND);
	make_file_with("write", ALICE, APPEND | KACS_FILE_WRITE_DATA);
	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		tap_as(alice, with_open("append", FLAGS, calls[i].call(fd)),
		       calls[i].expected, "append_only_%s", calls[i].name);
		tap_as(alice, with_open("write", FLAGS, calls[i].call(fd)), 0,
		       "file_write_data_%s", calls[i].name);
	}
	for (i = 0; i < sizeof(mutations) / sizeof(*mutations); i++)
		tap_as(alice,
		       with_open("append", FLAGS,
				 fallocate(fd, mutations[i].mode, 0, 4096)),
		       EACCES, "append_only_fallocate_%s", mutations[i].name);
}

/* Nothing that was refused has changed what was there. */
static void test_content(void)
{
	char buffer[16] = "";
	int fd;

	make_file_with("intact", ALICE, APPEND);
	as(alice, with_open("intact", FLAGS, no_append(fd)));
	as(alice, with_open("intact", FLAGS, positioned(fd)));
	as(alice, with_open("intact", FLAGS, uring_append(fd)));
	fd = (int)must(open("intact", O_RDONLY));
	must(read(fd, buffer, sizeof(buffer) - 1));
	close(fd);
	tap_str(buffer, "content\nxx", "appending_keeps_what_was_there");
}

/* A native handle for FILE_APPEND_DATA alone comes with O_APPEND. */
static int native_append(int (*call)(int fd))
{
	struct kacs_open_how how = {
		.desired_access = KACS_FILE_APPEND_DATA,
		.create_disposition = KACS_FILE_OPEN,
	};
	int fd = kacs_sys_open(AT_FDCWD, "native", &how, sizeof(how), NULL);

	return fd < 0 ? (int)OPEN_FAILED() : call(fd);
}

static void test_native_handle(void)
{
	char buffer[16] = "";
	int fd;

	make_file_with("native", ALICE, APPEND);
	tap_as(alice, native_append(sequential), 0,
	       "append_only_handle_writes");
	tap_as(alice, native_append(positioned), 0,
	       "append_only_handle_writes_with_an_offset");
	tap_as(alice, native_append(no_append), EACCES,
	       "append_only_handle_refuses_noappend");
	tap_as(alice, native_append(clear_append), EACCES,
	       "append_only_handle_stays_so");
	fd = (int)must(open("native", O_RDONLY));
	must(read(fd, buffer, sizeof(buffer) - 1));
	close(fd);
	tap_str(buffer, "content\nxx", "append_only_handle_appends");
}

int main(void)
{
	meet_people("append");
	test_calls();
	test_content();
	test_native_handle();
	return tap_done();
}
