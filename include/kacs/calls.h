/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The system calls of KACS, PSD-004 13.1, 13.6; the calls on a token are in
 * <kacs/token_calls.h>, which this includes.
 *
 * The functions named kacs_sys_* are the calls themselves: arguments as the
 * kernel takes them, -1 and errno on failure. The others are the few shapes in
 * which they are needed.
 *
 * On a kernel without KACS each fails with ENOSYS, or if it takes a token, for
 * which there is no descriptor, with EBADF or ENOTTY.
 *
 * Ownership: a file descriptor that is returned is close-on-exec and the
 * caller's to close(); a block that comes back through @out is to be freed with
 * free(). Nothing that is passed is kept.
 *
 * Context: safe in any thread. The token is that of the calling thread.
 */
#ifndef KACS_CALLS_H
#define KACS_CALLS_H

#include <stddef.h>
#include <stdint.h>
#include <kacs/access.h>
#include <kacs/syscall.h>
#include <kacs/token.h>
#include <kacs/token_calls.h>
#include <kacs/privilege.h>
#include <kacs/process.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * kacs_sys_open_self_token - open the token of the calling thread
 * @flags: KACS_REAL_TOKEN for the primary token also while impersonating, or 0
 * @access_mask: KACS_TOKEN_*, may hold generic bits and MAXIMUM_ALLOWED
 *
 * Return: a descriptor of the token, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EINVAL: unknown bits in @flags, or reserved ones in @access_mask
 * EACCES: the token's descriptor denies a right that was asked for
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_sys_open_self_token(unsigned int flags, uint32_t access_mask);

/**
 * kacs_sys_open_process_token - open the token of a process
 * @pidfd: the process
 * @access_mask: as of kacs_sys_open_self_token()
 *
 * Asks two descriptors: that of the process for PROCESS_QUERY_INFORMATION, and
 * that of its token for @access_mask.
 *
 * Return: a descriptor of the primary token, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EBADF: @pidfd is no pidfd
 * ESRCH: the process is gone
 * EINVAL: reserved bits in @access_mask
 * EACCES: one of the descriptors denies it
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_sys_open_process_token(int pidfd, uint32_t access_mask);

/**
 * kacs_sys_open_thread_token - open the token that a thread acts with
 * @pidfd: its process
 * @tid: the thread, a number as gettid() gives it
 * @access_mask: as of kacs_sys_open_self_token()
 *
 * The token of the client while the thread impersonates, else that of the
 * process. Asks the same two descriptors as kacs_sys_open_process_token().
 *
 * Return: a descriptor of the token, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EBADF: @pidfd is no pidfd
 * ESRCH: the process is gone, or has no thread @tid
 * EINVAL: @tid is not above 0, or reserved bits in @access_mask
 * EACCES: one of the descriptors denies it
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_sys_open_thread_token(int pidfd, int tid, uint32_t access_mask);

/**
 * kacs_sys_open_peer_token - open the token of the client of a connection
 * @conn_fd: a Unix stream or seqpacket socket that accept() gave
 *
 * The client as it was when it connected, as an impersonation token at the
 * level that it allowed with kacs_sys_set_impersonation_level(). Needs no
 * privilege and no right.
 *
 * Return: a descriptor of the token with TOKEN_QUERY and TOKEN_IMPERSONATE, or
 * -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EBADF: @conn_fd is no open file
 * ENOTSOCK: @conn_fd is no socket
 * EACCES: nobody connected to this socket: it is the client's end, of another
 *	kind, not connected, or from socketpair()
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_sys_open_peer_token(int conn_fd);

/**
 * kacs_sys_impersonate_peer - act as the client of a connection
 * @conn_fd: as of kacs_sys_open_peer_token()
 *
 * What kacs_sys_open_peer_token() and kacs_sys_token_impersonate() do together.
 * Another user's client without SeImpersonatePrivilege, and a client of higher
 * integrity, come to KACS_LEVEL_IDENTIFICATION, with which nothing can be
 * opened; that is no error. Ended by kacs_sys_revert().
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EBADF: @conn_fd is no open file
 * ENOTSOCK: @conn_fd is no socket
 * EACCES: as of kacs_sys_open_peer_token()
 * EPERM: the caller is restricted and the client, the same user, is not
 * ENOMEM: out of memory
 *
 * Context: changes the calling thread alone.
 */
int kacs_sys_impersonate_peer(int conn_fd);

/**
 * kacs_sys_set_impersonation_level - limit what a server may do as this client
 * @sock_fd: a Unix stream or seqpacket socket that is not connected yet
 * @level: KACS_LEVEL_*; a new socket has KACS_LEVEL_IMPERSONATION
 *
 * Return: 0, or -1 with errno set; then the level is what it was.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EINVAL: @level is unknown, or the socket listens
 * EBADF: @sock_fd is no open file
 * ENOTSOCK: @sock_fd is no socket
 * EOPNOTSUPP: it is a socket of another kind
 * EISCONN: it is connected
 */
int kacs_sys_set_impersonation_level(int sock_fd, uint32_t level);

/**
 * kacs_sys_create_token - make a token
 * @spec: a token specification, as kacs_token_from_json() makes one
 * @len: its length
 *
 * Needs SeCreateTokenPrivilege.
 *
 * Return: a descriptor of the token with all rights, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: SeCreateTokenPrivilege is not enabled
 * EINVAL: @spec is not a valid specification, or names a session that is not
 *	there
 * EFAULT: a pointer leads nowhere
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_sys_create_token(const void *spec, size_t len);

/**
 * kacs_sys_open - open or make a file with exact rights
 * @dirfd: where @path starts, or AT_FDCWD
 * @path: the file
 * @how: which rights, what to do if it is there or is not, the descriptor of a
 *	new one
 * @how_size: sizeof(struct kacs_open_how)
 * @status: out, may be NULL: KACS_STATUS_*, what was done
 *
 * Return: a file descriptor on which exactly the granted rights can be used, or
 * -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EINVAL: @how has unknown bits, a disposition that does not go with the
 *	others, a malformed descriptor, or a size of no version
 * EACCES: a descriptor denies a right that was asked for
 * EPERM: the descriptor for a new file has an owner or a SACL that the caller
 *	may not set
 * EEXIST: it is there and was to be made
 * EISDIR, ENOTDIR: it is the wrong one of directory and file
 * EBUSY: what is mounted on cannot be superseded
 * EOPNOTSUPP: the file system has no descriptors, or cannot do it
 * EBADF, ELOOP, ENAMETOOLONG, ENOENT: @path leads nowhere
 * EFAULT: a pointer leads nowhere
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_sys_open(int dirfd, const char *path, const struct kacs_open_how *how,
		  size_t how_size, uint32_t *status);

/**
 * kacs_sys_create_session - begin a logon session
 * @spec: a session specification (13.6 section 6)
 * @len: its length
 *
 * Needs SeTcbPrivilege. kacs_session_create() makes the specification.
 *
 * Return: the number of the session, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: SeTcbPrivilege is not enabled
 * EINVAL: @spec is malformed, under 15 or over 4096 bytes, or has an unknown
 *	logon type, a package that is not UTF-8 or a user that is no SID
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
int64_t kacs_sys_create_session(const void *spec, size_t len);

/**
 * kacs_sys_destroy_empty_session - end a logon session that no token is in
 * @session_id: of kacs_sys_create_session()
 *
 * Needs SeTcbPrivilege.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: SeTcbPrivilege is not enabled
 * ENOENT: there is no such session
 * EBUSY: a token is in it
 */
int kacs_sys_destroy_empty_session(uint64_t session_id);

/**
 * kacs_sys_set_psb - bind a process to mitigations, for good
 * @pidfd: the process, -1: the caller's
 * @mitigations: KACS_MIT_*; those that are set already stay so, whatever this
 *	is
 *
 * Either all of them hold when this returns 0, or none was set. They stay over
 * fork(2) and exec; nothing takes them back. Another process than the own one
 * is asked for PROCESS_SET_INFORMATION.
 *
 * KACS_MIT_TLP holds code to the directories that are listed in
 * /sys/kernel/security/kacs/library_paths, those of the program and of the
 * libraries that it has mapped included. KACS_MIT_SML is set by a process with
 * one thread, for itself.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EINVAL: unknown bits in @mitigations, or the process is the kernel's own
 * EBADF: @pidfd is no pidfd
 * ESRCH: the process is gone
 * EACCES: the process's descriptor denies it
 * EBUSY: what the process has mapped breaks one of them (kacs_denial_of() says
 *	which and what), another process shares its memory, or it has threads
 *	that have not locked what KACS_MIT_SML is about
 * EOPNOTSUPP: the machine cannot promise one of them
 * EINTR: a signal came that ends the caller
 */
int kacs_sys_set_psb(int pidfd, uint32_t mitigations);

/**
 * kacs_sys_revert - stop impersonating
 *
 * The thread has the token of its process again; if it has not impersonated,
 * nothing changes.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * ENOMEM: out of memory
 *
 * Context: of the calling thread alone.
 */
int kacs_sys_revert(void);

/**
 * kacs_sys_get_sd - read parts of the descriptor of a file, process or token
 * @dirfd: where @path starts, or AT_FDCWD; with AT_EMPTY_PATH the object
 *	itself: a file, a pidfd or a token
 * @path: the file
 * @information: KACS_*_SECURITY_INFORMATION: which parts
 * @buf: out: a self-relative descriptor, if it fits
 * @len: size of @buf
 * @flags: AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH
 *
 * kacs_file_sd() finds the room itself.
 *
 * Return: the size of the descriptor, also when it is more than @len and
 * nothing was written; or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EINVAL: unknown bits in @information or @flags, or none in @information; or
 *	the object's own descriptor is malformed
 * EACCES: the object's descriptor denies it, or a directory on the way may not
 *	be traversed
 * EOPNOTSUPP: the file system has no descriptors
 * EBADF, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR: @path leads nowhere
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
long kacs_sys_get_sd(int dirfd, const char *path, uint32_t information,
		     void *buf, uint32_t len, uint32_t flags);

/**
 * kacs_sys_set_sd - replace parts of the descriptor of a file, process or token
 * @dirfd: as of kacs_sys_get_sd()
 * @path: the file
 * @information: KACS_*_SECURITY_INFORMATION: which parts of @sd to take
 * @sd: a self-relative descriptor
 * @len: its length
 * @flags: AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EINVAL: unknown bits in @information or @flags, or none in @information; @sd
 *	is malformed; or the result would be no descriptor
 * EACCES: the object's descriptor denies it, or a directory on the way may not
 *	be traversed
 * EPERM: the new owner, label or resource attributes are not ones that the
 *	caller may set, or the file is immutable
 * EOPNOTSUPP: the file system has no descriptors
 * EROFS: the file system is read-only
 * EBADF, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR: @path leads nowhere
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
int kacs_sys_set_sd(int dirfd, const char *path, uint32_t information,
		    const void *sd, uint32_t len, uint32_t flags);

/**
 * kacs_sys_access_check - let the kernel decide an access
 * @args: what to ask; .size is sizeof(*args)
 *
 * kacs_authz_check() gives the same answer without a system call.
 *
 * Return: the granted mask, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EACCES: a right that was asked for is denied; or the token was opened without
 *	TOKEN_QUERY
 * EINVAL: an unknown .size, bits or padding that are not 0, a malformed
 *	descriptor, SID, tree or claim array, or a descriptor without an owner
 * EBADF, ENOTTY: .token_fd is no token
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
int64_t kacs_sys_access_check(const struct kacs_access_check_args *args);

/**
 * kacs_sys_access_check_list - let the kernel decide an access to each part of
 * an object
 * @args: what to ask, with a tree
 * @results: out: one for each node
 * @count: how many there are
 *
 * kacs_authz_check_list() gives the same answer without a system call.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EACCES: the token was opened without TOKEN_QUERY
 * EINVAL: as for kacs_sys_access_check(); or @count is not the number of nodes
 * EBADF, ENOTTY: .token_fd is no token
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
int kacs_sys_access_check_list(const struct kacs_access_check_args *args,
			       struct kacs_node_result *results,
			       uint32_t count);

/**
 * kacs_sys_set_caap - add, replace or remove a central policy
 * @sid: the policy's name
 * @sid_len: its length
 * @spec: a policy specification, as kacs_policy_from_json() makes one, or NULL
 *	to remove it
 * @len: its length, or 0 to remove it
 *
 * Needs SeTcbPrivilege. The policy is in force for every check that begins
 * afterwards.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: SeTcbPrivilege is not enabled
 * EINVAL: @sid is no SID, @spec is malformed, or it is over its largest size
 * ENOSPC: the policies would be too many or too large together
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
int kacs_sys_set_caap(const void *sid, uint32_t sid_len, const void *spec,
		      uint32_t len);

/**
 * kacs_sys_get_mount_policy - what a file system makes of files without a
 * descriptor
 * @fd: any file on it, also one opened with O_PATH
 * @args: out: policy, generation and the template's length; in: with
 *	@template_sd_ptr and @template_sd_len, room for the template
 * @size: sizeof(*@args), at least KACS_MOUNT_POLICY_ARGS_MIN_BYTES
 *
 * Needs SeTcbPrivilege. A template that does not fit is not copied, which is no
 * error; a length of 0 says that there is none. kacs_mount_policy_of() finds
 * the room itself. PSD-004 11.5, 13.1.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: no enabled SeTcbPrivilege
 * EBADF: @fd is no open file
 * EINVAL: @size is out of range, bytes beyond what the kernel knows are not 0,
 *	flags or padding are not 0
 * EFAULT: a bad address
 */
int kacs_sys_get_mount_policy(int fd, struct kacs_mount_policy_args *args,
			      size_t size);

/**
 * kacs_sys_set_mount_policy - say what becomes of files without a descriptor
 * @fd: any file on the file system, also one opened with O_PATH
 * @args: KACS_MOUNT_POLICY_DENY_MISSING, _SYNTHESIZE_EPHEMERAL or
 *	_SYNTHESIZE_PERSISTENT, the latter two with or without a template; all
 *	else 0
 * @size: sizeof(*@args), at least KACS_MOUNT_POLICY_ARGS_MIN_BYTES
 *
 * Needs SeTcbPrivilege. Holds for the whole file system, wherever it is
 * mounted, until it is unmounted. Nothing is walked: what was made up by
 * another policy is made up anew when it is needed next, and open handles keep
 * their rights. A template is a complete descriptor, with owner, group and
 * DACL: that of the root, and the creator of all below. PSD-004 11.5, 13.1.
 *
 * Return: 0, or -1 with errno set; then nothing has changed.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: no enabled SeTcbPrivilege
 * EBADF: @fd is no open file
 * EINVAL: @size is out of range, bytes beyond what the kernel knows are not 0;
 *	another policy; flags, generation or padding are not 0; a template with
 *	DENY_MISSING, one that is malformed or not complete, an address without
 *	a length or the reverse
 * EOPNOTSUPP: the file system is not managed (/proc, pipes), or it keeps no
 *	extended attributes and the policy is SYNTHESIZE_PERSISTENT
 * ENOSPC: the policy has been changed 2^32 - 1 times
 * EFAULT: a bad address
 * ENOMEM: out of memory
 */
int kacs_sys_set_mount_policy(int fd, const struct kacs_mount_policy_args *args,
			      size_t size);

/**
 * kacs_sys_get_denial - the last refusal of a process
 * @pidfd: the process, or -1: the calling thread
 * @buf: out: the record, if it fits
 * @len: size of @buf
 * @flags: KACS_DENIAL_CLEAR to forget it; of the calling thread only
 *
 * kacs_denial_of() finds the room itself and checks the record.
 *
 * Return: the size of the record, also when it is more than @len and nothing
 * was written; or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * ENODATA: nothing has been refused yet
 * EACCES: the process's descriptor denies PROCESS_QUERY_INFORMATION
 * EBADF: @pidfd is no pidfd
 * ESRCH: the process is gone
 * EINVAL: unknown bits in @flags, or KACS_DENIAL_CLEAR of another process
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
long kacs_sys_get_denial(int pidfd, struct kacs_denial *buf, uint32_t len,
			 uint32_t flags);

/**
 * kacs_token_query - one query class of a token, whatever its length
 * @token_fd: with TOKEN_QUERY
 * @token_class: KACS_TOKEN_CLASS_*
 * @out: out: the payload, to be freed with free(); never NULL on success
 * @len: out: its length, 0 for an absent optional value
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_QUERY
 * EINVAL: @token_class is unknown
 * ENOMEM: out of memory
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
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EACCES: the token's descriptor, or the process's, denies it
 * ESRCH: there is no process @pid
 * EINVAL: @pid is negative
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_token_of(int pid, uint8_t **out, size_t *len);

/**
 * kacs_session_create - begin a logon session
 * @logon_type: KACS_LOGON_*
 * @package: the authentication package's name, UTF-8, may be empty
 * @user: the user's SID
 * @user_len: its length
 * @session_id: out: the number of the session
 *
 * Needs SeTcbPrivilege.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: SeTcbPrivilege is not enabled
 * EINVAL: @logon_type is unknown, @package is not UTF-8, @user is no SID, or
 *	the specification would be over 4096 bytes
 * ENOMEM: out of memory
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
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EACCES: the file's descriptor denies READ_CONTROL, or ACCESS_SYSTEM_SECURITY
 *	for its SACL; or a directory on the way may not be traversed
 * EINVAL: unknown bits in @information or @flags, or the file's own descriptor
 *	is malformed
 * EOPNOTSUPP: the file system has no descriptors
 * EBADF, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR: @path leads nowhere
 * ENOMEM: out of memory
 */
int kacs_file_sd(int dirfd, const char *path, uint32_t information,
		 uint32_t flags, uint8_t **out, size_t *len);

/**
 * kacs_mount_policy_of - what a file system makes of files without a descriptor
 * @fd: any file on it, also one opened with O_PATH
 * @policy: out: KACS_MOUNT_POLICY_*
 * @generation: out: how often it has been changed; may be NULL
 * @template_sd: out: the template, freed with free(); NULL without one
 * @len: out: its length, or 0
 *
 * Needs SeTcbPrivilege.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: no enabled SeTcbPrivilege
 * EBADF: @fd is no open file
 * ENOMEM: out of memory
 */
int kacs_mount_policy_of(int fd, uint32_t *policy, uint32_t *generation,
			 uint8_t **template_sd, size_t *len);

/**
 * kacs_denial_of - the last refusal of a process
 * @pidfd: the process, or -1: the calling thread
 * @flags: KACS_DENIAL_CLEAR
 * @out: out: the whole record, to be freed with free(); its offsets and
 *	lengths have been checked against its size, its name and comm end in NUL
 * @len: out: its length
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * ENODATA: nothing has been refused yet
 * EACCES: the process's descriptor denies PROCESS_QUERY_INFORMATION
 * EBADF, ESRCH: @pidfd is of no process, or of one that is gone
 * EINVAL: unknown bits in @flags, or KACS_DENIAL_CLEAR of another process
 * EPROTO: the kernel's record is not of KACS_DENIAL_VERSION
 * ENOMEM: out of memory
 */
int kacs_denial_of(int pidfd, uint32_t flags, struct kacs_denial **out,
		   size_t *len);

#ifdef __cplusplus
}
#endif

#endif /* KACS_CALLS_H */
