// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Conditional expressions prepared: names and SIDs hashed, lists sorted.
 */
#include "claim_index.h"
#include "condition_notes.h"
#include "sid.h"
#include "sort.h"

_Static_assert(sizeof(struct kacs_condition_list) == sizeof(u32),
	       "what is in a composite is one word");

/*
 * Composites inside of composites, token by token. Wherever both have been the
 * same, the same has its end at the same place, to any depth.
 */
static int list_order(const struct kacs_value *a, const struct kacs_value *b,
		      struct kacs_budget *budget)
{
	struct kacs_value x, y;
	u32 at = 0;
	int order;

	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	while (at < a->len) {
		kacs_condition_literal(a->bytes + at, &x);
		kacs_condition_literal(b->bytes + at, &y);
		if (x.type != y.type)
			return x.type < y.type ? -1 : 1;
		if (x.type == KACS_VALUE_NUMBER) {
			order = kacs_value_compare(&x, &y, false, NULL);
			at += KACS_CONDITION_NUMBER_BYTES;
		} else if (x.len != y.len) {
			order = x.len < y.len ? -1 : 1;
		} else if (x.type == KACS_VALUE_LIST) {
			order = 0;
			at += KACS_CONDITION_SIZED_BYTES;
		} else {
			order = kacs_value_compare(&x, &y, false, budget);
			at += KACS_CONDITION_SIZED_BYTES + x.len;
		}
		if (order)
			return order;
	}
	return 0;
}

int kacs_element_order(const struct kacs_value *a, const struct kacs_value *b,
		       bool exact, struct kacs_budget *budget)
{
	if (a->type == KACS_VALUE_LIST && b->type == KACS_VALUE_LIST)
		return list_order(a, b, budget);
	return kacs_value_order(a, b, exact, budget);
}

static int by_value(const void *context, u16 a, u16 b)
{
	const u8 *bytes = context;
	struct kacs_value x, y;

	kacs_condition_literal(bytes + a, &x);
	kacs_condition_literal(bytes + b, &y);
	return kacs_element_order(&x, &y, true, NULL);
}

/* The elements of a composite; their offsets go to @order. */
static void note_elements(const struct kacs_value *value, u16 *order)
{
	u32 at = 0, count = 0;

	for (; at < value->len;
	     at += kacs_condition_operand_size(value->bytes + at))
		order[count++] = (u16)at;
	kacs_sort(order, order + count, count, by_value, value->bytes);
}

static u32 *note_hashes(const struct kacs_value *value, u32 *notes)
{
	const u8 *sid = value->bytes + KACS_CONDITION_SIZED_BYTES;
	const u8 *end = value->bytes + value->len;
	u32 len;

	for (; sid < end; sid += len + KACS_CONDITION_SIZED_BYTES) {
		len = kacs_sid_size(sid);
		*notes++ = kacs_sid_hash(sid, len);
	}
	return notes;
}

static u32 *note_list(const struct kacs_value *value, u32 *notes)
{
	struct kacs_condition_list list = {0, 0};
	u32 at = 0;

	for (; at < value->len;
	     at += kacs_condition_operand_size(value->bytes + at))
		kacs_condition_list_add(
			&list, kacs_condition_value_type(value->bytes[at]));
	memcpy(notes++, &list, sizeof(list));
	if (list.count > 1) {
		note_elements(value, (u16 *)notes);
		notes += list.count;
	}
	return kacs_condition_list_sids(&list) ? note_hashes(value, notes)
					       : notes;
}

/* A claim's name has no 0 in it. */
static u32 name_hash(const struct kacs_value *name)
{
	u32 at;

	for (at = 0; at < name->len; at += 2) {
		if (!kacs_load_le16(name->bytes + at))
			return 0;
	}
	return kacs_claim_name_hash(name);
}

struct kacs_condition kacs_condition_prepare(const u8 *bytes, u32 len,
					     u32 *notes)
{
	struct kacs_condition condition = {bytes, notes};
	u32 at = KACS_CONDITION_SIGNATURE_BYTES;
	u32 *first = notes;
	struct kacs_value value;
	u8 code;

	notes += KACS_CONDITION_FIRST_NOTE;
	while (at < len && bytes[at] != KACS_CODE_PADDING) {
		code = bytes[at];
		if (code >= KACS_CODE_EQUAL && code < KACS_CODE_LOCAL) {
			at++;
			continue;
		}
		kacs_condition_literal(bytes + at, &value);
		if (code == KACS_CODE_COMPOSITE)
			notes = note_list(&value, notes);
		else if (code == KACS_CODE_SID)
			*notes++ = kacs_sid_hash(value.bytes, value.len);
		else if (code >= KACS_CODE_LOCAL)
			*notes++ = name_hash(&value);
		at += kacs_condition_operand_size(bytes + at);
	}
	first[0] = at;
	return condition;
}
