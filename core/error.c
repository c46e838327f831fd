// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reasons in words.
 */
#include "error.h"

static const char *const texts[KACS_REASON_COUNT] = {
	[KACS_OK] = "no error",
	[KACS_E_TRUNCATED] = "the input ends inside a structure",
	[KACS_E_TOO_LARGE] = "larger than the format allows",
	[KACS_E_NO_ROOM] = "the buffer is too small",
	[KACS_E_REVISION] = "unknown revision or version",
	[KACS_E_SID] = "malformed SID",
	[KACS_E_OFFSET] = "an offset points into a header or outside",
	[KACS_E_CONTROL] = "not a self-relative security descriptor",
	[KACS_E_ACL_SIZE] = "the ACL's size does not fit",
	[KACS_E_ACE_SIZE] = "the ACE's size does not fit its type",
	[KACS_E_ACE_ALIGNMENT] = "the ACE's size is not a multiple of 4",
	[KACS_E_TRAILING] = "bytes are left over",
	[KACS_E_LABEL_SID] = "the mandatory label is not an integrity level",
	[KACS_E_TRUST_SID] = "the trust label is not of the form S-1-19-x-y",
	[KACS_E_ATTRIBUTE_SID] = "the resource attribute's SID is not Everyone",
	[KACS_E_NO_OWNER] = "the security descriptor has no owner",
	[KACS_E_NO_GROUP] = "CREATOR GROUP is used but there is no group",
	[KACS_E_RESERVED] = "a reserved field is not zero",
	[KACS_E_VALUE] = "a field's value is out of range",
	[KACS_E_COUNT] = "too many entries",
	[KACS_E_INDEX] = "an index names no usable entry",
	[KACS_E_CONFLICT] = "two fields exclude each other",
	[KACS_E_SERVER_SECURITY] = "SE_SERVER_SECURITY is not supported",
	[KACS_E_LABEL_SUBSET] = "not exactly one mandatory label ACE",
	[KACS_E_CLAIM_SIZE] = "the claim's size does not fit",
	[KACS_E_CLAIM_TYPE] = "the claim's type is not supported",
	[KACS_E_CLAIM_STRING] = "a string has no end in its claim",
	[KACS_E_TREE_LEVEL] = "the levels of the object types are no tree",
	[KACS_E_TREE_GUID] = "the object type is there twice",
	[KACS_E_POLICY_DACL] = "the policy rule has no effective DACL",
	[KACS_E_READ] = "the file cannot be read",
	[KACS_E_SIGNATURE_SECTION] =
		"the signature's section is not 65 bytes of SHT_PROGBITS",
	[KACS_E_CONDITION_SIGNATURE] = "the condition does not begin with artx",
	[KACS_E_CONDITION_TOKEN] = "malformed token in the condition",
	[KACS_E_CONDITION_NUMBER] = "the number does not fit its type",
	[KACS_E_CONDITION_OPERANDS] = "the operator lacks an operand",
	[KACS_E_CONDITION_DEPTH] = "the condition is nested too deeply",
	[KACS_E_CONDITION_RESULT] = "the condition does not end in one result",
};

const char *kacs_reason_text(enum kacs_reason reason)
{
	if ((u32)reason >= KACS_REASON_COUNT)
		return "unknown error";
	return texts[reason];
}
