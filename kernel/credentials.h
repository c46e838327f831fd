/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The token on a credential. PSD-004 4.1, 12.1, 13.3.
 *
 * A thread that impersonates runs with a cred of its own beside its real_cred:
 * a copy of that one in all but the token and what Linux projects from it for
 * files (fsuid, fsgid, groups). That holds because nobody may commit
 * credentials while impersonating (__kacs_withhold_creds()).
 */
#ifndef KACS_KERNEL_CREDENTIALS_H
#define KACS_KERNEL_CREDENTIALS_H

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/sched.h>

#include "lsm.h"
#include "token.h"

/*
 * The token of a credential that cannot go away meanwhile, which has a reference
 * to it. NULL on a blank one, never on one that a task runs with. It does not
 * change once the credential is committed, but for a frozen one, which is
 * replaced once by a copy of it (token_share.c).
 */
static inline struct kacs_token_object *kacs_cred_token(const struct cred *cred)
{
	return READ_ONCE(cred->kacs_token);
}

/*
 * The token that decides for the current thread: the impersonated one while it
 * impersonates. Borrowed: valid while the thread keeps its credential.
 */
static inline struct kacs_token_object *kacs_current_token(void)
{
	return kacs_cred_token(current_cred());
}

/* The primary token of the current process, whomever the thread impersonates. */
static inline struct kacs_token_object *kacs_current_primary_token(void)
{
	return kacs_cred_token(current_real_cred());
}

/* If the token may be frozen. */
struct kacs_token_object *__kacs_cred_own_token(const struct cred *cred,
						gfp_t gfp);

/**
 * kacs_cred_own_token - the token of a credential that is no other process's
 * @cred: a credential that cannot go away meanwhile
 * @gfp: how to allocate the copy that its process has not got yet
 *
 * What is handed out, or can be told from another token, comes from here.
 *
 * Return: the token, borrowed; NULL on a blank credential, or ERR_PTR(-ENOMEM).
 */
static inline struct kacs_token_object *
kacs_cred_own_token(const struct cred *cred, gfp_t gfp)
{
	struct kacs_token_object *token = kacs_cred_token(cred);

	return token && unlikely(token->frozen)
		       ? __kacs_cred_own_token(cred, gfp)
		       : token;
}

/**
 * kacs_current_own_token - in the place of a token that may be frozen
 * @token: the effective or the primary token of the current thread, borrowed
 *
 * Context: any but NMIs.
 *
 * Return: the process's own, borrowed; @token if it is that, if it is not the
 * current thread's, and without memory.
 */
struct kacs_token_object *
kacs_current_own_token(struct kacs_token_object *token);

/* Has the current thread this privilege, enabled? Marks it used. */
static inline bool kacs_current_privileged(u32 bit)
{
	struct kacs_token_object *token = kacs_current_token();

	return token && kacs_token_use_privilege(token, bit);
}

/*
 * Does the current thread impersonate? Only between system calls and where no
 * other part of the kernel has overridden credentials.
 */
static inline bool kacs_impersonating(void)
{
	return current_cred() != current_real_cred();
}

/*
 * The capabilities that every credential has, so that modes and owners never
 * decide (12.2): CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER, FSETID, KILL,
 * SETGID, SETUID, NET_BROADCAST, IPC_OWNER, LEASE.
 */
#define KACS_MANDATORY_CAPABILITIES                                      \
	(BIT_ULL(CAP_CHOWN) | BIT_ULL(CAP_DAC_OVERRIDE) |                \
	 BIT_ULL(CAP_DAC_READ_SEARCH) | BIT_ULL(CAP_FOWNER) |            \
	 BIT_ULL(CAP_FSETID) | BIT_ULL(CAP_KILL) | BIT_ULL(CAP_SETGID) | \
	 BIT_ULL(CAP_SETUID) | BIT_ULL(CAP_NET_BROADCAST) |              \
	 BIT_ULL(CAP_IPC_OWNER) | BIT_ULL(CAP_LEASE))

/**
 * kacs_assert_capabilities - put the mandatory capabilities on a credential
 * @cred: not yet committed
 */
static inline void kacs_assert_capabilities(struct cred *cred)
{
	cred->cap_effective.val |= KACS_MANDATORY_CAPABILITIES;
	cred->cap_permitted.val |= KACS_MANDATORY_CAPABILITIES;
	cred->cap_inheritable.val |= KACS_MANDATORY_CAPABILITIES;
	cred->cap_bset.val |= KACS_MANDATORY_CAPABILITIES;
}

/**
 * kacs_set_token - give a credential another token
 * @cred: not yet committed
 * @token: a reference is taken
 */
void kacs_set_token(struct cred *cred, struct kacs_token_object *token);

/**
 * kacs_project_fs - what files see of a credential's token (12.1)
 * @cred: not yet committed; fsuid and fsgid follow from its token
 */
void kacs_project_fs(struct cred *cred);

/**
 * kacs_project_supplementary - the supplementary groups of a credential's token
 * @cred: not yet committed
 */
void kacs_project_supplementary(struct cred *cred);

/**
 * kacs_prepare_primary_creds - prepare_creds() from the primary credential
 *
 * Return: a credential to commit or abort, or NULL without memory.
 */
struct cred *kacs_prepare_primary_creds(void);

/**
 * kacs_thread_credentials - the token of a new thread (4.3)
 * @task: not yet visible, copy_creds() has run
 *
 * It shares the primary token, and does not impersonate. A kernel thread has
 * nothing to adjust and shares as well: it is SYSTEM as it is.
 *
 * Return: 0 or -ENOMEM.
 */
int kacs_thread_credentials(struct task_struct *task);

/**
 * kacs_fork_credentials - the token of a new process (4.3)
 * @task: not yet visible, copy_creds() has run
 *
 * It gets its own copy of the primary token, or what stands for it
 * (token_share.c), and does not impersonate.
 *
 * Return: 0 or -ENOMEM.
 */
int kacs_fork_credentials(struct task_struct *task);

/**
 * kacs_install_primary - make a token the primary token of this process (4.3)
 * @token: a primary token; a reference is taken
 *
 * The calling thread switches now; its siblings in their own context, soon.
 * The Linux ids are projected from the token (12.1).
 *
 * Return: 0, -EINVAL (not a primary token), -ENOMEM, -EAGAIN (no room for
 * another Linux user).
 */
int kacs_install_primary(struct kacs_token_object *token);

/**
 * kacs_impersonate - run the calling thread under a token (9.2, 13.2)
 * @token: an impersonation token; a reference is taken
 *
 * Both gates are applied against the primary token; the level is capped
 * silently where they say so.
 *
 * Return: 0, -EINVAL (not an impersonation token), -EPERM (restricted server,
 * unrestricted client of the same user), -ENOMEM.
 */
int kacs_impersonate(struct kacs_token_object *token);

/**
 * kacs_prepare_impersonation - the credential of an impersonating thread
 * @base: what it is a copy of but for the token
 * @token: the impersonated token
 *
 * Return: a credential for kacs_override() or NULL without memory.
 */
struct cred *kacs_prepare_impersonation(const struct cred *base,
					struct kacs_token_object *token);

/**
 * kacs_override - impersonate with a prepared credential
 * @cred: from kacs_prepare_impersonation(); used up
 *
 * The thread does not impersonate when this is called.
 */
void kacs_override(struct cred *cred);

/**
 * kacs_revert - stop impersonating
 */
void kacs_revert(void);

/**
 * kacs_show_impersonated - tell others whom a thread impersonates
 * @task: the current one, or one that is being freed
 * @token: a reference is taken; NULL: nobody
 */
void kacs_show_impersonated(struct task_struct *task,
			    struct kacs_token_object *token);

/**
 * kacs_process_token - the primary token of a process
 * @task: any of its threads, which cannot go away meanwhile
 *
 * Return: a referenced token, or ERR_PTR(-ENOMEM).
 */
struct kacs_token_object *kacs_process_token(struct task_struct *task);

/**
 * kacs_thread_token - the effective token of a thread
 * @task: the thread, which cannot go away meanwhile
 *
 * Return: a referenced token, the impersonated one, else the primary one; or
 * ERR_PTR(-ENOMEM).
 */
struct kacs_token_object *kacs_thread_token(struct task_struct *task);

/* The hooks of credentials_exec.c and credentials_setid.c. */
void __init kacs_add_exec_credential_hooks(void);
void __init kacs_add_setid_hooks(void);

/* The SYSTEM token on the boot credential. */
void __init kacs_credentials_init(void);

#endif /* KACS_KERNEL_CREDENTIALS_H */
