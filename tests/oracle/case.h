/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * One case of the differential tests: a token, a descriptor and a request,
 * written down so that a generator can make it and a shrinker can take it
 * apart, and the bytes that the core and the oracle are given for it.
 *
 * The bytes, all numbers little-endian: 13 u32 (the lengths of descriptor,
 * token specification, local claims, object type list and principal; desired
 * rights, intent, PIP type, PIP trust; read, write, execute, all of the generic
 * mapping), then the five parts themselves.
 *
 * The answer: 11 u32 (status, 0 if the case is well-formed; allowed, granted,
 * privilege_granted, mapped desired rights; what SeSecurity, SeBackup,
 * SeRestore, SeTakeOwnership and SeRelabel gave; a count), then so many u32
 * with the granted rights of each node of the object type list.
 */
#ifndef KACS_ORACLE_CASE_H
#define KACS_ORACLE_CASE_H

#include "core/check.h"

#define CASE_MAX_ACES 6
#define CASE_MAX_SIDS 6
#define CASE_MAX_NODES 8
#define CASE_MAX_DATA 512
#define CASE_MAX_CLAIMS 1024
#define CASE_MAX_BYTES 16384
#define CASE_HEADER_WORDS 13
#define CASE_ANSWER_WORDS 11

/* The SIDs that cases are made of; see principals[] in case.c. */
enum case_sid {
	SID_USER,
	SID_OTHER_USER,
	SID_GROUP,
	SID_OTHER_GROUP,
	SID_EVERYONE,
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
	SID_NONE,
};

struct case_ace {
	u8 type;
	u8 flags;
	u8 sid;		   /* enum case_sid; unused in unrecognised types */
	u8 object_type;	   /* 0: none; n: GUID n of an object ACE */
	u8 inherited_type; /* the same */
	u32 mask;
	u16 data_len; /* of a callback or resource attribute ACE */
	u8 data[CASE_MAX_DATA];
};

struct case_acl {
	bool present;
	bool null; /* present, without an ACL */
	u32 count;
	struct case_ace aces[CASE_MAX_ACES];
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
	/* One byte of the descriptor or the token, replaced. */
	u8 broken; /* enum case_part */
	u8 broken_value;
	u16 broken_offset; /* modulo the length */
	/* Request. */
	u8 self; /* SID_NONE: none */
	u32 desired;
	u32 intent;
	u32 pip_type;
	u32 pip_trust;
	struct kacs_generic_mapping mapping;
	struct case_claims local_claims;
	u32 node_count;
	struct case_node nodes[CASE_MAX_NODES];
};

struct case_answer {
	u32 words[CASE_ANSWER_WORDS];
	u32 nodes[CASE_MAX_NODES];
};

enum case_answer_word {
	ANSWER_STATUS,
	ANSWER_ALLOWED,
	ANSWER_GRANTED,
	ANSWER_PRIVILEGE_GRANTED,
	ANSWER_DESIRED,
	ANSWER_SECURITY,
	ANSWER_BACKUP,
	ANSWER_RESTORE,
	ANSWER_TAKE_OWNERSHIP,
	ANSWER_RELABEL,
	ANSWER_NODES,
};

/* The parts of encoded bytes. */
struct case_parts {
	const u8 *sd, *token, *claims, *tree, *self;
	u32 sd_len, token_len, claims_len, tree_len, self_len;
	u32 desired, intent, pip_type, pip_trust;
	struct kacs_generic_mapping mapping;
};

/* The bytes of a SID; its length is returned. */
u32 case_sid_bytes(u8 sid, u8 out[KACS_SID_MAX_BYTES]);

/* Write the bytes of a case; their length is returned. */
u32 case_encode(const struct case_record *record, u8 out[CASE_MAX_BYTES]);

/* Take bytes apart again; false if they are cut short. */
bool case_split(const u8 *bytes, u32 len, struct case_parts *parts);

/* Say what a case is, in lines that begin with "# ". */
void case_print(const u8 *bytes, u32 len);

#endif /* KACS_ORACLE_CASE_H */
