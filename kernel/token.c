// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tokens: made, copied, kept, dropped.
 */
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>

#include "process.h"
#include "sd_object.h"
#include "session.h"
#include "token.h"
#include "token_defaults.h"
#include "token_internal.h"

/*
 * A token may take 1 KiB beside what its SIDs take: the token, its identity,
 * and the header of the specification that it is made of. Its lock is larger in
 * kernels that look after locks.
 */
static_assert(sizeof(struct kacs_token_object) - sizeof(seqlock_t) +
		      2 * sizeof(u32) + sizeof(struct kacs_identity_object) +
		      sizeof(struct kacs_identity) +
		      sizeof(struct kacs_token_spec) <=
	      1024);

/* What a token takes besides its SIDs and what belongs to each of them. */
#ifndef CONFIG_LOCKDEP
static_assert(sizeof(struct kacs_token_object) +
		      sizeof(struct kacs_identity_object) +
		      sizeof(struct kacs_identity) +
		      sizeof(struct kacs_token_spec) <=
	      1024);
#endif

static struct kmem_cache *kacs_token_cache __ro_after_init;
static atomic64_t kacs_next_token_id = ATOMIC64_INIT(0);
static atomic64_t kacs_last_decision_id = ATOMIC64_INIT(0);

void __init kacs_token_cache_init(void)
{
	kacs_token_cache =
		KMEM_CACHE(kacs_token_object, SLAB_PANIC | SLAB_ACCOUNT);
}

u64 kacs_new_decision_id(void)
{
	return atomic64_inc_return(&kacs_last_decision_id);
}

/*
 * Gids of which one is (gid_t)-1 mean "no change" to half of Linux; no token
 * may carry such an id.
 */
static struct group_info *kacs_project_groups(const struct kacs_identity *id)
{
	u32 count = id->supplementary_gid_count, i;
	struct group_info *groups;

	if (count > NGROUPS_MAX)
		return ERR_PTR(-EINVAL);
	groups = groups_alloc(count);
	if (!groups)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < count; i++) {
		groups->gid[i] = KGIDT_INIT(
			kacs_load_le32(id->supplementary_gids + 4 * i));
		if (!gid_valid(groups->gid[i])) {
			put_group_info(groups);
			return ERR_PTR(-EINVAL);
		}
	}
	groups_sort(groups);
	return groups;
}

static void kacs_identity_free(struct kacs_identity_object *object)
{
	if (!IS_ERR_OR_NULL(object->process_sd))
		kacs_sd_put(object->process_sd);
	if (!IS_ERR_OR_NULL(object->groups))
		put_group_info(object->groups);
	kvfree(object);
}

static void kacs_identity_free_rcu(struct rcu_head *rcu)
{
	kacs_identity_free(container_of(rcu, struct kacs_identity_object, rcu));
}

/* What the last two tokens of an identity could be: those of a linked pair. */
#define KACS_MOST_PAIRED 2

static void kacs_identity_put(struct kacs_identity_object *object)
{
	struct kacs_session *session = object->session;
	int refs;

	rcu_read_lock();
	if (__refcount_dec_and_test(&object->refs, &refs)) {
		kacs_session_unuse(session);
		call_rcu(&object->rcu, kacs_identity_free_rcu);
	} else if (refs <= KACS_MOST_PAIRED + 1) {
		smp_mb__after_atomic(); /* as in kacs_only_pair_left() */
		if (unlikely(READ_ONCE(session->elevated)))
			kacs_session_settle(session);
	}
	rcu_read_unlock();
}

struct kacs_identity_object *kacs_identity_create(const u8 *spec, u32 len,
						  const struct kacs_sid *logon,
						  struct kacs_session *session,
						  u64 created_at)
{
	struct kacs_identity_object *object;
	u32 size;
	int error = -EINVAL;

	if (kacs_identity_measure(spec, len, logon, &size, NULL))
		return ERR_PTR(-EINVAL);
	object = kvzalloc(struct_size(object, prepared,
				      DIV_ROUND_UP(size, sizeof(u64))),
			  GFP_KERNEL_ACCOUNT);
	if (!object)
		return ERR_PTR(-ENOMEM);
	refcount_set(&object->refs, 1);
	object->created_at = created_at;
	if (kacs_identity_prepare(object->prepared, size, spec, len, logon,
				  &object->identity, NULL))
		goto free;
	if (!uid_valid(KUIDT_INIT(object->identity->spec.projected_uid)) ||
	    !gid_valid(KGIDT_INIT(object->identity->spec.projected_gid)))
		goto free;
	object->groups = kacs_project_groups(object->identity);
	if (IS_ERR(object->groups)) {
		error = PTR_ERR(object->groups);
		goto free;
	}
	object->process_sd = kacs_default_process_sd(object->identity);
	if (IS_ERR(object->process_sd)) {
		error = PTR_ERR(object->process_sd);
		goto free;
	}
	object->session = kacs_session_get(session);
	if (kacs_session_use(session))
		return object;
	kacs_session_put(session);
free:
	kacs_identity_free(object);
	return ERR_PTR(error);
}

struct kacs_token_object *kacs_token_alloc(gfp_t gfp)
{
	struct kacs_token_object *object =
		kmem_cache_zalloc(kacs_token_cache, gfp);

	if (!object)
		return NULL;
	refcount_set(&object->refs, 1);
	seqlock_init(&object->lock);
	object->token_id = atomic64_fetch_inc(&kacs_next_token_id);
	object->modified_id = object->token_id;
	object->elevation_type = KACS_ELEVATION_DEFAULT;
	return object;
}

struct kacs_token_object *
kacs_token_from_identity(struct kacs_identity_object *identity,
			 struct kacs_sd_object *sd)
{
	struct kacs_token_object *object;

	if (IS_ERR(identity)) {
		if (!IS_ERR(sd))
			kacs_sd_put(sd);
		return ERR_CAST(identity);
	}
	object = IS_ERR(sd) ? ERR_CAST(sd)
			    : kacs_token_alloc(GFP_KERNEL_ACCOUNT);
	if (IS_ERR_OR_NULL(object)) {
		if (!IS_ERR(sd))
			kacs_sd_put(sd);
		kacs_identity_put(identity);
		return object ? object : ERR_PTR(-ENOMEM);
	}
	object->identity = identity;
	object->sd = sd;
	object->decision_id = kacs_new_decision_id();
	kacs_token_init(&object->state, identity->identity);
	object->privileges_present = identity->identity->spec.privs_present;
	object->privileges_default = identity->identity->spec.privs_enabled;
	object->interactive_session_id =
		identity->identity->spec.interactive_session_id;
	return object;
}

struct kacs_token_object *kacs_token_create(const void *spec, size_t len,
					    struct kacs_token_object *creator)
{
	const size_t at = offsetof(struct kacs_token_spec, session_id);
	struct kacs_identity_object *identity;
	struct kacs_session *session;
	struct kacs_sd_object *sd;

	if (len < sizeof(struct kacs_token_spec) ||
	    len > KACS_TOKEN_SPEC_MAX_BYTES)
		return ERR_PTR(-EINVAL);
	session = kacs_session_find(kacs_load_le64(spec + at));
	if (!session)
		return ERR_PTR(-EINVAL);
	identity = kacs_identity_create(spec, len, &session->logon, session,
					ktime_get_real_ns());
	kacs_session_put(session);
	if (IS_ERR(identity))
		return ERR_CAST(identity);
	if (identity->identity->spec.audit_policy)
		kacs_ask_own_signals();
	sd = kacs_default_token_sd(&identity->identity->user,
				   &kacs_token_identity(creator)->user);
	return kacs_token_from_identity(identity, sd);
}

void kacs_token_copy_fields(struct kacs_token_object *copy,
			    const struct kacs_token_object *source)
{
	refcount_inc(&source->identity->refs);
	copy->identity = source->identity;
	copy->state = source->state;
	copy->decision_id = source->decision_id;
	copy->privileges_present = source->privileges_present;
	copy->privileges_default = source->privileges_default;
	copy->elevation_type = source->elevation_type;
	copy->link_id = source->link_id;
	copy->defaults = kacs_token_defaults_get(source->defaults);
	copy->interactive_session_id = source->interactive_session_id;
	atomic64_set(&copy->privileges_used,
		     atomic64_read(&source->privileges_used));
}

struct kacs_token_object *kacs_token_copy(struct kacs_token_object *source,
					  gfp_t gfp)
{
	struct kacs_token_object *copy = kacs_token_alloc(gfp);

	if (!copy)
		return NULL;
	read_seqlock_excl_bh(&source->lock);
	kacs_token_copy_fields(copy, source);
	copy->sd = kacs_sd_get(source->sd);
	read_sequnlock_excl_bh(&source->lock);
	return copy;
}

/* What is no copy for a new process is in no pair. Nobody has it yet. */
static void kacs_token_unlink(struct kacs_token_object *copy)
{
	copy->elevation_type = KACS_ELEVATION_DEFAULT;
	copy->link_id = 0;
}

struct kacs_token_object *kacs_token_lower(struct kacs_token_object *source,
					   u32 level)
{
	struct kacs_token_object *copy =
		kacs_token_copy(source, GFP_KERNEL_ACCOUNT);

	if (!copy)
		return NULL;
	copy->state.integrity_level = level;
	kacs_token_unlink(copy);
	copy->decision_id = kacs_new_decision_id();
	return copy;
}

/*
 * A token that may not act must not be made to act by way of a primary token,
 * from which impersonation tokens of any level are made.
 */
static int kacs_may_duplicate(const struct kacs_token *source, u32 type,
			      u32 level)
{
	if (type != KACS_TOKEN_PRIMARY && type != KACS_TOKEN_IMPERSONATION)
		return -EINVAL;
	if (type == KACS_TOKEN_IMPERSONATION && level > KACS_LEVEL_DELEGATION)
		return -EINVAL;
	if (source->token_type == KACS_TOKEN_PRIMARY)
		return 0;
	if (type == KACS_TOKEN_PRIMARY)
		return source->impersonation_level < KACS_LEVEL_IMPERSONATION
			       ? -EPERM
			       : 0;
	return level > source->impersonation_level ? -EPERM : 0;
}

struct kacs_token_object *
kacs_token_duplicate(struct kacs_token_object *source, u32 type, u32 level,
		     struct kacs_token_object *creator)
{
	struct kacs_token_object *copy;
	struct kacs_sd_object *sd;
	/* Type and level of a token never change: no lock. */
	int error = kacs_may_duplicate(&source->state, type, level);

	if (error)
		return ERR_PTR(error);
	sd = kacs_default_token_sd(&kacs_token_identity(source)->user,
				   &kacs_token_identity(creator)->user);
	if (IS_ERR(sd))
		return ERR_CAST(sd);
	copy = kacs_token_alloc(GFP_KERNEL_ACCOUNT);
	if (!copy) {
		kacs_sd_put(sd);
		return ERR_PTR(-ENOMEM);
	}
	read_seqlock_excl_bh(&source->lock);
	kacs_token_copy_fields(copy, source);
	read_sequnlock_excl_bh(&source->lock);
	copy->sd = sd;
	kacs_token_unlink(copy);
	copy->decision_id = kacs_new_decision_id();
	copy->state.token_type = type;
	copy->state.impersonation_level =
		type == KACS_TOKEN_PRIMARY ? KACS_LEVEL_ANONYMOUS : level;
	return copy;
}

struct kacs_token_object *kacs_token_at(struct kacs_token_object *source,
					const struct kacs_token_view *view,
					u32 level,
					struct kacs_token_object *creator)
{
	struct kacs_token_object *copy = kacs_token_duplicate(
		source, KACS_TOKEN_IMPERSONATION, level, creator);

	if (IS_ERR(copy))
		return copy;
	copy->state.privileges_enabled = view->state.privileges_enabled;
	copy->state.groups_enabled = view->state.groups_enabled;
	copy->privileges_present = view->privileges_present;
	copy->privileges_default = view->privileges_default;
	copy->interactive_session_id = view->interactive_session_id;
	kacs_token_defaults_put(copy->defaults);
	copy->defaults = kacs_token_defaults_get(view->defaults);
	atomic64_set(&copy->privileges_used, view->privileges_used);
	return copy;
}

static void kacs_token_free_rcu(struct rcu_head *rcu)
{
	struct kacs_token_object *object =
		container_of(rcu, struct kacs_token_object, rcu);

	kacs_token_defaults_put(object->defaults);
	kacs_sd_put(object->sd);
	kmem_cache_free(kacs_token_cache, object);
}

/* Was that the last reference but those that a pair keeps (session.h)? */
static bool kacs_token_may_end_pair(const struct kacs_token_object *object)
{
	return READ_ONCE(object->paired) ||
	       (object->frozen &&
		READ_ONCE(object->identity->session->elevated));
}

/*
 * The identity is given up at once, so that a session ends with the last handle
 * to it and not a while later. Its memory, too, outlives the readers. Frozen
 * tokens refer to no other: this comes back here once at most.
 */
static void kacs_token_last_put(struct kacs_token_object *object)
{
	kacs_token_put(rcu_access_pointer(object->shared));
	kacs_identity_put(object->identity);
	kacs_token_put(object->origin);
	call_rcu(&object->rcu, kacs_token_free_rcu);
}

void __kacs_token_put(struct kacs_token_object *object, bool last)
{
	if (last) {
		kacs_token_last_put(object);
		return;
	}
	/* Does the other one belong to a linked pair? */
	smp_mb__after_atomic(); /* as in kacs_only_pair_left() */
	if (unlikely(kacs_token_may_end_pair(object)))
		kacs_session_settle(object->identity->session);
}

void kacs_token_view(struct kacs_token_object *object,
		     struct kacs_token_view *view)
{
	read_seqlock_excl_bh(&object->lock);
	view->state = object->state;
	view->privileges_present = object->privileges_present;
	view->privileges_default = object->privileges_default;
	view->modified_id = object->modified_id;
	view->elevation_type = object->elevation_type;
	view->interactive_session_id = object->interactive_session_id;
	view->defaults = kacs_token_defaults_get(object->defaults);
	read_sequnlock_excl_bh(&object->lock);
	view->privileges_used = atomic64_read(&object->privileges_used);
}

void kacs_token_view_put(struct kacs_token_view *view)
{
	kacs_token_defaults_put(view->defaults);
}

struct kacs_sd_object *kacs_token_sd(struct kacs_token_object *object)
{
	struct kacs_sd_object *sd;

	read_seqlock_excl_bh(&object->lock);
	sd = kacs_sd_get(object->sd);
	read_sequnlock_excl_bh(&object->lock);
	return sd;
}

void kacs_token_set_sd(struct kacs_token_object *object,
		       struct kacs_sd_object *sd)
{
	struct kacs_sd_object *old;

	kacs_sd_get(sd);
	kacs_token_change_begin(object);
	old = object->sd;
	object->sd = sd;
	kacs_token_change_end(object);
	kacs_sd_put(old);
}
