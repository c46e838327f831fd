/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Claims: the attributes of users, devices, resources and calls, PSD-004 3.9.
 * An entry is a CLAIM_SECURITY_ATTRIBUTE_RELATIVE_V1.
 */
#ifndef KACS_CORE_CLAIM_H
#define KACS_CORE_CLAIM_H

#include "base.h"
#include "error.h"
#include "value.h"

/* Types of values (3.10). FQBN, 4, is not supported. */
#define KACS_CLAIM_INT64 0x0001u
#define KACS_CLAIM_UINT64 0x0002u
#define KACS_CLAIM_STRING 0x0003u
#define KACS_CLAIM_SID 0x0005u
#define KACS_CLAIM_BOOLEAN 0x0006u
#define KACS_CLAIM_OCTET 0x0010u

/* Flags (3.9). */
#define KACS_CLAIM_CASE_SENSITIVE 0x0002u
#define KACS_CLAIM_DENY_ONLY 0x0004u
#define KACS_CLAIM_DISABLED 0x0010u
#define KACS_CLAIM_MANDATORY 0x0020u

/* One claim of an index. Offsets are from the bytes that the index is of. */
struct kacs_claim_note {
	u32 hash;   /* of its name without case; never 0 */
	u16 offset; /* of the entry */
	u16 len;
	u16 name; /* offset */
	u16 name_len;
	u16 order;  /* where its values' order begins; or KACS_CLAIM_NO_ORDER */
	u16 traits; /* KACS_CLAIM_TRAIT_* */
};

/* What is to know of a claim, at a glance. */
#define KACS_CLAIM_TRAIT_LIST 0x0010u	   /* several values */
#define KACS_CLAIM_TRAIT_CASE 0x0020u	   /* KACS_CLAIM_CASE_SENSITIVE */
#define KACS_CLAIM_TRAIT_ABSENT 0x0040u	   /* no values, or disabled */
#define KACS_CLAIM_TRAIT_DENY_ONLY 0x0080u /* absent for allow ACEs */
/* The type of its values, a bit for each enum kacs_value_type. */
#define KACS_CLAIM_TRAIT_TYPE(type) (0x100u << (type))
#define KACS_CLAIM_TRAIT_SIGNED 0x2000u /* numbers that may be negative */

#define KACS_CLAIM_NO_ORDER 0xffffu

/* The most bytes that can have an index. */
#define KACS_CLAIM_INDEX_MAX_BYTES 65535u

/*
 * Claims by their names and values: the notes are in the order of hash and
 * name, those of the same name in the order of the claims. The order of a
 * claim's values is one index for each of them.
 */
struct kacs_claim_index {
	const struct kacs_claim_note *notes; /* NULL: there is no index */
	const u16 *orders;
	u32 count;
};

/* A valid claim array inside somebody else's bytes. len 0: no claims. */
struct kacs_claim_array {
	const u8 *bytes;
	u32 len;
	struct kacs_claim_index index; /* or none: claims are sought one by one */
};

/**
 * kacs_claim_validate - validate a claim entry
 * @bytes: untrusted bytes
 * @len: how many; what nothing refers to is ignored
 * @base: offset of @bytes in the whole input, for @error
 * @error: out, may be NULL; its offset is that of the field that is wrong
 *
 * Time is linear in @len, however often the same bytes are referred to.
 *
 * Return: 0, KACS_E_TRUNCATED (header or offsets), KACS_E_CLAIM_TYPE,
 * KACS_E_OFFSET (outside of the entry), KACS_E_CLAIM_STRING (no terminator in
 * the entry), KACS_E_SID.
 */
int kacs_claim_validate(const u8 *bytes, u32 len, u32 base,
			struct kacs_error *error);

/**
 * kacs_claims_prepare - validate a claim array
 * @bytes: untrusted bytes, which must not change as long as @claims is used
 * @len: how many; 0 is an array without claims
 * @base: offset of @bytes in the whole input, for @error
 * @claims: out
 * @error: out, may be NULL
 *
 * Return: 0, KACS_E_TRAILING (less than a length left), KACS_E_CLAIM_SIZE (an
 * entry of no bytes, or that goes on behind the array), or what
 * kacs_claim_validate() can return.
 */
int kacs_claims_prepare(const u8 *bytes, u32 len, u32 base,
			struct kacs_claim_array *claims,
			struct kacs_error *error);

/* Where the fields of an entry stand (3.9). */
#define KACS_CLAIM_NAME_FIELD 0u
#define KACS_CLAIM_TYPE_FIELD 4u
#define KACS_CLAIM_FLAGS_FIELD 8u
#define KACS_CLAIM_COUNT_FIELD 12u
#define KACS_CLAIM_HEADER_BYTES 16u

/* Of a valid entry: the type of its values, KACS_CLAIM_*. */
static inline u16 kacs_claim_type(const u8 *entry)
{
	return kacs_load_le16(entry + KACS_CLAIM_TYPE_FIELD);
}

/* Its flags. */
static inline u32 kacs_claim_flags(const u8 *entry)
{
	return kacs_load_le32(entry + KACS_CLAIM_FLAGS_FIELD);
}

/* How many values it has. */
static inline u32 kacs_claim_count(const u8 *entry)
{
	return kacs_load_le32(entry + KACS_CLAIM_COUNT_FIELD);
}

/* Its name, a string that ends at the first 0. @len is that of the entry. */
static inline struct kacs_value kacs_claim_entry_name(const u8 *entry, u32 len)
{
	u32 offset = kacs_load_le32(entry + KACS_CLAIM_NAME_FIELD);

	return (struct kacs_value){
		.type = KACS_VALUE_STRING,
		.terminated = true,
		.bytes = entry + offset,
		.len = len - offset,
	};
}

/* A value of an entry whose values are numbers; a BOOLEAN is 0 or 1. */
static inline u64 kacs_claim_number(const u8 *entry, u32 index)
{
	const u8 *offset = entry + KACS_CLAIM_HEADER_BYTES + 4 * index;
	u64 number = kacs_load_le64(entry + kacs_load_le32(offset));

	if (kacs_claim_type(entry) == KACS_CLAIM_BOOLEAN)
		return number != 0;
	return number;
}

/**
 * kacs_claim_read - one value of a claim
 * @entry: a valid entry
 * @len: its length
 * @index: below kacs_claim_count()
 * @value: out
 *
 * A BOOLEAN is the number 0 or 1.
 */
void kacs_claim_read(const u8 *entry, u32 len, u32 index,
		     struct kacs_value *value);

#endif /* KACS_CORE_CLAIM_H */
