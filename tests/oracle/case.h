/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * One case of the differential tests: a token, a descriptor and a request,
 * written down so that a generator can make it and a shrinker can take it
 * apart, and the bytes that the core and the oracle are given for it.
 *
 * The bytes, all numbers little-endian: 15 u32 (the lengths of descriptor,
 * token specification, local claims, object type list, principal and policies;
 * desired rights, intent, PIP type, PIP trust; read, write, execute, all of the
 * generic mapping; 1 for a result list), then the six parts themselves. The
 * policies are one after another, each a u32 length and the SID, a u32 length
 * and the specification.
 *
 * The answer: 17 u32 (enum case_answer_word), then for each node of the object
 * type list its granted rights and 1 if it is allowed, then for each event 7
 * u32 (enum case_event_word).
 */
#ifndef KACS_ORACLE_CASE_H
#define KACS_ORACLE_CASE_H

#include "core/check.h"

#define CASE_MAX_ACES 6
#define CASE_MAX_SIDS 6
#define CASE_MAX_NODES 8
#define CASE_MAX_POLICIES 2
#define CASE_MAX_RULES 2
#define CASE_MAX_EVENTS 96
#define CASE_MAX_DATA 512    /* of one ACE or condition */
#define CASE_POOL_BYTES 6144 /* of all of them */
#define CASE_MAX_CLAIMS 1024
#define CASE_MAX_BYTES 24576
#define CASE_PARTS 6
#define CASE_HEADER_WORDS 15

/* The SIDs that cases are made of; see principals[] in case.c. */
enum case_sid {
	SID_USER,
	SID_OTHER_USER,
	SID_GROUP,
	SID_OTHER_GROUP,
	SID_EVERYONE,
	SID_SYSTEM,
	SID_ADMINISTRATORS,
	SID_OWNER_RIGHTS,
	SID_PRINCIPAL_SELF,
	SID_PACKAGE,
	SID_CAPABILITY,
	SID_LAST_PRINCIPAL = SID_CAPABILITY,
	SID_UNTRUSTED,
	SID_LOW,
	SID_MEDIUM,
	SID_HIGH,
	SID_SYSTEM_LEVEL,
	SID_LAST_LEVEL = SID_SYSTEM_LEVEL,
	SID_TRUST_NONE,
	SID_TRUST_PROTECTED,
	SID_TRUST_ISOLATED,
	SID_LAST_TRUST = SID_TRUST_ISOLATED,
	SID_POLICY_ONE,
	SID_POLICY_TWO,
	SID_POLICY_MISSING, /* never defined */
	SID_NONE,
};

/* Bytes in case_record.data. */
struct case_data {
	u16 at;
	u16 len;
};

struct case_ace {
	u8 type;
	u8 flags;
	u8 sid;		   /* enum case_sid; unused in unrecognised types */
	u8 object_type;	   /* 0: none; n: GUID n of an object ACE */
	u8 inherited_type; /* the same */
	u32 mask;
	struct case_data data; /* of a callback or resource attribute ACE */
};

struct case_acl {
	bool present;
	bool null; /* present, without an ACL */
	u32 count;
	struct case_ace aces[CASE_MAX_ACES];
};

enum case_rule_acl {
	RULE_DACL, /* always present */
	RULE_SACL,
	RULE_STAGED_DACL,
	RULE_STAGED_SACL,
	RULE_ACLS,
};

struct case_rule {
	struct case_data condition; /* .len 0: it always applies */
	struct case_acl acls[RULE_ACLS];
};

struct case_policy {
	u8 sid;
	u32 rule_count;
	struct case_rule rules[CASE_MAX_RULES];
};

struct case_group {
	u8 sid;
	u32 attributes;
};

struct case_groups {
	u32 count;
	struct case_group entries[CASE_MAX_SIDS];
};

struct case_claims {
	u16 len;
	u8 bytes[CASE_MAX_CLAIMS];
};

struct case_node {
	u8 level;
	u8 guid;
};

enum case_part {
	PART_NONE,
	PART_SD,
	PART_TOKEN,
	PART_POLICY, /* the specification of the first */
};

struct case_record {
	/* Token. */
	u8 type;
	u8 level;
	u8 user;
	bool user_deny_only;
	bool write_restricted;
	bool confinement_exempt;
	u8 package; /* SID_NONE: not confined */
	u32 integrity;
	u32 policy;
	u32 audit_policy;
	u64 privileges;
	struct case_groups groups;
	struct case_groups restricted;
	struct case_groups capabilities;
	struct case_groups device_groups;
	struct case_groups restricted_device_groups;
	struct case_claims user_claims;
	struct case_claims device_claims;
	/* Descriptor. */
	u8 owner; /* SID_NONE: absent */
	struct case_acl dacl;
	struct case_acl sacl;
	/* One byte of a part, replaced. */
	u8 broken; /* enum case_part */
	u8 broken_value;
	u16 broken_offset; /* modulo the length */
	/* Policies. */
	u32 policy_count;
	struct case_policy policies[CASE_MAX_POLICIES];
	/* Request. */
	bool result_list;
	u8 self; /* SID_NONE: none */
	u32 desired;
	u32 intent;
	u32 pip_type;
	u32 pip_trust;
	struct kacs_generic_mapping mapping;
	struct case_claims local_claims;
	u32 node_count;
	struct case_node nodes[CASE_MAX_NODES];
	/* Application data and conditions; the last, and never cleared. */
	u32 data_len;
	u8 data[CASE_POOL_BYTES];
};

enum case_answer_word {
	ANSWER_STATUS, /* 0: the case is well-formed; otherwise enum case_status
			*/
	ANSWER_ALLOWED,
	ANSWER_GRANTED,
	ANSWER_PRIVILEGE_GRANTED,
	ANSWER_DESIRED,	 /* mapped */
	ANSWER_SECURITY, /* what each privilege gave */
	ANSWER_BACKUP,
	ANSWER_RESTORE,
	ANSWER_TAKE_OWNERSHIP,
	ANSWER_RELABEL,
	ANSWER_CONTINUOUS, /* the mask of the alarm ACEs */
	ANSWER_MISMATCH,   /* staged and effective differ */
	ANSWER_STAGED,	   /* what would be granted with what is staged */
	ANSWER_USED,	   /* privileges to mark as used, low and high half */
	ANSWER_USED_HIGH,
	ANSWER_NODES, /* how many follow */
	ANSWER_EVENTS,
	CASE_ANSWER_WORDS,
};

enum case_status {
	STATUS_WELL_FORMED,
	STATUS_SD,
	STATUS_TOKEN,
	STATUS_CLAIMS,
	STATUS_TREE,
	STATUS_POLICY,
};

enum case_event_word {
	EVENT_KIND,
	EVENT_SUCCESS, /* of a staging mismatch: nodes of a list differ */
	EVENT_REQUESTED,
	EVENT_GRANTED, /* of a staging mismatch: effective */
	EVENT_OTHER,   /* what survived of a privilege's rights; staged */
	EVENT_SUBJECT, /* the privilege's number; the ACE's first 4 bytes */
	EVENT_DIGEST,  /* FNV-1a of the ACE */
	EVENT_SOURCE,  /* EVENT_OBJECT, or scoped policy ACE << 16 | rule */
	EVENT_ACE,     /* the ACE's index in its ACL */
	CASE_EVENT_WORDS,
};

#define EVENT_OBJECT 0xffffffffu /* the ACE is in the object's SACL */

enum case_event_kind {
	EVENT_PRIVILEGE_USE = 1,
	EVENT_SACL,
	EVENT_FORCED,
	EVENT_STAGING_MISMATCH,
};

struct case_answer {
	u32 words[CASE_ANSWER_WORDS];
	struct {
		u32 granted;
		u32 allowed;
	} nodes[CASE_MAX_NODES];
	u32 events[CASE_MAX_EVENTS][CASE_EVENT_WORDS];
};

/* The parts of encoded bytes. */
struct case_parts {
	const u8 *sd, *token, *claims, *tree, *self, *policies;
	u32 sd_len, token_len, claims_len, tree_len, self_len, policies_len;
	u32 desired, intent, pip_type, pip_trust;
	struct kacs_generic_mapping mapping;
	bool result_list;
};

/* One policy of encoded bytes. */
struct case_policy_parts {
	const u8 *sid, *spec;
	u32 sid_len, spec_len;
};

/* Room for the data of one more ACE or condition; NULL: none is left. */
u8 *case_data_room(struct case_record *record);

/* Keep the @len bytes that were written there. */
struct case_data case_data_keep(struct case_record *record, u32 len);

/* The bytes of a SID; its length is returned. */
u32 case_sid_bytes(u8 sid, u8 out[KACS_SID_MAX_BYTES]);

/* Write the bytes of a case; their length is returned. */
u32 case_encode(const struct case_record *record, u8 out[CASE_MAX_BYTES]);

/* Take bytes apart again; false if they are cut short. */
bool case_split(const u8 *bytes, u32 len, struct case_parts *parts);

/*
 * Take the policy at *@at of @parts apart and go on to the next; false at the
 * end.
 */
bool case_next_policy(const struct case_parts *parts, u32 *at,
		      struct case_policy_parts *policy);

/* Say what a case is, in lines that begin with "# ". */
void case_print(const u8 *bytes, u32 len);

#endif /* KACS_ORACLE_CASE_H */
