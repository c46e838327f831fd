/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Security identifiers, MS-DTYP 2.4.2, PSD-004 2.1 and 2.2.
 */
#ifndef KACS_CORE_SID_H
#define KACS_CORE_SID_H

#include "base.h"
#include "error.h"
#include "../include/uapi/kacs/sd.h"

/*
 * A validated SID inside somebody else's bytes. @hash is kacs_sid_hash() of the
 * bytes: unequal hashes prove unequal SIDs, equal hashes prove nothing.
 */
struct kacs_sid {
	const u8 *bytes;
	u32 len; /* 8 to 68, or 0: no SID */
	u32 hash;
};

/**
 * kacs_sid_parse - validate the SID at the start of a buffer
 * @bytes: the buffer
 * @len: bytes in it; more may follow the SID
 * @base: offset of @bytes in the whole input, for @error
 * @sid: out: the SID, pointing into @bytes
 * @error: out: reason and offset on failure, may be NULL
 *
 * Return: 0, or KACS_E_TRUNCATED, KACS_E_SID (revision not 1, more than 15
 * sub-authorities).
 */
int kacs_sid_parse(const u8 *bytes, u32 len, u32 base, struct kacs_sid *sid,
		   struct kacs_error *error);

/* The same without a hash: sid->hash is 0. */
int kacs_sid_parse_unhashed(const u8 *bytes, u32 len, u32 base,
			    struct kacs_sid *sid, struct kacs_error *error);

/**
 * kacs_sid_hash - hash the bytes of a SID
 * @bytes: a well-formed SID
 * @len: its length
 *
 * Stable within a build, never stored. A SID is always a multiple of 4 long.
 * Who chooses SIDs can choose some of the same hash: nothing may take longer
 * for it than O(log n).
 *
 * Return: the hash, never 0.
 */
u32 kacs_sid_hash(const u8 *bytes, u32 len);

/* Does a SID begin here, as far as its first two bytes tell? */
static inline bool kacs_sid_is_well_formed(const u8 *bytes)
{
	return bytes[0] == 1 && bytes[1] <= 15;
}

/* The length of a well-formed SID. */
static inline u32 kacs_sid_size(const u8 *bytes)
{
	return KACS_SID_MIN_BYTES + 4u * bytes[1];
}

/* Two absent SIDs are equal. */
static inline bool kacs_sid_equal(const struct kacs_sid *a,
				  const struct kacs_sid *b)
{
	return a->hash == b->hash && a->len == b->len &&
	       (!a->len || kacs_same_bytes(a->bytes, b->bytes, a->len));
}

/* An order in which SIDs are searched: by hash, then by length and bytes. */
int kacs_sid_order(const struct kacs_sid *a, const struct kacs_sid *b);

/**
 * kacs_sid_make - write the bytes of S-1-@authority-@sub[0]-...
 * @out: room for at least 8 + 4 * @count bytes
 * @authority: the identifier authority, below 2^48
 * @sub: sub-authorities
 * @count: how many, at most 15
 *
 * Return: the length written.
 */
u32 kacs_sid_make(u8 out[KACS_SID_MAX_BYTES], u64 authority, const u32 *sub,
		  u32 count);

/* The well-known SIDs that the model itself refers to (2.2). */
enum kacs_well_known {
	KACS_SID_NOBODY,	      /* S-1-0-0 */
	KACS_SID_EVERYONE,	      /* S-1-1-0 */
	KACS_SID_LOCAL,		      /* S-1-2-0 */
	KACS_SID_CREATOR_OWNER,	      /* S-1-3-0 */
	KACS_SID_CREATOR_GROUP,	      /* S-1-3-1 */
	KACS_SID_OWNER_RIGHTS,	      /* S-1-3-4 */
	KACS_SID_ANONYMOUS,	      /* S-1-5-7 */
	KACS_SID_PRINCIPAL_SELF,      /* S-1-5-10 */
	KACS_SID_AUTHENTICATED_USERS, /* S-1-5-11 */
	KACS_SID_SYSTEM,	      /* S-1-5-18 */
	KACS_SID_ADMINISTRATORS,      /* S-1-5-32-544 */
	KACS_SID_USERS,		      /* S-1-5-32-545 */
	KACS_WELL_KNOWN_COUNT,
};

/**
 * kacs_sid_well_known - a SID that lives as long as the program
 * @which: which one
 * @sid: out: the SID with its hash
 */
void kacs_sid_well_known(enum kacs_well_known which, struct kacs_sid *sid);

/**
 * kacs_sid_is - is this the well-known SID @which?
 * @bytes: a well-formed SID
 * @len: its length
 * @which: what to compare it with
 */
bool kacs_sid_is(const u8 *bytes, u32 len, enum kacs_well_known which);

/**
 * kacs_sid_integrity - the level of an integrity SID
 * @sid: any SID
 * @level: out: KACS_INTEGRITY_*
 *
 * Return: true if @sid is one of the five labels of 10.3.
 */
bool kacs_sid_integrity(const struct kacs_sid *sid, u32 *level);

#endif /* KACS_CORE_SID_H */
