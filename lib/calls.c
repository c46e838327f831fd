// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <kacs/calls.h>
#include <kacs/sd.h>

int kacs_sys_open_self_token(unsigned int flags, uint32_t access_mask)
{
	return (int)syscall(__NR_kacs_open_self_token, flags, access_mask);
}

int kacs_sys_open_process_token(int pidfd, uint32_t access_mask)
{
	return (int)syscall(__NR_kacs_open_process_token, pidfd, access_mask);
}

int kacs_sys_open_thread_token(int pidfd, int tid, uint32_t access_mask)
{
	return (int)syscall(__NR_kacs_open_thread_token, pidfd, tid,
			    access_mask);
}

int kacs_sys_open_peer_token(int conn_fd)
{
	return (int)syscall(__NR_kacs_open_peer_token, conn_fd);
}

int kacs_sys_impersonate_peer(int conn_fd)
{
	return (int)syscall(__NR_kacs_impersonate_peer, conn_fd);
}

int kacs_sys_set_impersonation_level(int sock_fd, uint32_t level)
{
	return (int)syscall(__NR_kacs_set_impersonation_level, sock_fd, level);
}

int kacs_sys_create_token(const void *spec, size_t len)
{
	return (int)syscall(__NR_kacs_create_token, spec, len);
}

int kacs_sys_open(int dirfd, const char *path, const struct kacs_open_how *how,
		  size_t how_size, uint32_t *status)
{
	return (int)syscall(__NR_kacs_open, dirfd, path, how, how_size, status);
}

int64_t kacs_sys_create_session(const void *spec, size_t len)
{
	return syscall(__NR_kacs_create_session, spec, len);
}

int kacs_sys_destroy_empty_session(uint64_t session_id)
{
	return (int)syscall(__NR_kacs_destroy_empty_session, session_id);
}

int kacs_sys_set_psb(int pidfd, uint32_t mitigations)
{
	return (int)syscall(__NR_kacs_set_psb, pidfd, mitigations);
}

int kacs_sys_revert(void)
{
	return (int)syscall(__NR_kacs_revert);
}

long kacs_sys_get_sd(int dirfd, const char *path, uint32_t information,
		     void *buf, uint32_t len, uint32_t flags)
{
	return syscall(__NR_kacs_get_sd, dirfd, path, information, buf, len,
		       flags);
}

int kacs_sys_set_sd(int dirfd, const char *path, uint32_t information,
		    const void *sd, uint32_t len, uint32_t flags)
{
	return (int)syscall(__NR_kacs_set_sd, dirfd, path, information, sd, len,
			    flags);
}

int64_t kacs_sys_access_check(const struct kacs_access_check_args *args)
{
	return syscall(__NR_kacs_access_check, args);
}

int kacs_sys_access_check_list(const struct kacs_access_check_args *args,
			       struct kacs_node_result *results, uint32_t count)
{
	return (int)syscall(__NR_kacs_access_check_list, args, results, count);
}

int kacs_sys_set_caap(const void *sid, uint32_t sid_len, const void *spec,
		      uint32_t len)
{
	return (int)syscall(__NR_kacs_set_caap, sid, sid_len, spec, len);
}

long kacs_sys_get_denial(int pidfd, struct kacs_denial *buf, uint32_t len,
			 uint32_t flags)
{
	return syscall(__NR_kacs_get_denial, pidfd, buf, len, flags);
}

int kacs_sys_token_query(int token_fd, struct kacs_query_args *args)
{
	return ioctl(token_fd, KACS_IOC_QUERY, args);
}

int kacs_sys_token_adjust_privileges(int token_fd,
				     struct kacs_adjust_privs_args *args)
{
	return ioctl(token_fd, KACS_IOC_ADJUST_PRIVS, args);
}

int kacs_sys_token_adjust_groups(int token_fd,
				 struct kacs_adjust_groups_args *args)
{
	return ioctl(token_fd, KACS_IOC_ADJUST_GROUPS, args);
}

int kacs_sys_token_adjust_session_id(int token_fd, uint32_t session)
{
	return ioctl(token_fd, KACS_IOC_ADJUST_SESSIONID, &session);
}

int kacs_sys_token_adjust_default(int token_fd,
				  const struct kacs_adjust_default_args *args)
{
	return ioctl(token_fd, KACS_IOC_ADJUST_DEFAULT, args);
}

int kacs_sys_token_link(const struct kacs_link_tokens_args *args)
{
	return ioctl(args->elevated_fd, KACS_IOC_LINK_TOKENS, args);
}

int kacs_sys_token_get_linked(int token_fd,
			      struct kacs_get_linked_token_args *args)
{
	return ioctl(token_fd, KACS_IOC_GET_LINKED_TOKEN, args);
}

int kacs_sys_token_duplicate(int token_fd, struct kacs_duplicate_args *args)
{
	return ioctl(token_fd, KACS_IOC_DUPLICATE, args);
}

int kacs_sys_token_restrict(int token_fd, struct kacs_restrict_args *args)
{
	return ioctl(token_fd, KACS_IOC_RESTRICT, args);
}

int kacs_sys_token_install(int token_fd)
{
	return ioctl(token_fd, KACS_IOC_INSTALL);
}

int kacs_sys_token_impersonate(int token_fd)
{
	return ioctl(token_fd, KACS_IOC_IMPERSONATE);
}

int kacs_token_query(int token_fd, uint32_t token_class, uint8_t **out,
		     size_t *len)
{
	struct kacs_query_args args = {.token_class = token_class};
	uint8_t *buf = NULL;

	/* The token may grow between asking for its size and reading it. */
	for (;;) {
		uint8_t *bigger;

		if (kacs_sys_token_query(token_fd, &args) < 0 &&
		    errno != ERANGE)
			break;
		if (buf && (size_t)args.buf_len <= *len) {
			*len = args.buf_len;
			*out = buf;
			return 0;
		}
		bigger = realloc(buf, args.buf_len ? args.buf_len : 1);
		if (!bigger)
			break;
		buf = bigger;
		*len = args.buf_len;
		if (args.buf_len == 0) {
			*out = buf;
			return 0;
		}
		args.buf_ptr = (uintptr_t)buf;
	}
	free(buf);
	return -1;
}

static int open_token_of(int pid)
{
	char path[64];
	int pidfd, fd, error;

	if (pid == 0)
		return kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);
	snprintf(path, sizeof(path), "/proc/%d/token", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0)
		return -1;
	fd = kacs_sys_open_process_token(pidfd, KACS_TOKEN_QUERY);
	error = errno;
	close(pidfd);
	errno = error;
	return fd;
}

int kacs_token_of(int pid, uint8_t **out, size_t *len)
{
	int fd = open_token_of(pid);
	int result, error;

	if (fd < 0)
		return -1;
	result = kacs_token_query(fd, KACS_TOKEN_CLASS_SPEC, out, len);
	error = errno;
	close(fd);
	errno = error;
	return result;
}

int kacs_session_create(uint8_t logon_type, const char *package,
			const uint8_t *user, size_t user_len,
			uint64_t *session_id)
{
	struct kacs_buffer spec = {0};
	size_t package_len = strlen(package);
	int64_t session;

	if (package_len > KACS_SESSION_SPEC_MAX_BYTES ||
	    user_len > KACS_SID_MAX_BYTES ||
	    7 + package_len + user_len > KACS_SESSION_SPEC_MAX_BYTES) {
		errno = EINVAL;
		return -1;
	}
	kacs_buffer_u8(&spec, logon_type);
	kacs_buffer_le16(&spec, (uint16_t)package_len);
	kacs_buffer_put(&spec, package, package_len);
	kacs_buffer_le32(&spec, (uint32_t)user_len);
	kacs_buffer_put(&spec, user, user_len);
	if (spec.failed) {
		kacs_buffer_free(&spec);
		errno = ENOMEM;
		return -1;
	}
	session = kacs_sys_create_session(spec.data, spec.len);
	kacs_buffer_free(&spec);
	if (session < 0)
		return -1;
	*session_id = (uint64_t)session;
	return 0;
}

int kacs_file_sd(int dirfd, const char *path, uint32_t information,
		 uint32_t flags, uint8_t **out, size_t *len)
{
	uint32_t room = 512;
	uint8_t *buf = NULL;

	/* Another program may set a longer one between two calls. */
	for (;;) {
		uint8_t *bigger = realloc(buf, room);
		long size;

		if (!bigger)
			break;
		buf = bigger;
		size = kacs_sys_get_sd(dirfd, path, information, buf, room,
				       flags);
		if (size < 0)
			break;
		if ((unsigned long)size <= room) {
			*out = buf;
			*len = (size_t)size;
			return 0;
		}
		room = (uint32_t)size;
	}
	free(buf);
	return -1;
}

static int check_part(const struct kacs_denial *denial, uint32_t offset,
		      uint32_t len)
{
	if (offset == 0)
		return 0;
	if (offset < sizeof(*denial) || offset > denial->size ||
	    len > denial->size - offset)
		return -1;
	return 0;
}

static int check_denial(struct kacs_denial *denial, size_t len)
{
	if (len < sizeof(*denial) || denial->version != KACS_DENIAL_VERSION ||
	    denial->size > len || denial->size < sizeof(*denial) ||
	    denial->ace_len > sizeof(denial->ace_bytes) ||
	    check_part(denial, denial->sd_offset, denial->sd_len) < 0 ||
	    check_part(denial, denial->token_offset, denial->token_len) < 0) {
		errno = EPROTO;
		return -1;
	}
	denial->name[sizeof(denial->name) - 1] = '\0';
	denial->comm[sizeof(denial->comm) - 1] = '\0';
	return 0;
}

int kacs_denial_of(int pidfd, uint32_t flags, struct kacs_denial **out,
		   size_t *len)
{
	uint32_t room = sizeof(struct kacs_denial) + 4096;
	struct kacs_denial *buf = NULL;

	for (;;) {
		struct kacs_denial *bigger = realloc(buf, room);
		long size;

		if (!bigger)
			break;
		buf = bigger;
		size = kacs_sys_get_denial(pidfd, buf, room, flags);
		if (size < 0)
			break;
		if ((unsigned long)size <= room) {
			if (check_denial(buf, (size_t)size) < 0)
				break;
			*out = buf;
			*len = (size_t)size;
			return 0;
		}
		room = (uint32_t)size;
	}
	free(buf);
	return -1;
}
