/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The token on a credential. PSD-004 4.1, 12.1, 13.3.
 */
#ifndef KACS_KERNEL_CREDENTIALS_H
#define KACS_KERNEL_CREDENTIALS_H

#include <linux/cred.h>

#include "lsm.h"
#include "token.h"

struct kacs_cred {
	/*
	 * A reference. Never NULL on a credential that a task runs with;
	 * NULL on one that is blank. Immutable once the credential is
	 * committed.
	 */
	struct kacs_token_object *token;
};

static inline struct kacs_cred *kacs_cred(const struct cred *cred)
{
	return cred->security + kacs_blob_sizes.lbs_cred;
}

/*
 * The token that decides for the current thread: the impersonated one while it
 * impersonates. Borrowed: valid while the thread keeps its credential.
 */
static inline struct kacs_token_object *kacs_current_token(void)
{
	return kacs_cred(current_cred())->token;
}

/* The primary token of the current process, whomever the thread impersonates. */
static inline struct kacs_token_object *kacs_current_primary_token(void)
{
	return kacs_cred(current_real_cred())->token;
}

/* Has the current thread this privilege, enabled? Marks it used. */
static inline bool kacs_current_privileged(u32 bit)
{
	struct kacs_token_object *token = kacs_current_token();

	return token && kacs_token_use_privilege(token, bit);
}

/**
 * kacs_install_primary - make a token the primary token of this process (4.3)
 * @token: a primary token; a reference is taken
 *
 * The calling thread switches now; its siblings in their own context, soon.
 * The Linux ids are projected from the token (12.1).
 *
 * Return: 0, -EINVAL (not a primary token), -ENOMEM.
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
 * kacs_revert - stop impersonating
 */
void kacs_revert(void);

/* The SYSTEM token on the boot credential. */
void __init kacs_credentials_init(void);

#endif /* KACS_KERNEL_CREDENTIALS_H */
