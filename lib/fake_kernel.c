// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "fake_kernel.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <kacs/calls.h>
#include <kacs/event.h>

static struct {
	const void *bytes;
	size_t len;
} answer;

static struct {
	int fd;
	uint64_t capacity;
} ring;

long __wrap_syscall(long number, ...);
int __wrap_ioctl(int fd, unsigned long request, ...);

void fake_kernel_answer(const void *bytes, size_t len)
{
	answer.bytes = bytes;
	answer.len = len;
}

void fake_kernel_ring(int fd, uint64_t capacity)
{
	ring.fd = fd;
	ring.capacity = capacity;
}

static long attach(int *fds, int *count, uint64_t *capacity)
{
	int room = *count;

	*count = 1;
	if (room < 1) {
		errno = ERANGE;
		return -1;
	}
	fds[0] = dup(ring.fd);
	*capacity = ring.capacity;
	return fds[0] < 0 ? -1 : 0;
}

/* The length, and the bytes if there is room. */
static long copy_out(void *buffer, size_t room)
{
	if (room >= answer.len)
		memcpy(buffer, answer.bytes, answer.len);
	return (long)answer.len;
}

static long copy_template(struct kacs_mount_policy_args *args)
{
	if (args->template_sd_ptr && args->template_sd_len >= answer.len)
		memcpy((void *)(uintptr_t)args->template_sd_ptr, answer.bytes,
		       answer.len);
	args->policy = KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL;
	args->template_sd_len = (uint32_t)answer.len;
	return 0;
}

long __wrap_syscall(long number, ...)
{
	struct kacs_mount_policy_args *mount = NULL;
	void *buffer = NULL;
	uint64_t *capacity;
	va_list arguments;
	uint32_t room = 0;
	int *fds, *count;

	va_start(arguments, number);
	if (number == __NR_kmes_attach) {
		fds = va_arg(arguments, int *);
		count = va_arg(arguments, int *);
		capacity = va_arg(arguments, uint64_t *);
		va_end(arguments);
		return attach(fds, count, capacity);
	}
	if (number == __NR_kacs_get_sd) {
		/* dirfd, path, information, then these */
		va_arg(arguments, int);
		va_arg(arguments, const char *);
		va_arg(arguments, uint32_t);
		buffer = va_arg(arguments, void *);
		room = va_arg(arguments, uint32_t);
	} else if (number == __NR_kacs_get_denial) {
		va_arg(arguments, int);
		buffer = va_arg(arguments, void *);
		room = va_arg(arguments, uint32_t);
	} else if (number == __NR_kacs_get_mount_policy) {
		va_arg(arguments, int);
		mount = va_arg(arguments, struct kacs_mount_policy_args *);
	}
	va_end(arguments);
	if (mount)
		return copy_template(mount);
	if (buffer)
		return copy_out(buffer, room);
	if (number == __NR_kacs_create_session)
		return 77;
	if (number == __NR_kacs_open_self_token)
		return dup(STDERR_FILENO);
	errno = ENOSYS;
	return -1;
}

int __wrap_ioctl(int fd, unsigned long request, ...)
{
	struct kacs_query_args *args;
	va_list arguments;
	uint32_t room;

	(void)fd;
	va_start(arguments, request);
	args = va_arg(arguments, struct kacs_query_args *);
	va_end(arguments);
	if (request != KACS_IOC_QUERY) {
		errno = ENOTTY;
		return -1;
	}
	room = args->buf_len;
	args->buf_len =
		(uint32_t)copy_out((void *)(uintptr_t)args->buf_ptr, room);
	if (room < answer.len) {
		errno = ERANGE;
		return -1;
	}
	return 0;
}
