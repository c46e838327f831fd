/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Tokens, prepared for checking: PSD-004 4.2, 13.6 section 5.
 *
 * A token has two halves. Its identity never changes and may be shared by any
 * number of tokens: SIDs, privileges as created, defaults, in one hash table
 * that answers "is this SID in you, and as what?" in O(1). The rest, struct
 * kacs_token, is what adjusting changes; it is small and copied freely.
 */
#ifndef KACS_CORE_TOKEN_H
#define KACS_CORE_TOKEN_H

#include "base.h"
#include "claim.h"
#include "error.h"
#include "sid.h"
#include "../include/uapi/kacs/privilege.h"
#include "../include/uapi/kacs/token.h"

struct kacs_sid_and_attributes {
	struct kacs_sid sid;
	u32 attributes; /* KACS_SE_GROUP_*, as created */
};

struct kacs_sid_list {
	const struct kacs_sid_and_attributes *entries;
	u32 count;
};

/* As what a SID is in a token. */
#define KACS_MEMBER_USER 0x01u
#define KACS_MEMBER_RESTRICTED 0x02u
#define KACS_MEMBER_CONFINEMENT 0x04u /* the package SID or a capability */
#define KACS_MEMBER_SAME_HASH 0x08u /* another SID of the token has its hash */

/* One distinct SID of a token. */
struct kacs_membership {
	struct kacs_sid sid;
	u64 groups; /* bit n: it is groups.entries[n] */
	u32 roles;  /* KACS_MEMBER_* */
};

/* The half that never changes. One block with all that it points to. */
struct kacs_identity {
	struct kacs_token_spec spec; /* header, in host order */
	struct kacs_sid user;
	struct kacs_sid logon;	     /* .len 0: none */
	struct kacs_sid_list groups; /* at most 64, the logon SID last */
	struct kacs_sid_list restricted;
	struct kacs_sid_list capabilities;
	struct kacs_sid_list device_groups;
	struct kacs_sid_list restricted_device_groups;
	struct kacs_sid confinement; /* .len 0: not confined */
	const u8 *default_dacl;	     /* a valid ACL, or NULL */
	u32 default_dacl_len;
	struct kacs_claim_array user_claims; /* with their indexes */
	struct kacs_claim_array device_claims;
	const u8 *supplementary_gids; /* le32 each */
	u32 supplementary_gid_count;
	/*
	 * The hash table. Hashes stand close together and apart from what they
	 * lead to: most questions are answered by one free place. A SID stands
	 * at most KACS_TOKEN_PROBES places away from its own; one that finds
	 * none free so near is only in the sorted list.
	 */
	u32 table_mask;	    /* places - 1, a power of two less one */
	const u32 *hashes;  /* by place; 0: free */
	const u16 *indices; /* by place: into members */
	const struct kacs_membership *members;
	const u16 *sorted; /* members by kacs_sid_order() */
	u32 sorted_count;
	/* Entries of the two lists of device groups by kacs_sid_order(). */
	const u16 *device_order;
	const u16 *restricted_device_order;
	u32 size;   /* of the whole block */
	u32 traits; /* KACS_TRAIT_* that it brings into every check */
};

/* What a check asks of a token. Copied by value; holds no reference. */
struct kacs_token {
	const struct kacs_identity *identity;
	u64 privileges_enabled;
	u64 groups_enabled;   /* bit n: group n has SE_GROUP_ENABLED now */
	u64 groups_deny_only; /* bit n: ... SE_GROUP_USE_FOR_DENY_ONLY */
	u32 integrity_level;  /* KACS_INTEGRITY_* */
	u32 mandatory_policy; /* KACS_POLICY_* */
	u8 token_type;
	u8 impersonation_level;
	bool user_deny_only;
	bool write_restricted;
};

/**
 * kacs_identity_measure - validate a token specification and size its
 * prepared form
 * @spec: untrusted bytes: a struct kacs_token_spec and its variable parts
 * @len: how many, 192 to 65536
 * @logon: the logon SID to append to the groups as kacs_create_token does, or
 *	NULL: take the groups as they are (the one with SE_GROUP_LOGON_ID is the
 *	logon SID)
 * @size: out: bytes that kacs_identity_prepare() needs
 * @error: out: reason and offset on failure, may be NULL
 *
 * Checks all that 4.4 and 13.6 section 5 ask for that needs nothing but the
 * bytes: version, reserved fields, ranges of every enumerated field, each SID,
 * the counts (63 groups and the logon SID with @logon), owner and group
 * indices, write_restricted with user_deny_only, isolation_boundary with a
 * confinement SID, a primary token at Anonymous level, a default DACL and
 * claims that parse, enabled privileges that are present, no logon SID among
 * the supplied groups when @logon is given.
 *
 * Return: 0 or the reason.
 */
int kacs_identity_measure(const u8 *spec, u32 len, const struct kacs_sid *logon,
			  u32 *size, struct kacs_error *error);

/**
 * kacs_identity_prepare - copy a specification and prepare the copy
 * @mem: memory, aligned for u64
 * @size: its size
 * @spec: the specification
 * @len: its length
 * @logon: as for kacs_identity_measure(); copied
 * @identity: out: the identity, at @mem
 * @error: out, may be NULL
 *
 * Return: 0, KACS_E_NO_ROOM or what kacs_identity_measure() can return.
 */
int kacs_identity_prepare(void *mem, u32 size, const u8 *spec, u32 len,
			  const struct kacs_sid *logon,
			  const struct kacs_identity **identity,
			  struct kacs_error *error);

/**
 * kacs_token_init - a token in the state in which its identity was created
 * @token: out
 * @identity: must outlive @token
 */
void kacs_token_init(struct kacs_token *token,
		     const struct kacs_identity *identity);

/**
 * kacs_identity_find - look a SID up
 * @identity: where
 * @sid: which
 *
 * Return: its membership, or NULL if the SID is not in the token.
 */
const struct kacs_membership *
kacs_identity_find(const struct kacs_identity *identity,
		   const struct kacs_sid *sid);

/**
 * kacs_token_may_own - may this SID be the owner of what the token creates?
 * @token: the token
 * @sid: the SID
 *
 * True for the user and for a group with SE_GROUP_OWNER (3.7). Deny-only groups
 * do not count.
 */
bool kacs_token_may_own(const struct kacs_token *token,
			const struct kacs_sid *sid);

static inline bool kacs_token_privileged(const struct kacs_token *token,
					 u32 privilege_bit)
{
	return token->privileges_enabled >> privilege_bit & 1;
}

/* The SID that an owner or primary group index names (4.2). */
static inline const struct kacs_sid *
kacs_identity_indexed(const struct kacs_identity *identity, u32 index)
{
	return index ? &identity->groups.entries[index - 1].sid
		     : &identity->user;
}

/* May this index be a token's owner_sid_index (4.2)? */
static inline bool
kacs_identity_valid_owner(const struct kacs_identity *identity, u32 index)
{
	return !index || (index <= identity->groups.count &&
			  identity->groups.entries[index - 1].attributes &
				  KACS_SE_GROUP_OWNER);
}

#endif /* KACS_CORE_TOKEN_H */
