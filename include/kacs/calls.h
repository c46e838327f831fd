/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The system calls and token ioctls of KACS, PSD-004 13.1, 13.2, 13.6.
 *
 * The functions named kacs_sys_* are the calls themselves: arguments as the
 * kernel takes them, -1 and errno on failure. ENOSYS means that the running
 * kernel has no KACS. The others are the few shapes in which they are needed.
 */
#ifndef KACS_CALLS_H
#define KACS_CALLS_H

#include <stddef.h>
#include <stdint.h>
#include <kacs/access.h>
#include <kacs/syscall.h>
#include <kacs/token.h>
#include <kacs/privilege.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Each returns a descriptor (close-on-exec), or -1. */
int kacs_sys_open_self_token(unsigned int flags, uint32_t access_mask);
int kacs_sys_open_process_token(int pidfd, uint32_t access_mask);
int kacs_sys_create_token(const void *spec, size_t len);
int kacs_sys_open(int dirfd, const char *path, const struct kacs_open_how *how,
		  size_t how_size, uint32_t *status);

/* The new session's number, or -1. */
int64_t kacs_sys_create_session(const void *spec, size_t len);

int kacs_sys_destroy_empty_session(uint64_t session_id);
int kacs_sys_revert(void);

/* The size of the descriptor, even when it is more than @len; or -1. */
long kacs_sys_get_sd(int dirfd, const char *path, uint32_t information,
		     void *buf, uint32_t len, uint32_t flags);
int kacs_sys_set_sd(int dirfd, const char *path, uint32_t information,
		    const void *sd, uint32_t len, uint32_t flags);

/* The granted mask, or -1; EACCES: a right that was asked for is denied. */
int64_t kacs_sys_access_check(const struct kacs_access_check_args *args);
int kacs_sys_access_check_list(const struct kacs_access_check_args *args,
			       struct kacs_node_result *results,
			       uint32_t count);

/* Adds or replaces a central policy, or removes it: @spec NULL or @len 0. */
int kacs_sys_set_caap(const void *sid, uint32_t sid_len, const void *spec,
		      uint32_t len);

/* The size of the record, even when it is more than @len; or -1. */
long kacs_sys_get_denial(int pidfd, struct kacs_denial *buf, uint32_t len,
			 uint32_t flags);

/* The ioctls of a token descriptor. */
int kacs_sys_token_query(int token_fd, struct kacs_query_args *args);
int kacs_sys_token_adjust_privileges(int token_fd,
				     struct kacs_adjust_privs_args *args);
int kacs_sys_token_duplicate(int token_fd, struct kacs_duplicate_args *args);
int kacs_sys_token_restrict(int token_fd, struct kacs_restrict_args *args);
int kacs_sys_token_install(int token_fd);
int kacs_sys_token_impersonate(int token_fd);

/**
 * kacs_token_query - one query class of a token, whatever its length
 * @token_fd: with TOKEN_QUERY
 * @token_class: KACS_TOKEN_CLASS_*
 * @out: out: the payload, to be freed with free(); never NULL on success
 * @len: out: its length, 0 for an absent optional value
 *
 * Return: 0, or -1 and errno of the ioctl, or ENOMEM.
 */
int kacs_token_query(int token_fd, uint32_t token_class, uint8_t **out,
		     size_t *len);

/**
 * kacs_token_of - the token of a process as a token specification
 * @pid: the process; 0: the calling thread's effective token
 * @out: out: a struct kacs_token_spec and its parts, to be freed with free()
 * @len: out: its length
 *
 * Another process's token is opened through /proc/PID/token (13.4), or where
 * that does not exist with kacs_open_process_token.
 *
 * Return: 0, or -1 and errno of the call that failed.
 */
int kacs_token_of(int pid, uint8_t **out, size_t *len);

/**
 * kacs_session_create - begin a logon session
 * @logon_type: KACS_LOGON_*
 * @package: the authentication package's name, UTF-8, may be empty
 * @user: the user's SID
 * @user_len: its length
 * @session_id: out
 *
 * Needs SeTcbPrivilege. Return: 0, or -1 and errno; EINVAL when the
 * specification would be over 4096 bytes.
 */
int kacs_session_create(uint8_t logon_type, const char *package,
			const uint8_t *user, size_t user_len,
			uint64_t *session_id);

/**
 * kacs_file_sd - parts of the descriptor of a file
 * @dirfd: where @path starts, or AT_FDCWD
 * @path: the file
 * @information: KACS_*_SECURITY_INFORMATION
 * @flags: AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH
 * @out: out: a self-relative descriptor, to be freed with free()
 * @len: out: its length
 *
 * Return: 0, or -1 and errno of kacs_get_sd, or ENOMEM.
 */
int kacs_file_sd(int dirfd, const char *path, uint32_t information,
		 uint32_t flags, uint8_t **out, size_t *len);

/**
 * kacs_denial_of - the last refusal of a process
 * @pidfd: the process, or -1: the calling thread
 * @flags: KACS_DENIAL_CLEAR
 * @out: out: the whole record, to be freed with free(); its offsets and
 *	lengths have been checked against its size, its name and comm end in NUL
 * @len: out: its length
 *
 * Return: 0, or -1 and errno: ENODATA when there has been none, EPROTO when the
 * kernel's record is not of KACS_DENIAL_VERSION.
 */
int kacs_denial_of(int pidfd, uint32_t flags, struct kacs_denial **out,
		   size_t *len);

#ifdef __cplusplus
}
#endif

#endif /* KACS_CALLS_H */
