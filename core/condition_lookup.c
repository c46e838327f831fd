// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What conditional expressions ask of token, object and call: attributes by
 * their names, and memberships.
 */
#include "condition_operand.h"
#include "identity_view.h"

/* The claim of that name in an index, and its values' order. */
static inline bool find_indexed(const struct kacs_claim_index *index,
				const u8 *bytes,
				const struct kacs_claim_key *key,
				struct kacs_operand *operand)
{
	const struct kacs_claim_note *note =
		kacs_claim_index_find(index, bytes, key);

	if (!note)
		return false;
	operand->bytes = bytes + note->offset;
	operand->len = note->len;
	operand->flags = note->traits;
	operand->order = note->order == KACS_CLAIM_NO_ORDER
				 ? NULL
				 : index->orders + note->order;
	return true;
}

static noinline bool find_unindexed(struct kacs_condition_context *context,
				    const struct kacs_claim_array *claims,
				    const struct kacs_claim_key *key,
				    struct kacs_operand *operand)
{
	operand->order = NULL;
	operand->bytes =
		kacs_claims_search(claims, key, context->budget, &operand->len);
	if (!context->budget->steps)
		context->error = true;
	if (!operand->bytes)
		return false;
	operand->flags = kacs_claim_traits(operand->bytes);
	return true;
}

static noinline bool find_resource(const struct kacs_sd *sd,
				   const struct kacs_claim_key *key,
				   struct kacs_operand *operand)
{
	struct kacs_claim_index index = kacs_sd_attributes(sd);

	return find_indexed(&index, sd->bytes, key, operand);
}

static inline bool find(struct kacs_condition_context *context, u8 code,
			const struct kacs_claim_key *key,
			struct kacs_operand *operand)
{
	const struct kacs_check *check = context->check;
	const struct kacs_identity *identity = check->token->identity;
	const struct kacs_claim_array *claims = &check->local_claims;

	if (code == KACS_CODE_RESOURCE)
		return find_resource(check->sd, key, operand);
	if (code == KACS_CODE_USER)
		claims = &identity->user_claims;
	else if (code == KACS_CODE_DEVICE)
		claims = &identity->device_claims;
	if (unlikely(!claims->index.notes && claims->len))
		return find_unindexed(context, claims, key, operand);
	return find_indexed(&claims->index, claims->bytes, key, operand);
}

void kacs_condition_attribute(struct kacs_condition_context *context,
			      const u8 *token, u32 hash,
			      struct kacs_operand *operand)
{
	const struct kacs_claim_key key = {
		.bytes = token + KACS_CONDITION_SIZED_BYTES,
		.len = kacs_load_le32(token + 1),
		.hash = hash,
	};
	u32 hidden = KACS_CLAIM_TRAIT_ABSENT;

	if (context->for_allow)
		hidden |= KACS_CLAIM_TRAIT_DENY_ONLY;
	if (!find(context, token[0], &key, operand) ||
	    operand->flags & hidden) {
		operand->flags = KACS_OPERAND_ATTRIBUTE | KACS_OPERAND_NULL |
				 KACS_TRUTH_UNKNOWN << KACS_OPERAND_TRUTH_SHIFT;
		return;
	}
	operand->flags =
		(operand->flags & KACS_OPERAND_TRAITS) | KACS_OPERAND_ATTRIBUTE;
	operand->count = kacs_claim_count(operand->bytes);
}

/* The virtual groups, which few expressions name. */
static noinline u32 match_virtual(const struct kacs_condition_context *context,
				  struct kacs_sid sid)
{
	enum kacs_ace_trustee trustee = kacs_trustee_of(&sid);

	if (trustee == KACS_TRUSTEE_SID)
		return 0;
	return kacs_view_match_virtual(context->check, context->pass, trustee);
}

/*
 * 10.4, 10.6: in the restricted pass the restricting SIDs are all there is, in
 * the confinement pass the user's groups are seen as ever, but the virtual
 * groups are those of the package.
 */
static inline bool is_member(struct kacs_condition_context *context,
			     struct kacs_sid sid)
{
	u32 wanted = context->for_allow ? KACS_MATCH_ALLOW : KACS_MATCH_DENY;
	enum kacs_pass groups = context->pass == KACS_PASS_RESTRICTED
					? KACS_PASS_RESTRICTED
					: KACS_PASS_NORMAL;

	if (kacs_view_match_here(context->check->token, groups, sid) & wanted)
		return true;
	return match_virtual(context, sid) & wanted;
}

/* 10.4: restricted device groups take the place of the others. */
static noinline bool is_device_member(struct kacs_condition_context *context,
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

static inline bool is_in(struct kacs_condition_context *context, u32 traits,
			 const u8 *bytes, u32 hash)
{
	const struct kacs_sid sid = {bytes, kacs_sid_size(bytes), hash};

	return traits & DEVICE ? is_device_member(context, sid)
			       : is_member(context, sid);
}

/* Whether any of the SIDs of a composite is in, or else whether all are. */
static bool are_in(struct kacs_condition_context *context, u32 traits,
		   const struct kacs_operand *operand)
{
	const u8 *at = kacs_operand_elements(operand);
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

enum kacs_truth
kacs_condition_member_sid(struct kacs_condition_context *context, u8 code,
			  const u8 *sid, u32 hash)
{
	u32 traits = traits_of(code);
	bool result;

	if (unlikely(context->pass == KACS_PASS_APPLIES_TO))
		return KACS_TRUTH_UNKNOWN;
	result = is_in(context, traits, sid, hash);
	return kacs_truth_of(result != !!(traits & NOT));
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
