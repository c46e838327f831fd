// SPDX-License-Identifier: GPL-2.0-only
/*
 * By what right something that has no descriptor is one's own.
 */
#include <linux/cred.h>
#include <linux/once.h>
#include <linux/siphash.h>
#include <linux/string.h>

#include "credentials.h"
#include "decision.h"
#include "denial.h"
#include "maker.h"

static u64 kacs_hash_sid(u64 hash, const struct kacs_sid *sid,
			 const siphash_key_t *key)
{
	return siphash_2u64(hash, siphash(sid->bytes, sid->len, key), key);
}

static u64 kacs_hash_list(u64 hash, const struct kacs_sid_list *list,
			  const siphash_key_t *key)
{
	u32 i;

	for (i = 0; i < list->count; i++)
		hash = kacs_hash_sid(hash, &list->entries[i].sid, key);
	return siphash_2u64(hash, list->count, key);
}

u64 kacs_sandbox_of(const struct kacs_token_object *token)
{
	static siphash_key_t key __read_mostly;
	const struct kacs_identity *identity = kacs_token_identity(token);
	bool confined =
		identity->confinement.len && !identity->spec.confinement_exempt;
	u64 hash;

	if (likely(!confined && !identity->restricted.count &&
		   !identity->restricted_device_groups.count &&
		   !token->state.user_deny_only))
		return 0;
	get_random_once(&key, sizeof(key));
	hash = kacs_hash_list(0, &identity->restricted, &key);
	hash = kacs_hash_list(hash, &identity->restricted_device_groups, &key);
	if (confined)
		hash = kacs_hash_sid(hash, &identity->confinement, &key);
	return hash | 1;
}

int kacs_maker_init(struct kacs_maker *maker,
		    const struct kacs_token_object *token)
{
	const struct kacs_sid *user;

	if (unlikely(!token || kacs_token_identifies_only(token)))
		return -EACCES;
	user = &kacs_token_identity(token)->user;
	maker->sandbox = kacs_sandbox_of(token);
	maker->integrity = token->state.integrity_level;
	maker->user_len = user->len;
	memcpy(maker->user, user->bytes, user->len);
	return 0;
}

int kacs_maker_init_current(struct kacs_maker *maker,
			    const struct kacs_denial_place *where)
{
	/* Who may only be identified makes nothing (9.1). */
	const struct kacs_gate gate = {
		.step = KACS_STEP_GATE,
		.error = -EACCES,
		.where = where,
	};
	struct kacs_token_object *token = kacs_current_token();

	return kacs_maker_init(maker, token) ? kacs_record_gate(token, &gate)
					     : 0;
}

bool kacs_is_user_of(const struct kacs_maker *maker,
		     const struct kacs_token_object *token)
{
	const struct kacs_sid *user = &kacs_token_identity(token)->user;

	return user->len == maker->user_len &&
	       !memcmp(user->bytes, maker->user, user->len);
}

/* To a process with this descriptor. */
static bool kacs_may_all(struct kacs_sd_object *sd, u32 rights)
{
	struct kacs_token_object *token = kacs_current_token();

	return likely(token) &&
	       !(rights & ~kacs_rights(token, sd, &kacs_process_mapping));
}

/* Integrity and the rest of a sandbox never change: no lock. */
static bool kacs_shares_sandbox(const struct kacs_maker *maker, u32 rights)
{
	const struct kacs_token_object *token = kacs_current_token();

	if (kacs_token_identifies_only(token))
		return false;
	return kacs_sandbox_of(token) == maker->sandbox &&
	       (!(rights & KACS_MAKER_WRITE) ||
		token->state.integrity_level >= maker->integrity);
}

bool kacs_is_maker(const struct kacs_maker *maker, u32 rights)
{
	const struct kacs_token_object *token = kacs_current_token();

	return likely(token) && kacs_is_user_of(maker, token) &&
	       (kacs_shares_sandbox(maker, rights) ||
		kacs_acts_as_user(rights));
}

bool kacs_in_sandbox(void)
{
	const struct kacs_token_object *token = kacs_current_token();

	return likely(token) && !kacs_token_identifies_only(token) &&
	       (kacs_sandbox_of(token) ||
		token->state.integrity_level < KACS_INTEGRITY_MEDIUM);
}

bool kacs_acts_as_user(u32 rights)
{
	const struct kacs_token_object *token = kacs_current_token();

	return likely(token) &&
	       kacs_may_all(token->identity->process_sd, rights);
}

bool kacs_administers(u32 rights)
{
	/* A process of SYSTEM is SYSTEM's and the administrators'. */
	return kacs_may_all(kacs_system_token->identity->process_sd, rights);
}

bool kacs_has_uid(kuid_t uid)
{
	return uid_eq(current_fsuid(), uid) &&
	       !uid_eq(uid, KUIDT_INIT(KACS_NO_ID));
}

bool kacs_has_gid(kgid_t gid)
{
	return !gid_eq(gid, KGIDT_INIT(KACS_NO_ID)) && in_group_p(gid);
}
