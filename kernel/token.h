/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The token object: who is asking. PSD-004 chapter 4.
 */
#ifndef KACS_KERNEL_TOKEN_H
#define KACS_KERNEL_TOKEN_H

#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/seqlock.h>
#include <linux/types.h>

#include "../core/token.h"

struct group_info;
struct kacs_session;
struct kacs_sd_object;
struct kacs_token_defaults;

/*
 * The half of a token that never changes, shared by all copies that fork and
 * DuplicateToken make of it.
 */
struct kacs_identity_object {
	refcount_t refs;
	struct kacs_session *session; /* a reference; counts as a live token */
	u64 created_at;		      /* nanoseconds, CLOCK_REALTIME */
	/*
	 * The default process SD of this identity (5.3), made at creation so
	 * that fork() needs no work. A reference.
	 */
	struct kacs_sd_object *process_sd;
	struct group_info *groups; /* the projected gids, sorted; a reference */
	struct rcu_head rcu;
	const struct kacs_identity *identity; /* at @prepared */
	u64 prepared[];
};

/*
 * A token. Fields under @lock may be read without it where said so.
 */
struct kacs_token_object {
	refcount_t refs;
	/* KACS_ELEVATION_*; changes under the session's lock and @lock. */
	u32 elevation_type;
	struct kacs_identity_object *identity; /* a reference, never changes */
	u64 token_id;			       /* never reused, never changes */
	/*
	 * Names the decisions that this token gets: two tokens with the same
	 * decision_id get the same answer for every descriptor. A copy has its
	 * source's until either is adjusted. Never reused. Read by READ_ONCE().
	 */
	u64 decision_id;
	/*
	 * What a check reads. Changed under @lock; read through
	 * kacs_token_snapshot().
	 */
	struct kacs_token state;
	u64 privileges_present;	    /* under @lock */
	u64 privileges_default;	    /* under @lock */
	atomic64_t privileges_used; /* bits are only ever set */
	u64 modified_id;	    /* under @lock */
	u32 interactive_session_id; /* under @lock */
	/* Its session refers to it; under the session's lock. */
	bool paired;
	/*
	 * Which of its session's pairs it is in, or was, or 0 (4.6). A copy for
	 * a new process is in it, too. Changes with @elevation_type.
	 */
	u64 link_id;
	/*
	 * What AdjustDefault has made of the defaults of @identity, a
	 * reference, or NULL. Under @lock.
	 */
	struct kacs_token_defaults *defaults;
	/* The token's own descriptor; a reference, under @lock. */
	struct kacs_sd_object *sd;
	/*
	 * What the children of its processes get (token_share.c): a frozen copy
	 * in the state in which the token was when it was made, a reference, or
	 * NULL; and whether that is still its state. Both change under @lock.
	 */
	struct kacs_token_object __rcu *shared;
	bool shared_current;
	/*
	 * The token of processes that have yet to get their own. No handle
	 * leads to it, and nothing in it changes. Never changes.
	 */
	bool frozen;
	/* The frozen one that this one took the place of, a reference. */
	struct kacs_token_object *origin;
	/*
	 * Writers turn softirqs off: checks run there, too. They take it by
	 * kacs_token_change_begin().
	 */
	seqlock_t lock;
	struct rcu_head rcu;
};

/* The boot SYSTEM token (13.5). Alive as long as the machine. */
extern struct kacs_token_object *kacs_system_token;

/* What becomes of whoever acts at Anonymous level (4.3, 9.1). Immortal, too. */
extern struct kacs_token_object *kacs_anonymous_token;

/* All that can change in a token, as it was at one moment. */
struct kacs_token_view {
	struct kacs_token state;
	u64 privileges_present;
	u64 privileges_default;
	u64 privileges_used;
	u64 modified_id;
	u32 elevation_type;
	u32 interactive_session_id;
	struct kacs_token_defaults *defaults; /* a reference, or NULL */
};

/**
 * kacs_token_view - a consistent copy of all that can change
 * @object: a referenced token
 * @view: out: points into @object's identity, valid while @object is; to be
 *	given back with kacs_token_view_put()
 */
void kacs_token_view(struct kacs_token_object *object,
		     struct kacs_token_view *view);

/* Gives up what a view refers to. */
void kacs_token_view_put(struct kacs_token_view *view);

/**
 * kacs_token_snapshot - a consistent copy of what a check reads
 * @object: a referenced token
 * @token: out: points into @object's identity, valid while @object is
 *
 * Return: the decision_id that belongs to the copy.
 */
static inline u64 kacs_token_snapshot(struct kacs_token_object *object,
				      struct kacs_token *token)
{
	unsigned int seq;
	u64 id;

	do {
		seq = read_seqbegin(&object->lock);
		*token = object->state;
		id = object->decision_id;
	} while (read_seqretry(&object->lock, seq));
	return id;
}

static inline const struct kacs_identity *
kacs_token_identity(const struct kacs_token_object *object)
{
	return object->identity->identity;
}

/**
 * kacs_token_get - take a reference
 * @object: a referenced token
 */
static inline struct kacs_token_object *
kacs_token_get(struct kacs_token_object *object)
{
	refcount_inc(&object->refs);
	return object;
}

/* A reference is gone: the last, or the last but one. */
void __kacs_token_put(struct kacs_token_object *object, bool last);

/**
 * kacs_token_put - drop a reference; the last frees after an RCU grace period
 * @object: may be NULL
 */
static inline void kacs_token_put(struct kacs_token_object *object)
{
	bool last;
	int refs;

	if (!object)
		return;
	/* Under RCU, as what is left may be looked at. */
	rcu_read_lock();
	last = __refcount_dec_and_test(&object->refs, &refs);
	if (refs <= 2)
		__kacs_token_put(object, last);
	rcu_read_unlock();
}

/**
 * kacs_token_create - a token from a specification (kacs_create_token)
 * @spec: bytes of the specification, in kernel memory
 * @len: how many
 * @creator: whose user SID becomes the owner of the token's descriptor
 *
 * Context: process, may sleep.
 * Return: a new token with one reference, or ERR_PTR: -EINVAL (a malformed
 * specification, an unknown session), -ENOMEM.
 */
struct kacs_token_object *kacs_token_create(const void *spec, size_t len,
					    struct kacs_token_object *creator);

/**
 * kacs_token_copy - the independent copy that a new process gets (4.3)
 * @source: a referenced token
 * @gfp: how to allocate
 *
 * New token_id, everything else the same, the identity shared: also what the
 * source is in its session's linked pair (4.6), though the pair does not refer
 * to the copy.
 *
 * Return: a new token with one reference or NULL without memory.
 */
struct kacs_token_object *kacs_token_copy(struct kacs_token_object *source,
					  gfp_t gfp);

/* When there is none in the state that the source is in. */
struct kacs_token_object *__kacs_token_share(struct kacs_token_object *source);

/**
 * kacs_token_share - what a new process has until it needs a copy (4.3)
 * @source: a referenced token, not a frozen one
 *
 * Return: a frozen token in the state of @source, with a reference for the
 * caller, or NULL without memory.
 */
static inline struct kacs_token_object *
kacs_token_share(struct kacs_token_object *source)
{
	struct kacs_token_object *shared = NULL;

	rcu_read_lock();
	/*
	 * Asked first: what is there behind it is the copy that is current, or
	 * a later one. The other way round it may be an earlier one, if another
	 * thread makes one in between, and lack a change that is over.
	 */
	if (smp_load_acquire(&source->shared_current))
		shared = rcu_dereference(source->shared);
	if (shared && (atomic64_read(&shared->privileges_used) !=
			       atomic64_read(&source->privileges_used) ||
		       !refcount_inc_not_zero(&shared->refs)))
		shared = NULL;
	rcu_read_unlock();
	return likely(shared) ? shared : __kacs_token_share(source);
}

/**
 * kacs_token_duplicate - DuplicateToken (4.4)
 * @source: a referenced token
 * @type: KACS_TOKEN_PRIMARY or KACS_TOKEN_IMPERSONATION
 * @level: KACS_LEVEL_*; ignored for a primary token
 * @creator: owner of the new token's descriptor
 *
 * Return: a new token, or ERR_PTR: -EINVAL (unknown type or level), -EPERM (a
 * higher level than an impersonation source's), -ENOMEM.
 */
struct kacs_token_object *
kacs_token_duplicate(struct kacs_token_object *source, u32 type, u32 level,
		     struct kacs_token_object *creator);

/**
 * kacs_token_at - the impersonation token of a moment that has passed
 * @source: a referenced token
 * @view: what kacs_token_view() said of it then
 * @level: KACS_LEVEL_*, not above an impersonation source's
 * @creator: owner of the new token's descriptor
 *
 * Return: a new token with one reference, or ERR_PTR(-ENOMEM).
 */
struct kacs_token_object *kacs_token_at(struct kacs_token_object *source,
					const struct kacs_token_view *view,
					u32 level,
					struct kacs_token_object *creator);

/**
 * kacs_token_lower - the token of a program that is trusted less (4.3)
 * @source: a referenced token
 * @level: KACS_INTEGRITY_*, below the source's
 *
 * Return: a new token with one reference or NULL without memory.
 */
struct kacs_token_object *kacs_token_lower(struct kacs_token_object *source,
					   u32 level);

/* What FilterToken takes away. */
struct kacs_restriction {
	u64 privileges;			  /* to delete */
	u64 deny_only;			  /* bit n: group n becomes deny-only */
	struct kacs_sid_list restricting; /* none: the source's stay */
	bool write_restricted;
};

/**
 * kacs_token_restrict - FilterToken (4.4)
 * @source: a referenced token
 * @restriction: deny-only indices are within the source's groups
 * @creator: owner of the new token's descriptor
 *
 * Return: a new token, or ERR_PTR: -EINVAL (a restricted source and restricting
 * SIDs that have none in common with it, or more than a token can hold),
 * -ENOMEM.
 */
struct kacs_token_object *
kacs_token_restrict(struct kacs_token_object *source,
		    const struct kacs_restriction *restriction,
		    struct kacs_token_object *creator);

/**
 * kacs_token_serialize - a token as a specification (13.6 section 5)
 * @view: of the token
 * @restricted: the restricting SIDs to write
 * @out: room for it, or NULL to ask for the length only
 *
 * As kacs_create_token takes it, but with the logon SID among the groups and
 * the attributes as they are now.
 *
 * Return: the length; may be more than kacs_create_token accepts.
 */
u32 kacs_token_serialize(const struct kacs_token_view *view,
			 const struct kacs_sid_list *restricted, u8 *out);

/* The attributes of group @index, below the token's count, as they are now. */
u32 kacs_token_group_attributes(const struct kacs_token *token, u32 index);

/* A change to the privileges of a token; the three sets are disjoint. */
struct kacs_privilege_change {
	bool reset; /* to the defaults; the sets are empty */
	u64 enable;
	u64 disable;
	u64 remove;
};

/**
 * kacs_token_adjust_privileges - AdjustPrivileges (4.5)
 * @object: a referenced token
 * @change: what to do
 * @previous: out: what was enabled before
 *
 * Return: 0, or -EINVAL (a privilege to enable is not there); then nothing has
 * changed.
 */
int kacs_token_adjust_privileges(struct kacs_token_object *object,
				 const struct kacs_privilege_change *change,
				 u64 *previous);

/**
 * kacs_token_sd - the token's own descriptor
 * @object: a referenced token
 *
 * Return: a referenced object.
 */
struct kacs_sd_object *kacs_token_sd(struct kacs_token_object *object);

/**
 * kacs_token_set_sd - replace the token's own descriptor
 * @object: a referenced token
 * @sd: the new one; a reference is taken
 */
void kacs_token_set_sd(struct kacs_token_object *object,
		       struct kacs_sd_object *sd);

/**
 * kacs_default_token_sd - the descriptor that a new token gets (4.8)
 * @user: the token's user
 * @creator: the user of the process that makes it
 *
 * Return: a referenced object or ERR_PTR(-ENOMEM).
 */
struct kacs_sd_object *kacs_default_token_sd(const struct kacs_sid *user,
					     const struct kacs_sid *creator);

/**
 * kacs_default_process_sd - the descriptor of a process of this identity (5.3)
 * @identity: its primary token's
 *
 * Return: a referenced object or ERR_PTR(-ENOMEM).
 */
struct kacs_sd_object *
kacs_default_process_sd(const struct kacs_identity *identity);

/**
 * kacs_default_session_sd - the descriptor of a logon session (3.12)
 * @user: the session's user
 * @group: the primary group of whoever begins it
 *
 * Return: a referenced object or ERR_PTR(-ENOMEM).
 */
struct kacs_sd_object *kacs_default_session_sd(const struct kacs_sid *user,
					       const struct kacs_sid *group);

/* The explicit descriptor of the SYSTEM token (13.5). */
struct kacs_sd_object *kacs_system_token_sd(void);

/**
 * kacs_token_open - which rights a handle to a token gets (4.8)
 * @object: the token
 * @access: what is asked for; generic rights and MAXIMUM_ALLOWED may be there
 * @granted: out: the mask to cache on the handle
 *
 * The current thread's effective token is the subject.
 *
 * Return: 0, -EINVAL (reserved bits), -EACCES.
 */
int kacs_token_open(struct kacs_token_object *object, u32 access, u32 *granted);

/* Marks those that are not marked yet. */
void __kacs_token_mark_used(struct kacs_token_object *object, u64 used);

/**
 * kacs_token_mark_used - privileges have been used
 * @object: a referenced token
 * @used: which, as bits
 */
static inline void kacs_token_mark_used(struct kacs_token_object *object,
					u64 used)
{
	if (unlikely(used & ~atomic64_read(&object->privileges_used)))
		__kacs_token_mark_used(object, used);
}

/*
 * May this token be looked at only, and not act (9.1)? Type and level of a
 * token never change.
 */
static inline bool
kacs_token_identifies_only(const struct kacs_token_object *object)
{
	return object->state.token_type == KACS_TOKEN_IMPERSONATION &&
	       object->state.impersonation_level == KACS_LEVEL_IDENTIFICATION;
}

/**
 * kacs_token_has_privilege - would a privilege count?
 * @object: a referenced token
 * @bit: KACS_SE_*
 *
 * A token that may only be looked at has none that does, but for passing
 * through directories, which opens nothing by itself, and whoever is asked
 * about finds its own token behind some (13.4). Takes no lock.
 *
 * Return: true if it is present and enabled, and the token may act.
 */
static inline bool
kacs_token_has_privilege(const struct kacs_token_object *object, u32 bit)
{
	return (READ_ONCE(object->state.privileges_enabled) &
		KACS_PRIVILEGE(bit)) &&
	       (bit == KACS_SE_CHANGE_NOTIFY ||
		likely(!kacs_token_identifies_only(object)));
}

/**
 * kacs_token_use_privilege - a standalone privilege gate (7.1)
 * @object: a referenced token
 * @bit: KACS_SE_*
 *
 * Marks the privilege used when it counts. Takes no lock.
 *
 * Return: as kacs_token_has_privilege().
 */
static inline bool kacs_token_use_privilege(struct kacs_token_object *object,
					    u32 bit)
{
	if (!kacs_token_has_privilege(object, bit))
		return false;
	kacs_token_mark_used(object, KACS_PRIVILEGE(bit));
	return true;
}

/**
 * kacs_tokens_init - the SYSTEM token (13.5) and the Anonymous token (4.3)
 *
 * Context: security_init(), single-threaded. Panics without memory.
 */
void __init kacs_tokens_init(void);

/**
 * kacs_token_fd - a file descriptor for a token
 * @object: a token; the descriptor takes its own reference
 * @access: the access mask that is cached on the handle
 *
 * Return: a descriptor with O_CLOEXEC or -errno.
 */
int kacs_token_fd(struct kacs_token_object *object, u32 access);

/**
 * kacs_token_from_fd - the token behind a descriptor
 * @fd: a token descriptor
 * @access: rights that the handle must carry
 *
 * Return: a referenced token, or ERR_PTR: -EBADF (no token descriptor),
 * -EACCES (the handle lacks a right).
 */
struct kacs_token_object *kacs_token_from_fd(int fd, u32 access);

/* Query classes, for token_fd.c. @arg is a struct kacs_query_args. */
int kacs_token_query(struct kacs_token_object *object, void __user *arg);

/* Ioctls that change a token, for token_fd.c. */
int kacs_token_ioctl_adjust(struct kacs_token_object *object, void __user *arg);
int kacs_token_ioctl_adjust_groups(struct kacs_token_object *object,
				   void __user *arg);
int kacs_token_ioctl_adjust_default(struct kacs_token_object *object,
				    void __user *arg);
int kacs_token_ioctl_adjust_session(struct kacs_token_object *object,
				    void __user *arg);

/* KACS_IOC_LINK_TOKENS: about the two handles in @arg. */
int kacs_token_ioctl_link(void __user *arg);
int kacs_token_ioctl_get_linked(struct kacs_token_object *object,
				void __user *arg);

#endif /* KACS_KERNEL_TOKEN_H */
