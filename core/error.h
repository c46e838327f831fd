/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Errors are values: a reason and the byte that it is about.
 */
#ifndef KACS_CORE_ERROR_H
#define KACS_CORE_ERROR_H

#include "base.h"

enum kacs_reason {
	KACS_OK = 0,
	KACS_E_TRUNCATED, /* the input ends inside a structure */
	KACS_E_TOO_LARGE, /* over the format's maximum */
	KACS_E_NO_ROOM,	  /* the caller's buffer is too small */
	KACS_E_REVISION,  /* an unknown revision or version */
	KACS_E_SID,	  /* a SID that is not well-formed */
	KACS_E_OFFSET,	  /* an offset that points into a header or outside */
	KACS_E_CONTROL,	  /* control flags that contradict the offsets */
	KACS_E_ACL_SIZE,  /* an AclSize that does not fit */
	KACS_E_ACE_SIZE,  /* an AceSize that does not fit its type */
	KACS_E_ACE_ALIGNMENT, /* an AceSize that is no multiple of 4 */
	KACS_E_TRAILING,      /* bytes left over in an ACL or a specification */
	KACS_E_LABEL_SID,     /* a mandatory label that is no integrity level */
	KACS_E_TRUST_SID,     /* a trust label that is not S-1-19-type-trust */
	KACS_E_ATTRIBUTE_SID, /* a resource attribute whose SID is not Everyone */
	KACS_E_NO_OWNER,      /* a descriptor without an owner */
	KACS_E_NO_GROUP, /* CREATOR GROUP to substitute, but no group (3.1) */
	KACS_E_RESERVED, /* a reserved field that is not zero */
	KACS_E_VALUE,	 /* a field with a value out of its range */
	KACS_E_COUNT,	 /* more entries than the format allows */
	KACS_E_INDEX,	 /* an index that names no usable entry */
	KACS_E_CONFLICT, /* two fields that exclude each other */
	KACS_E_SERVER_SECURITY, /* SE_SERVER_SECURITY is not supported (3.1) */
	KACS_E_LABEL_SUBSET,	/* not exactly one mandatory label ACE (11.6) */
	KACS_E_CLAIM_SIZE, /* a claim of no bytes, or beyond its array (3.9) */
	KACS_E_CLAIM_TYPE, /* a type of values that is not supported (3.9) */
	KACS_E_CLAIM_STRING, /* a string that does not end in its claim (3.9) */
	KACS_E_CONDITION_SIGNATURE, /* a condition that is not "artx" (3.11) */
	KACS_E_CONDITION_TOKEN,	    /* a token that is not well-formed */
	KACS_E_CONDITION_NUMBER,    /* a number beyond its width, or its sign */
	KACS_E_CONDITION_OPERANDS,  /* an operator without its operands */
	KACS_E_CONDITION_DEPTH,	    /* too many values at once */
	KACS_E_CONDITION_RESULT,    /* not exactly one result at the end */
	KACS_E_TREE_LEVEL,  /* levels of object types that are no tree (10.5) */
	KACS_E_TREE_GUID,   /* an object type that is in its list twice */
	KACS_E_POLICY_DACL, /* a policy rule without an effective DACL (10.8) */
	KACS_E_READ,	    /* the file could not be read */
	KACS_E_SIGNATURE_SECTION, /* not 65 bytes of SHT_PROGBITS (6.1) */
	KACS_REASON_COUNT,
};

struct kacs_error {
	enum kacs_reason reason;
	u32 offset; /* of the offending byte, from the start of the input */
};

/**
 * kacs_reason_text - a reason as an English phrase without a full stop
 * @reason: the reason; an unknown number gives "unknown error"
 *
 * Return: a static string.
 */
const char *kacs_reason_text(enum kacs_reason reason);

/*
 * Record a reason at an offset and hand it back, so that a parser can write
 * "return kacs_fail(error, KACS_E_SID, offset)". @error may be NULL.
 */
static inline int kacs_fail(struct kacs_error *error, enum kacs_reason reason,
			    u32 offset)
{
	if (error) {
		error->reason = reason;
		error->offset = offset;
	}
	return reason;
}

#endif /* KACS_CORE_ERROR_H */
