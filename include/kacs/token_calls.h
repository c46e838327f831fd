/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The ioctls of token descriptors, PSD-004 13.2, 13.6. What <kacs/calls.h> says
 * of errors holds here, too.
 *
 * Ownership: a file descriptor that is returned is close-on-exec and the
 * caller's to close(). Nothing that is passed is kept.
 *
 * Context: safe in any thread.
 */
#ifndef KACS_TOKEN_CALLS_H
#define KACS_TOKEN_CALLS_H

#include <stdint.h>
#include <kacs/token.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * kacs_sys_token_query - ask a token
 * @token_fd: with TOKEN_QUERY
 * @args: the class, and where the answer is to be written; .buf_len is set to
 *	its size
 *
 * kacs_token_query() finds the room itself.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_QUERY
 * EINVAL: the class is unknown, or the buffer lies over @args
 * ERANGE: .buf_len is too small; it says now how much is needed
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
int kacs_sys_token_query(int token_fd, struct kacs_query_args *args);

/**
 * kacs_sys_token_adjust_privileges - enable, disable or remove privileges
 * @token_fd: with TOKEN_ADJUST_PRIVS
 * @args: the changes; .previous_enabled is set to what was enabled before
 *
 * All changes are made or none.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_ADJUST_PRIVS
 * EINVAL: there are none or over 64 entries, an unknown attribute, a privilege
 *	over 63 or twice, or one that is to be enabled and that the token does
 *	not have
 * EFAULT: a pointer leads nowhere
 */
int kacs_sys_token_adjust_privileges(int token_fd,
				     struct kacs_adjust_privs_args *args);

/**
 * kacs_sys_token_adjust_groups - enable or disable groups
 * @token_fd: with TOKEN_ADJUST_GROUPS
 * @args: the changes, or one entry with the index KACS_GROUP_RESET_ALL to undo
 *	all of them; .previous_state is set to what was enabled before
 *
 * All changes are made or none.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_ADJUST_GROUPS
 * EINVAL: there are none or over 64 entries, an index twice or outside of the
 *	token's groups, .enable over 1, a group that is mandatory, for denials
 *	only or the logon SID, or the user's own that is to be disabled
 * EFAULT: a pointer leads nowhere
 */
int kacs_sys_token_adjust_groups(int token_fd,
				 struct kacs_adjust_groups_args *args);

/**
 * kacs_sys_token_adjust_session_id - say which interactive session a token is
 * of
 * @token_fd: with TOKEN_ADJUST_SESSIONID
 * @session: any number; no decision depends on it
 *
 * Needs SeTcbPrivilege in the token of the process.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_ADJUST_SESSIONID
 * EPERM: SeTcbPrivilege is not enabled
 */
int kacs_sys_token_adjust_session_id(int token_fd, uint32_t session);

/**
 * kacs_sys_token_adjust_default - change what new objects get from a token
 * @token_fd: with TOKEN_ADJUST_DEFAULT
 * @args: the default DACL, and the indices of owner and primary group: 0 is the
 *	user, N the Nth group; KACS_DEFAULT_UNCHANGED leaves one as it is, a
 *	.dacl_ptr of 0 the DACL; a .dacl_len of 0 with a .dacl_ptr takes it away
 *
 * Everything is changed or nothing. Objects that exist stay as they are.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_ADJUST_DEFAULT
 * EINVAL: an index outside of the token's groups, an owner that is a group
 *	without SE_GROUP_OWNER, a malformed DACL, a .dacl_len without a
 *	.dacl_ptr
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
int kacs_sys_token_adjust_default(int token_fd,
				  const struct kacs_adjust_default_args *args);

/**
 * kacs_sys_token_link - make two tokens of a user the halves of one
 * @args: the elevated and the filtered token, each with TOKEN_DUPLICATE, and
 *	their session
 *
 * Both are primary tokens. They take the place of the session's pair, if it has
 * one, and keep each other alive for as long as anything else of the session
 * lives. Needs SeTcbPrivilege.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EPERM: SeTcbPrivilege is not enabled
 * EBADF: a descriptor is no token
 * ENOTTY: .elevated_fd is an open file, but no token
 * EACCES: a token was opened without TOKEN_DUPLICATE
 * EINVAL: the two are one, not of that session, of two users, not primary, or
 *	one of them has been the other half before
 */
int kacs_sys_token_link(const struct kacs_link_tokens_args *args);

/**
 * kacs_sys_token_get_linked - the other half of a linked pair
 * @token_fd: with TOKEN_QUERY
 * @args: .result_fd is set to a descriptor of it
 *
 * With SeTcbPrivilege it is the token itself, with all rights. Without, it is a
 * copy that can be queried but decides nothing.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_QUERY
 * ENOENT: the token is in no pair, or another pair has taken its place
 * EFAULT: a pointer leads nowhere
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_sys_token_get_linked(int token_fd,
			      struct kacs_get_linked_token_args *args);

/**
 * kacs_sys_token_duplicate - copy a token
 * @token_fd: with TOKEN_DUPLICATE
 * @args: type, level and rights of the copy; .result_fd is set to a descriptor
 *	of it
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_DUPLICATE, or the copy's
 *	descriptor denies .access_mask
 * EINVAL: an unknown type or level
 * EPERM: a level above that of the token, or a primary copy of one that may
 *	not act
 * EFAULT: a pointer leads nowhere
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_sys_token_duplicate(int token_fd, struct kacs_duplicate_args *args);

/**
 * kacs_sys_token_restrict - make a copy of a token that may do less
 * @token_fd: with TOKEN_DUPLICATE
 * @args: the privileges and groups to take away and the restricting SIDs to
 *	add; .result_fd is set to a descriptor of the copy
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_DUPLICATE
 * EINVAL: unknown flags, no group of that index, a malformed SID, or the token
 *	is restricted already and by none of the SIDs
 * EFAULT: a pointer leads nowhere
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_sys_token_restrict(int token_fd, struct kacs_restrict_args *args);

/**
 * kacs_sys_token_install - make a token that of the process
 * @token_fd: a primary token, with TOKEN_ASSIGN_PRIMARY
 *
 * Needs SeAssignPrimaryTokenPrivilege. The ids of the process become those that
 * the token projects.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_ASSIGN_PRIMARY
 * EPERM: SeAssignPrimaryTokenPrivilege is not enabled
 * EINVAL: it is no primary token
 * EAGAIN: too many processes of that user
 * ENOMEM: out of memory
 *
 * Context: changes all threads of the process.
 */
int kacs_sys_token_install(int token_fd);

/**
 * kacs_sys_token_impersonate - act for a client
 * @token_fd: an impersonation token, with TOKEN_IMPERSONATE
 *
 * Until kacs_sys_revert() the thread has that token. Without
 * SeImpersonatePrivilege a client that is another user, or may do what the
 * caller may not, is taken at level identification, which decides nothing.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_IMPERSONATE
 * EINVAL: it is no impersonation token
 * EPERM: the caller is restricted and the client, the same user, is not
 * ENOMEM: out of memory
 *
 * Context: changes the calling thread alone.
 */
int kacs_sys_token_impersonate(int token_fd);

#ifdef __cplusplus
}
#endif

#endif /* KACS_TOKEN_CALLS_H */
