// SPDX-License-Identifier: GPL-2.0-only
/*
 * The token of a new process: PSD-004 4.3.
 *
 * A child gets a copy of its parent's token, and most children never look at
 * it before they end or run another program. So what fork() gives to a child is
 * a frozen copy that all children share which are made until the parent's token
 * changes: checks read it like any token, nobody can change it, and no handle
 * leads to it. A process gets a copy of its own (kacs_cred_own_token()) when
 * its token is opened, named in a record, or marked, and when its credential is
 * copied: so there is one credential, made by fork(), that refers to a frozen
 * token for a process, and there its own token replaces it.
 */
#include <linux/err.h>

#include "credentials.h"
#include "sd_object.h"
#include "token_internal.h"

/* Freezes the state that the source has now, for the forks to come. */
struct kacs_token_object *__kacs_token_share(struct kacs_token_object *source)
{
	struct kacs_token_object *copy = kacs_token_alloc(GFP_KERNEL_ACCOUNT);
	struct kacs_token_object *old;

	if (!copy)
		return NULL;
	copy->frozen = true;
	refcount_inc(&copy->refs);
	read_seqlock_excl_bh(&source->lock);
	kacs_token_copy_fields(copy, source);
	copy->sd = kacs_sd_get(source->sd);
	old = rcu_replace_pointer(source->shared, copy,
				  lockdep_is_held(&source->lock.lock));
	/* Pairs with the question in kacs_token_share(). */
	smp_store_release(&source->shared_current, true);
	read_sequnlock_excl_bh(&source->lock);
	kacs_token_put(old);
	return copy;
}

struct kacs_token_object *__kacs_cred_own_token(const struct cred *cred,
						gfp_t gfp)
{
	/* To everybody but the two tokens nothing changes. */
	struct kacs_token_object **place = &((struct cred *)cred)->kacs_token;
	struct kacs_token_object *frozen = READ_ONCE(*place);
	struct kacs_token_object *own, *other;

	if (!frozen->frozen)
		return frozen;
	own = kacs_token_copy(frozen, gfp);
	if (!own)
		return ERR_PTR(-ENOMEM);
	/* Somebody may have borrowed the frozen one from the credential. */
	own->origin = frozen;
	other = cmpxchg(place, frozen, own);
	if (other == frozen)
		return own;
	own->origin = NULL;
	kacs_token_put(own);
	return other;
}

/* Is this the token of a credential, or was it until it got its own? */
static bool kacs_is_token_of(const struct cred *cred,
			     const struct kacs_token_object *frozen)
{
	const struct kacs_token_object *token = kacs_cred_token(cred);

	return token && (token == frozen || token->origin == frozen);
}

struct kacs_token_object *
kacs_current_own_token(struct kacs_token_object *token)
{
	const gfp_t gfp = GFP_NOWAIT | __GFP_NOWARN;
	struct kacs_token_object *own = ERR_PTR(-ESRCH);

	if (likely(!token->frozen))
		return token;
	if (kacs_is_token_of(current_cred(), token))
		own = kacs_cred_own_token(current_cred(), gfp);
	else if (kacs_is_token_of(current_real_cred(), token))
		own = kacs_cred_own_token(current_real_cred(), gfp);
	return IS_ERR(own) ? token : own;
}

void __kacs_token_mark_used(struct kacs_token_object *object, u64 used)
{
	object = kacs_current_own_token(object);
	/* Without memory: it is not the other processes that have used them. */
	if (likely(!object->frozen))
		atomic64_or(used, &object->privileges_used);
}
