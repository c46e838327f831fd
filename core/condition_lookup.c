// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What conditional expressions ask of token, object and call: attributes by
 * their names, and memberships.
 */
#include "condition_lookup.h"

static bool find_unindexed(struct kacs_condition_context *context,
			   const struct kacs_claim_array *claims,
			   const u8 *token, struct kacs_operand *operand)
{
	const struct kacs_claim_key key = kacs_condition_name(token, 0);

	operand->order = NULL;
	operand->bytes = kacs_claims_search(claims, &key, context->budget,
					    &operand->len);
	if (!context->budget->steps)
		context->error = true;
	if (!operand->bytes)
		return false;
	operand->flags = kacs_claim_traits(operand->bytes);
	return true;
}

/* The claim that a reference means, and its values' order. */
static bool find(struct kacs_condition_context *context, const u8 *token,
		 u32 hash, struct kacs_operand *operand)
{
	const struct kacs_claim_key name = kacs_condition_name(token, hash);
	struct kacs_claim_array resources;
	const struct kacs_claim_array *claims =
		kacs_condition_claims(context, *token);
	const struct kacs_claim_note *note;

	if (!claims) {
		resources.bytes = context->check->sd->bytes;
		resources.len = 0;
		resources.index = kacs_sd_attributes(context->check->sd);
		claims = &resources;
	}
	if (!claims->index.notes && claims->len)
		return find_unindexed(context, claims, token, operand);
	note = kacs_claim_index_find(&claims->index, claims->bytes, &name);
	if (!note)
		return false;
	operand->bytes = claims->bytes + note->offset;
	operand->len = note->len;
	operand->flags = note->traits;
	operand->order = note->order == KACS_CLAIM_NO_ORDER
				 ? NULL
				 : claims->index.orders + note->order;
	return true;
}

void kacs_condition_attribute(struct kacs_condition_context *context,
			      const u8 *token, u32 hash,
			      struct kacs_operand *operand)
{
	if (!find(context, token, hash, operand) ||
	    operand->flags & kacs_condition_hidden(context)) {
		operand->flags = KACS_OPERAND_ATTRIBUTE | KACS_OPERAND_NULL;
		return;
	}
	operand->flags =
		(operand->flags & KACS_OPERAND_TRAITS) | KACS_OPERAND_ATTRIBUTE;
	operand->count = kacs_claim_count(operand->bytes);
}

/* 10.6: the virtual groups; in the confinement pass, those of the package. */
static bool match_virtual(const struct kacs_condition_context *context,
			  struct kacs_sid sid)
{
	u32 wanted = context->for_allow ? KACS_MATCH_ALLOW : KACS_MATCH_DENY;
	enum kacs_ace_trustee trustee = kacs_trustee_of(&sid);

	if (trustee == KACS_TRUSTEE_SID)
		return false;
	return kacs_view_match_virtual(context->check, context->pass, trustee) &
	       wanted;
}

/* 10.4: restricted device groups take the place of the others. */
static bool is_device_member(struct kacs_condition_context *context,
			     struct kacs_sid sid)
{
	const struct kacs_identity *identity = context->check->token->identity;

	if (context->pass == KACS_PASS_RESTRICTED &&
	    identity->restricted_device_groups.count)
		return kacs_identity_device_member(
			&identity->restricted_device_groups,
			identity->restricted_device_order, sid,
			context->for_allow);
	return kacs_identity_device_member(&identity->device_groups,
					   identity->device_order, sid,
					   context->for_allow);
}

/* What the eight codes say, which stand in this order. */
#define DEVICE 0x1u /* the groups of the device, not the user's */
#define ANY 0x2u    /* one is enough */
#define NOT 0x4u    /* the inverse */

_Static_assert(KACS_CODE_DEVICE_MEMBER_OF_ANY - KACS_CODE_MEMBER_OF ==
		       (DEVICE | ANY),
	       "the codes of membership are in the order of their bits");
_Static_assert(KACS_CODE_NOT_DEVICE_MEMBER_OF_ANY - KACS_CODE_NOT_MEMBER_OF ==
		       (DEVICE | ANY),
	       "the codes of its inverse are in the order of their bits");

static inline u32 traits_of(u8 code)
{
	return code >= KACS_CODE_NOT_MEMBER_OF
		       ? NOT | (u32)(code - KACS_CODE_NOT_MEMBER_OF)
		       : (u32)(code - KACS_CODE_MEMBER_OF);
}

static bool is_in(struct kacs_condition_context *context, u32 traits,
		  const u8 *bytes, u32 hash)
{
	const struct kacs_sid sid = {bytes, kacs_sid_size(bytes), hash};

	if (traits & DEVICE)
		return is_device_member(context, sid);
	return kacs_condition_in_token(context, sid) ||
	       match_virtual(context, sid);
}

/* Whether any of the SIDs of a composite is in, or else whether all are. */
static bool are_in(struct kacs_condition_context *context, u32 traits,
		   const struct kacs_operand *operand)
{
	const u8 *at = operand->flags & KACS_OPERAND_LIST
			       ? kacs_operand_elements(operand)
			       : operand->bytes;
	const bool any = traits & ANY;
	bool result = !any; /* of no SIDs */
	u32 i;

	for (i = 0; i < operand->count && result != any; i++) {
		at += KACS_CONDITION_SIZED_BYTES;
		result = is_in(context, traits, at, operand->hashes[i]);
		at += kacs_sid_size(at);
	}
	return result;
}

enum kacs_truth kacs_condition_member(struct kacs_condition_context *context,
				      u8 code,
				      const struct kacs_operand *operand)
{
	u32 types = operand->flags & KACS_OPERAND_TYPES;
	u32 traits = traits_of(code);
	bool result;

	if (!(operand->flags & KACS_OPERAND_LITERAL))
		return kacs_condition_error(context);
	if (types & ~KACS_OPERAND_TYPE(KACS_VALUE_SID))
		return kacs_condition_error(context);
	if (context->pass == KACS_PASS_APPLIES_TO)
		return KACS_TRUTH_UNKNOWN;
	result = are_in(context, traits, operand);
	return kacs_truth_of(result != !!(traits & NOT));
}
