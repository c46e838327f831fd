// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What conditional expressions ask of token, object and call: attributes by
 * their names, and memberships.
 */
#include "condition_operand.h"
#include "identity_view.h"

/* 3.10: the first attribute of a name, of those that apply to the object. */
static bool find_resource(struct kacs_condition_context *context,
			  const struct kacs_value *name,
			  struct kacs_claim_entry *claim)
{
	const struct kacs_sd *sd = context->check->sd;
	u32 start, i;

	for (i = 0; i < sd->sacl.count; i++) {
		const struct kacs_ace *ace = &kacs_sd_sacl(sd)[i];

		if (!kacs_budget_spend(&context->budget, 1))
			return false;
		if (ace->type != KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE ||
		    ace->flags & KACS_ACE_INHERIT_ONLY)
			continue;
		start = ace->sid_offset + ace->sid_len;
		*claim = kacs_claim_load(sd->bytes + start,
					 kacs_ace_size(sd, ace) -
						 (start - ace->offset));
		if (kacs_claim_is_named(claim, name, &context->budget))
			return true;
	}
	return false;
}

static bool find(struct kacs_condition_context *context,
		 const struct kacs_condition_token *token,
		 struct kacs_claim_entry *claim)
{
	const struct kacs_identity *identity = context->check->token->identity;
	struct kacs_claim_array claims;

	switch (token->code) {
	case KACS_CODE_RESOURCE:
		return find_resource(context, &token->value, claim);
	case KACS_CODE_USER:
		claims.bytes = identity->user_claims;
		claims.len = identity->user_claims_len;
		break;
	case KACS_CODE_DEVICE:
		claims.bytes = identity->device_claims;
		claims.len = identity->device_claims_len;
		break;
	default:
		claims = context->check->local_claims;
		break;
	}
	return kacs_claims_find(&claims, &token->value, &context->budget,
				claim);
}

/* 3.8: an attribute in logic. */
static enum kacs_truth truth_of(const struct kacs_operand *operand)
{
	const struct kacs_value *value = &operand->value;

	if (operand->null || operand->list)
		return KACS_TRUTH_UNKNOWN;
	if (value->type == KACS_VALUE_NUMBER)
		return kacs_truth_of(value->number != 0);
	if (value->type == KACS_VALUE_STRING)
		return kacs_truth_of(kacs_load_le16(value->bytes) != 0);
	return KACS_TRUTH_UNKNOWN;
}

void kacs_condition_attribute(struct kacs_condition_context *context,
			      const struct kacs_condition_token *token,
			      struct kacs_operand *operand)
{
	struct kacs_claim_entry *claim = &operand->claim;
	u32 hidden = KACS_CLAIM_DISABLED;

	if (context->for_allow)
		hidden |= KACS_CLAIM_DENY_ONLY;
	operand->origin = KACS_ORIGIN_ATTRIBUTE;
	operand->null = !find(context, token, claim) || claim->flags & hidden ||
			!claim->count;
	operand->list = !operand->null && claim->count > 1;
	operand->case_sensitive = false;
	if (!operand->null) {
		operand->case_sensitive =
			claim->flags & KACS_CLAIM_CASE_SENSITIVE;
		operand->value = kacs_claim_value(claim, 0);
	}
	operand->truth = (u8)truth_of(operand);
}

static enum kacs_ace_trustee trustee_of(const struct kacs_sid *sid)
{
	if (kacs_sid_is(sid->bytes, sid->len, KACS_SID_OWNER_RIGHTS))
		return KACS_TRUSTEE_OWNER_RIGHTS;
	if (kacs_sid_is(sid->bytes, sid->len, KACS_SID_PRINCIPAL_SELF))
		return KACS_TRUSTEE_PRINCIPAL_SELF;
	return KACS_TRUSTEE_SID;
}

/*
 * 10.4, 10.6: in the restricted pass the restricting SIDs are all there is, in
 * the confinement pass the user's groups are seen as ever, but the virtual
 * groups are those of the package.
 */
static bool is_member(struct kacs_condition_context *context,
		      struct kacs_sid sid)
{
	const struct kacs_check *check = context->check;
	enum kacs_pass groups = context->pass == KACS_PASS_RESTRICTED
					? KACS_PASS_RESTRICTED
					: KACS_PASS_NORMAL;
	u32 match = kacs_view_match(check->token, groups, sid);

	match |=
		kacs_view_match_virtual(check, context->pass, trustee_of(&sid));
	return match &
	       (context->for_allow ? KACS_MATCH_ALLOW : KACS_MATCH_DENY);
}

/* 10.4: restricted device groups take the place of the others. */
static const struct kacs_sid_list *
device_groups(const struct kacs_condition_context *context)
{
	const struct kacs_identity *identity = context->check->token->identity;

	if (context->pass == KACS_PASS_RESTRICTED &&
	    identity->restricted_device_groups.count)
		return &identity->restricted_device_groups;
	return &identity->device_groups;
}

static bool is_device_member(struct kacs_condition_context *context,
			     struct kacs_sid sid)
{
	const struct kacs_sid_list *list = device_groups(context);
	u32 wanted = KACS_SE_GROUP_ENABLED | KACS_SE_GROUP_USE_FOR_DENY_ONLY;
	u32 attributes, i;

	for (i = 0; i < list->count; i++) {
		if (!kacs_budget_spend(&context->budget, 1))
			return false;
		attributes = list->entries[i].attributes;
		if (!(attributes & wanted) ||
		    (context->for_allow &&
		     attributes & KACS_SE_GROUP_USE_FOR_DENY_ONLY))
			continue;
		if (kacs_sid_equal(&list->entries[i].sid, &sid))
			return true;
	}
	return false;
}

#define DEVICE 0x1u /* the groups of the device, not the user's */
#define ANY 0x2u    /* one is enough */
#define NOT 0x4u    /* the inverse */

static u32 traits_of(u8 code)
{
	switch (code) {
	case KACS_CODE_DEVICE_MEMBER_OF:
		return DEVICE;
	case KACS_CODE_MEMBER_OF_ANY:
		return ANY;
	case KACS_CODE_DEVICE_MEMBER_OF_ANY:
		return DEVICE | ANY;
	case KACS_CODE_NOT_MEMBER_OF:
		return NOT;
	case KACS_CODE_NOT_DEVICE_MEMBER_OF:
		return NOT | DEVICE;
	case KACS_CODE_NOT_MEMBER_OF_ANY:
		return NOT | ANY;
	case KACS_CODE_NOT_DEVICE_MEMBER_OF_ANY:
		return NOT | DEVICE | ANY;
	default:
		return 0;
	}
}

enum kacs_truth kacs_condition_member(struct kacs_condition_context *context,
				      u8 code,
				      const struct kacs_operand *operand)
{
	struct kacs_operand_cursor cursor = {operand, 0};
	const u32 traits = traits_of(code);
	const bool any = traits & ANY;
	bool result = !any; /* of no SIDs */
	struct kacs_value value;
	struct kacs_sid sid;

	if (operand->origin != KACS_ORIGIN_LITERAL)
		return kacs_condition_error(context);
	while (kacs_operand_next(&cursor, &value)) {
		if (value.type != KACS_VALUE_SID)
			return kacs_condition_error(context);
		if (result == any || context->pass == KACS_PASS_APPLIES_TO)
			continue;
		sid.bytes = value.bytes;
		sid.len = value.len;
		sid.hash = kacs_sid_hash(value.bytes, value.len);
		result = traits & DEVICE ? is_device_member(context, sid)
					 : is_member(context, sid);
	}
	if (context->pass == KACS_PASS_APPLIES_TO)
		return KACS_TRUTH_UNKNOWN;
	return kacs_truth_of(result != !!(traits & NOT));
}
