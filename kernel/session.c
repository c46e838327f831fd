// SPDX-License-Identifier: GPL-2.0-only
/*
 * Logon sessions.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/xarray.h>

#include "../core/utf8.h"
#include "../include/uapi/kacs/syscall.h"
#include "../include/uapi/kacs/token.h"
#include "event_payload.h"
#include "kmes.h"
#include "sd_object.h"
#include "session.h"
#include "token_defaults.h"
#include "token_internal.h"

static DEFINE_XARRAY_FLAGS(kacs_sessions, XA_FLAGS_LOCK_BH);
static atomic64_t kacs_session_last_id = ATOMIC64_INIT(KACS_SESSION_FIRST - 1);

static bool kacs_logon_type_valid(u32 type)
{
	switch (type) {
	case KACS_LOGON_INTERACTIVE:
	case KACS_LOGON_NETWORK:
	case KACS_LOGON_BATCH:
	case KACS_LOGON_SERVICE:
	case KACS_LOGON_NETWORK_CLEARTEXT:
	case KACS_LOGON_NEW_CREDENTIALS:
		return true;
	}
	return false;
}

static void kacs_session_set_logon(struct kacs_session *session)
{
	const u32 sub[] = {5, session->id >> 32, (u32)session->id};
	u8 bytes[KACS_SID_MAX_BYTES];

	session->logon.len = kacs_sid_make(bytes, 5, sub, ARRAY_SIZE(sub));
	memcpy(session->logon_bytes, bytes, sizeof(session->logon_bytes));
	session->logon.bytes = session->logon_bytes;
	session->logon.hash =
		kacs_sid_hash(session->logon_bytes, session->logon.len);
}

/* What logon-session-destroyed says (13.7). */
static void kacs_session_write(struct kacs_msgpack *out, const void *data)
{
	const struct kacs_session *session = data;

	kacs_msgpack_map(out, 5);
	kacs_event_put_uint(out, "session_id", session->id);
	kacs_event_put_bytes(out, "user_sid", session->user.bytes,
			     session->user.len);
	kacs_event_put_uint(out, "logon_type", session->logon_type);
	kacs_msgpack_text(out, "auth_package");
	kacs_msgpack_str(out, (const char *)session->bytes,
			 session->package_len);
	kacs_event_put_uint(out, "created_at", session->created_at);
}

/*
 * Written when the session is made: when it is destroyed there may be no
 * memory, and nobody to whom to say so.
 */
static bool kacs_session_prepare_event(struct kacs_session *session)
{
	struct kacs_msgpack *out = &session->event;

	kacs_session_write(out, session);
	out->bytes = kmalloc(out->len, GFP_KERNEL_ACCOUNT);
	if (!out->bytes)
		return false;
	out->room = out->len;
	out->len = 0;
	kacs_session_write(out, session);
	return true;
}

static void kacs_session_free(struct rcu_head *rcu)
{
	struct kacs_session *session =
		container_of(rcu, struct kacs_session, rcu);

	if (!IS_ERR_OR_NULL(session->sd))
		kacs_sd_put(session->sd);
	kfree(session->event.bytes);
	kfree(session);
}

static struct kacs_session *
kacs_session_alloc(u64 id, u32 logon_type, const u8 *package, u16 package_len,
		   const struct kacs_sid *user, const struct kacs_sid *group)
{
	struct kacs_session *session;

	session = kzalloc(struct_size(session, bytes, package_len + user->len),
			  GFP_KERNEL_ACCOUNT);
	if (!session)
		return NULL;
	refcount_set(&session->refs, 1);
	session->published = true;
	session->id = id;
	session->logon_type = logon_type;
	session->created_at = ktime_get_real_ns();
	session->package_len = package_len;
	memcpy(session->bytes, package, package_len);
	memcpy(session->bytes + package_len, user->bytes, user->len);
	session->user = *user;
	session->user.bytes = session->bytes + package_len;
	kacs_session_set_logon(session);
	session->sd = kacs_default_session_sd(&session->user, group);
	if (!IS_ERR(session->sd) && kacs_session_prepare_event(session))
		return session;
	kacs_session_free(&session->rcu);
	return NULL;
}

/* The table's reference is the one that the session was made with. */
static int kacs_session_publish(struct kacs_session *session)
{
	int error = xa_insert_bh(&kacs_sessions, session->id, session,
				 GFP_KERNEL_ACCOUNT);

	if (error)
		kacs_session_free(&session->rcu);
	return error;
}

int kacs_session_create(const u8 *spec, size_t len,
			struct kacs_token_object *creator, u64 *id)
{
	const struct kacs_identity *identity = kacs_token_identity(creator);
	struct kacs_token_defaults *defaults;
	struct kacs_session *session;
	struct kacs_sid user;
	u32 package_len, user_len;
	const u8 *user_at;

	if (len < KACS_SESSION_SPEC_MIN_BYTES ||
	    len > KACS_SESSION_SPEC_MAX_BYTES)
		return -EINVAL;
	if (!kacs_logon_type_valid(spec[0]))
		return -EINVAL;
	package_len = kacs_load_le16(spec + 1);
	if (package_len > len - KACS_SESSION_SPEC_MIN_BYTES)
		return -EINVAL;
	if (!kacs_utf8_valid(spec + 3, package_len))
		return -EINVAL;
	user_len = kacs_load_le32(spec + 3 + package_len);
	user_at = spec + 7 + package_len;
	if (user_len != len - 7 - package_len)
		return -EINVAL;
	if (kacs_sid_parse(user_at, user_len, 0, &user, NULL) ||
	    user.len != user_len)
		return -EINVAL;

	kacs_token_defaults(creator, &defaults);
	session = kacs_session_alloc(
		atomic64_inc_return(&kacs_session_last_id), spec[0], spec + 3,
		package_len, &user,
		kacs_identity_indexed(identity,
				      kacs_default_group(identity, defaults)));
	kacs_token_defaults_put(defaults);
	if (!session)
		return -ENOMEM;
	*id = session->id;
	return kacs_session_publish(session);
}

struct kacs_session *kacs_session_find(u64 id)
{
	struct kacs_session *session;

	xa_lock_bh(&kacs_sessions);
	session = xa_load(&kacs_sessions, id);
	if (session)
		refcount_inc(&session->refs);
	xa_unlock_bh(&kacs_sessions);
	return session;
}

struct kacs_session *kacs_session_from(u64 id)
{
	struct kacs_session *session;
	unsigned long index = id;

	xa_lock_bh(&kacs_sessions);
	session = xa_find(&kacs_sessions, &index, ULONG_MAX, XA_PRESENT);
	if (session)
		refcount_inc(&session->refs);
	xa_unlock_bh(&kacs_sessions);
	return session;
}

void kacs_session_put(struct kacs_session *session)
{
	if (refcount_dec_and_test(&session->refs))
		call_rcu(&session->rcu, kacs_session_free);
}

bool kacs_session_use(struct kacs_session *session)
{
	bool published;

	xa_lock_bh(&kacs_sessions);
	published = session->published;
	if (published)
		session->live_tokens++;
	xa_unlock_bh(&kacs_sessions);
	return published;
}

/* Nobody finds it any more; the table's reference goes to the caller. */
static void kacs_session_unpublish(struct kacs_session *session)
{
	__xa_erase(&kacs_sessions, session->id);
	session->published = false;
}

/* Two tokens that a session has let go of, references, or NULL. */
struct kacs_pair {
	struct kacs_token_object *elevated;
	struct kacs_token_object *filtered;
};

static void kacs_pair_put(struct kacs_pair pair)
{
	kacs_token_put(pair.elevated);
	kacs_token_put(pair.filtered);
}

static void kacs_set_paired(struct kacs_pair pair, bool paired)
{
	if (!pair.elevated)
		return;
	WRITE_ONCE(pair.elevated->paired, paired);
	WRITE_ONCE(pair.filtered->paired, paired);
}

/* Exchanges the pair of a session. The lock is held. */
static struct kacs_pair kacs_session_swap_pair(struct kacs_session *session,
					       struct kacs_pair pair)
{
	struct kacs_pair old = {session->elevated, session->filtered};

	kacs_set_paired(old, false);
	kacs_set_paired(pair, true);
	WRITE_ONCE(session->elevated, pair.elevated);
	session->filtered = pair.filtered;
	return old;
}

/* The frozen tokens that those of a pair refer to, each perhaps repeatedly. */
struct kacs_pair_frozen {
	const struct kacs_token_object *tokens[4]; /* or NULL */
};

static struct kacs_pair_frozen
kacs_pair_frozen(const struct kacs_token_object *elevated,
		 const struct kacs_token_object *filtered)
{
	return (struct kacs_pair_frozen){{
		rcu_access_pointer(elevated->shared),
		elevated->origin,
		rcu_access_pointer(filtered->shared),
		filtered->origin,
	}};
}

static unsigned int kacs_count_frozen(const struct kacs_pair_frozen *frozen,
				      const struct kacs_token_object *token)
{
	unsigned int i, count = 0;

	for (i = 0; i < ARRAY_SIZE(frozen->tokens); i++)
		count += frozen->tokens[i] == token;
	return count;
}

static bool kacs_only_pair_keeps(const struct kacs_pair_frozen *frozen)
{
	const struct kacs_token_object *token;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(frozen->tokens); i++) {
		token = frozen->tokens[i];
		if (token && refcount_read(&token->refs) !=
				     kacs_count_frozen(frozen, token))
			return false;
	}
	return true;
}

/* How many references to an identity these tokens are. */
static unsigned int kacs_frozen_of(const struct kacs_pair_frozen *frozen,
				   const struct kacs_identity_object *identity)
{
	struct kacs_pair_frozen rest = *frozen;
	unsigned int i, count = 0;

	for (i = 0; i < ARRAY_SIZE(rest.tokens); i++) {
		const struct kacs_token_object *token = rest.tokens[i];

		rest.tokens[i] = NULL;
		if (token && token->identity == identity &&
		    !kacs_count_frozen(&rest, token))
			count++;
	}
	return count;
}

/*
 * Do the pair's references keep the session, and nothing else? A token to which
 * only the pair refers gets no other reference but under the lock, and an
 * identity only from a token of it. So what is true here stays true.
 */
static bool kacs_only_pair_left(const struct kacs_session *session)
{
	const struct kacs_token_object *elevated = session->elevated;
	const struct kacs_token_object *filtered = session->filtered;
	struct kacs_pair_frozen frozen;
	unsigned int share;

	if (!elevated)
		return false;
	/* Who drops a reference sees the pair, or this sees it dropped. */
	smp_mb();
	if (refcount_read(&elevated->refs) != 1 ||
	    refcount_read(&filtered->refs) != 1)
		return false;
	frozen = kacs_pair_frozen(elevated, filtered);
	if (!kacs_only_pair_keeps(&frozen))
		return false;
	share = elevated->identity == filtered->identity ? 2 : 1;
	return refcount_read(&elevated->identity->refs) ==
		       share + kacs_frozen_of(&frozen, elevated->identity) &&
	       refcount_read(&filtered->identity->refs) ==
		       share + kacs_frozen_of(&frozen, filtered->identity) &&
	       session->live_tokens == 3 - share;
}

/* The pair, if it is all that there is; then nobody joins any more. */
static struct kacs_pair kacs_session_take_last(struct kacs_session *session)
{
	if (!kacs_only_pair_left(session))
		return (struct kacs_pair){};
	kacs_session_unpublish(session);
	return kacs_session_swap_pair(session, (struct kacs_pair){});
}

void kacs_session_settle(struct kacs_session *session)
{
	struct kacs_pair last;

	if (!refcount_inc_not_zero(&session->refs))
		return;
	xa_lock_bh(&kacs_sessions);
	last = kacs_session_take_last(session);
	xa_unlock_bh(&kacs_sessions);
	kacs_pair_put(last);
	kacs_session_put(session);
}

/* Nobody finds it any more: tell so, and drop the table's reference. */
static void kacs_session_destroyed(struct kacs_session *session)
{
	kmes_emit(KMES_ORIGIN_KACS, "logon-session-destroyed",
		  session->event.bytes, session->event.len);
	kacs_session_put(session);
}

/* Dropping the pair comes back here, once, with a session that has none. */
void kacs_session_unuse(struct kacs_session *session)
{
	struct kacs_pair last = {};
	bool destroyed;

	xa_lock_bh(&kacs_sessions);
	destroyed = --session->live_tokens == 0;
	if (!destroyed)
		last = kacs_session_take_last(session);
	else if (session->published)
		kacs_session_unpublish(session);
	xa_unlock_bh(&kacs_sessions);
	kacs_pair_put(last);
	if (destroyed)
		kacs_session_destroyed(session);
	kacs_session_put(session);
}

/* Roles are given under the lock and by nobody else. */
static bool kacs_may_have_role(const struct kacs_token_object *token, u32 role)
{
	return token->elevation_type == KACS_ELEVATION_DEFAULT ||
	       token->elevation_type == role;
}

static void kacs_give_role(struct kacs_token_object *token, u32 role,
			   u64 link_id)
{
	kacs_token_change_begin(token);
	token->elevation_type = role;
	token->link_id = link_id;
	kacs_token_change_end(token);
}

int kacs_session_link(struct kacs_token_object *elevated,
		      struct kacs_token_object *filtered)
{
	struct kacs_session *session = elevated->identity->session;
	struct kacs_pair old = {};
	int error = -EINVAL;

	xa_lock_bh(&kacs_sessions);
	if (kacs_may_have_role(elevated, KACS_ELEVATION_FULL) &&
	    kacs_may_have_role(filtered, KACS_ELEVATION_LIMITED)) {
		session->link_id++;
		kacs_give_role(elevated, KACS_ELEVATION_FULL, session->link_id);
		kacs_give_role(filtered, KACS_ELEVATION_LIMITED,
			       session->link_id);
		old = kacs_session_swap_pair(
			session, (struct kacs_pair){kacs_token_get(elevated),
						    kacs_token_get(filtered)});
		error = 0;
	}
	xa_unlock_bh(&kacs_sessions);
	kacs_pair_put(old);
	return error;
}

struct kacs_token_object *
kacs_session_partner(const struct kacs_token_object *token)
{
	const struct kacs_session *session = token->identity->session;
	struct kacs_token_object *partner = NULL;

	xa_lock_bh(&kacs_sessions);
	if (session->elevated && token->link_id == session->link_id)
		partner = kacs_token_get(token->elevation_type ==
							 KACS_ELEVATION_FULL
						 ? session->filtered
						 : session->elevated);
	xa_unlock_bh(&kacs_sessions);
	return partner;
}

int kacs_session_destroy_empty(u64 id)
{
	struct kacs_session *session;
	int error = 0;

	xa_lock_bh(&kacs_sessions);
	session = xa_load(&kacs_sessions, id);
	if (!session)
		error = -ENOENT;
	else if (session->live_tokens || refcount_read(&session->refs) != 1)
		error = -EBUSY;
	else
		kacs_session_unpublish(session);
	xa_unlock_bh(&kacs_sessions);
	if (!error)
		kacs_session_destroyed(session);
	return error;
}

static void __init kacs_session_boot(u64 id, u32 logon_type,
				     const char *package,
				     enum kacs_well_known user)
{
	struct kacs_session *session;
	struct kacs_sid sid;

	kacs_sid_well_known(user, &sid);
	session = kacs_session_alloc(id, logon_type, package, strlen(package),
				     &sid, &sid);
	if (!session || kacs_session_publish(session))
		panic("kacs: no memory for session %llu\n", id);
}

void __init kacs_sessions_init(void)
{
	kacs_session_boot(KACS_SESSION_SYSTEM, KACS_LOGON_SERVICE, "Negotiate",
			  KACS_SID_SYSTEM);
	kacs_session_boot(KACS_SESSION_ANONYMOUS, KACS_LOGON_NETWORK,
			  "Negotiate", KACS_SID_ANONYMOUS);
}
