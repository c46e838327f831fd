/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * By what right something that has no descriptor is one's own: files of the
 * kernel by their mode, System V IPC, keys.
 *
 * A uid does not say it. A sandboxed process has that of its user, and two users
 * of whom the directory knows no number have the same (PSD-004 12.1). So what a
 * mode gives an owner, or a group, counts as far as the token may do the like to
 * a process of its own user: the default descriptor of one (5.3) is asked, with
 * all that belongs to a check.
 */
#ifndef KACS_KERNEL_MAKER_H
#define KACS_KERNEL_MAKER_H

#include <linux/types.h>
#include <linux/uidgid.h>

#include "../core/sid.h"
#include "../include/uapi/kacs/access.h"

struct kacs_token_object;

/* What whom has no number is projected to (12.1). */
#define KACS_NO_ID 65534u

/* The rights to a process that stand for those of a mode. */
#define KACS_MAKER_READ KACS_PROCESS_VM_READ
#define KACS_MAKER_WRITE KACS_PROCESS_VM_WRITE
#define KACS_MAKER_EXECUTE KACS_PROCESS_TERMINATE

struct kacs_denial_place;

/* Who made something, and from what sandbox. Holds no reference. */
struct kacs_maker {
	u64 sandbox; /* as of kacs_sandbox_of() */
	u32 integrity;
	u8 user_len;
	u8 user[KACS_SID_MAX_BYTES];
};

/**
 * kacs_maker_init - somebody makes something
 * @maker: out
 * @token: whose it will be
 *
 * Return: 0, or -EACCES: there is no token, or it may only be identified (9.1).
 */
int kacs_maker_init(struct kacs_maker *maker,
		    const struct kacs_token_object *token);

/**
 * kacs_maker_init_current - who makes something is the current thread
 * @maker: out
 * @where: what it makes, for the record of a refusal, or NULL
 *
 * Return: as kacs_maker_init(); what it refuses is recorded.
 */
int kacs_maker_init_current(struct kacs_maker *maker,
			    const struct kacs_denial_place *where);

/**
 * kacs_is_user_of - is this a token of the user that made it?
 * @maker: of something
 * @token: a token
 *
 * Context: any.
 */
bool kacs_is_user_of(const struct kacs_maker *maker,
		     const struct kacs_token_object *token);

/**
 * kacs_is_maker - may the current thread do what the maker may?
 * @maker: of what it is to be done to
 * @rights: KACS_MAKER_*
 *
 * A process of the same user may that acts as its user, or is in the very
 * sandbox of the maker; one of lower integrity than the maker, or than medium,
 * does not write.
 *
 * Context: does not sleep.
 */
bool kacs_is_maker(const struct kacs_maker *maker, u32 rights);

/**
 * kacs_sandbox_of - a number for the sandbox that a token is in
 * @token: a token
 *
 * Return: the same for all tokens with the same restricting SIDs and the same
 * confinement; 0 for those with neither, unless their user is for denials only.
 * Nobody can make a sandbox that has the number of another.
 */
u64 kacs_sandbox_of(const struct kacs_token_object *token);

/**
 * kacs_in_sandbox - is the current token less than its user, and to be used?
 *
 * It is restricted, confined or of low integrity: what its user or its groups
 * may do is refused by KACS_RULE_SANDBOX. Never of a token that may only be
 * identified.
 *
 * Context: does not sleep.
 */
bool kacs_in_sandbox(void);

/**
 * kacs_acts_as_user - do user and groups of the current token give it this?
 * @rights: KACS_MAKER_*
 *
 * Not those of a token that is restricted or confined, and of one of low
 * integrity none to write.
 *
 * Context: does not sleep.
 */
bool kacs_acts_as_user(u32 rights);

/**
 * kacs_administers - may the current thread do this as SYSTEM or administrator?
 * @rights: KACS_MAKER_*
 *
 * Context: does not sleep.
 */
bool kacs_administers(u32 rights);

/* Of the bits rwx of a mode. */
static inline u32 kacs_maker_rights(unsigned int bits)
{
	return (bits & 4 ? KACS_MAKER_READ : 0) |
	       (bits & 2 ? KACS_MAKER_WRITE : 0) |
	       (bits & 1 ? KACS_MAKER_EXECUTE : 0);
}

/* Are these the ids of the current token, and nobody else's as well? */
bool kacs_has_uid(kuid_t uid);
bool kacs_has_gid(kgid_t gid);

#endif /* KACS_KERNEL_MAKER_H */
