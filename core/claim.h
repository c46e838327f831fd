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

/* A valid claim array inside somebody else's bytes. len 0: no claims. */
struct kacs_claim_array {
	const u8 *bytes;
	u32 len;
};

/* A valid entry inside somebody else's bytes. */
struct kacs_claim_entry {
	const u8 *bytes;
	u32 len;
	u32 flags; /* KACS_CLAIM_* flags */
	u32 count; /* of values */
	u16 type;  /* KACS_CLAIM_* types */
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

/**
 * kacs_claim_load - read the header of a valid entry
 * @bytes: the entry
 * @len: its length
 */
struct kacs_claim_entry kacs_claim_load(const u8 *bytes, u32 len);

/**
 * kacs_claim_is_named - is this the name of a valid entry, whatever its case?
 * @claim: the entry
 * @name: UTF-16LE, @name->type KACS_VALUE_STRING
 * @budget: charged
 */
bool kacs_claim_is_named(const struct kacs_claim_entry *claim,
			 const struct kacs_value *name,
			 struct kacs_budget *budget);

/**
 * kacs_claims_find - find a claim by its name
 * @claims: where
 * @name: UTF-16LE, @name->type KACS_VALUE_STRING
 * @budget: charged for every entry that is looked at
 * @claim: out
 *
 * The first of several with the same name, whatever its flags (3.10).
 *
 * Return: false if there is none, or if the budget is spent.
 */
bool kacs_claims_find(const struct kacs_claim_array *claims,
		      const struct kacs_value *name, struct kacs_budget *budget,
		      struct kacs_claim_entry *claim);

/**
 * kacs_claim_value - one value of a claim
 * @claim: a valid entry
 * @index: below claim->count
 *
 * A BOOLEAN is the number 0 or 1.
 */
struct kacs_value kacs_claim_value(const struct kacs_claim_entry *claim,
				   u32 index);

#endif /* KACS_CORE_CLAIM_H */
