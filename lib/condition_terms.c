// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "condition_terms.h"
#include "claims.h"
#include "sddl_condition.h"

#include <errno.h>
#include <stdlib.h>

#define SIGNATURE_BYTES 4u
#define INTEGER_BYTES 11u

/* Something on the stack of an evaluation. */
struct operand {
	u32 start;
	bool result; /* of an operator, no value */
};

static enum kacs_truth evaluate(const struct kacs_condition_view *view,
				const u8 *bytes, u32 len)
{
	struct kacs_budget budget = {KACS_CONDITION_STEPS};
	struct kacs_condition condition;
	enum kacs_truth truth;
	u32 *notes;
	u32 words;

	if (kacs_condition_measure(bytes, len, 0, &words, NULL) != KACS_OK)
		return KACS_TRUTH_UNKNOWN;
	notes = calloc(words + 1, sizeof(*notes));
	if (!notes) {
		*view->failed = true;
		return KACS_TRUTH_UNKNOWN;
	}
	condition = kacs_condition_prepare(bytes, len, notes);
	truth = kacs_condition_evaluate(condition, view->check, &budget,
					view->pass, view->for_allow);
	free(notes);
	return truth;
}

enum kacs_truth kacs_condition_truth(const struct kacs_condition_view *view)
{
	return evaluate(view, view->bytes, view->len);
}

const char *kacs_truth_name(u32 truth)
{
	return truth == KACS_TRUTH_TRUE	   ? "true"
	       : truth == KACS_TRUTH_FALSE ? "false"
					   : "unknown";
}

/* An expression of a part of the tokens, and maybe an operator behind it. */
static enum kacs_truth part_truth(const struct kacs_condition_view *view,
				  u32 start, u32 end, u8 code)
{
	struct kacs_buffer part = {0};
	enum kacs_truth truth = KACS_TRUTH_UNKNOWN;

	kacs_buffer_put(&part, "artx", SIGNATURE_BYTES);
	kacs_buffer_put(&part, view->bytes + start, end - start);
	if (code)
		kacs_buffer_u8(&part, code);
	if (!part.failed)
		truth = evaluate(view, part.data, (u32)part.len);
	*view->failed |= part.failed;
	kacs_buffer_free(&part);
	return truth;
}

/* An attribute alone is no condition; in logic it is one. */
enum kacs_truth
kacs_condition_term_truth(const struct kacs_condition_view *view,
			  const struct kacs_condition_term *term)
{
	struct kacs_buffer twice = {0};
	struct kacs_condition_view logic = *view;
	enum kacs_truth truth = KACS_TRUTH_UNKNOWN;
	u32 len = term->end - term->start;

	if (!kacs_is_attribute_code(term->code))
		return part_truth(view, term->start, term->end, 0);
	kacs_buffer_put(&twice, view->bytes + term->start, len);
	kacs_buffer_put(&twice, view->bytes + term->start, len);
	logic.bytes = twice.data;
	if (!twice.failed)
		truth = part_truth(&logic, 0, (u32)twice.len, SDDL_TOKEN_AND);
	*view->failed |= twice.failed;
	kacs_buffer_free(&twice);
	return truth;
}

u32 kacs_condition_operand_size(const struct kacs_condition_view *view, u32 at)
{
	u8 code = view->bytes[at];

	if (code >= SDDL_TOKEN_INT8 && code <= SDDL_TOKEN_INT64)
		return INTEGER_BYTES;
	if (code == SDDL_TOKEN_STRING || code == SDDL_TOKEN_OCTETS ||
	    code == SDDL_TOKEN_COMPOSITE || code == SDDL_TOKEN_SID ||
	    kacs_is_attribute_code(code))
		return 5 + kacs_load_le32(view->bytes + at + 1);
	return 0;
}

static void add_term(const struct kacs_condition_view *view,
		     struct kacs_condition_terms *terms,
		     struct kacs_condition_term term)
{
	u32 at = terms->count;

	if (at == KACS_TERMS_MAX) {
		terms->more = true;
		return;
	}
	term.truth = (u8)kacs_condition_term_truth(view, &term);
	/* An attribute becomes a term only when the operator behind is seen. */
	for (; at && terms->terms[at - 1].start > term.start; at--)
		terms->terms[at] = terms->terms[at - 1];
	terms->terms[at] = term;
	terms->count++;
}

/* What logic is made of: an attribute by itself is a term. */
static void add_attribute(const struct kacs_condition_view *view,
			  struct kacs_condition_terms *terms,
			  const struct operand *operand)
{
	u8 code = view->bytes[operand->start];

	if (operand->result || !kacs_is_attribute_code(code))
		return;
	add_term(view, terms,
		 (struct kacs_condition_term){
			 .start = operand->start,
			 .end = operand->start + kacs_condition_operand_size(
							 view, operand->start),
			 .code = code,
		 });
}

static bool is_unary(u8 code)
{
	const struct kacs_sddl_operator *op = kacs_sddl_operator_find(code);

	return op ? op->kind == KACS_SDDL_MEMBER || op->kind == KACS_SDDL_EXISTS
		  : code == SDDL_TOKEN_NOT;
}

static void add_operator(const struct kacs_condition_view *view,
			 struct kacs_condition_terms *terms,
			 const struct operand *left,
			 const struct operand *right, u32 at)
{
	u8 code = view->bytes[at];

	if (code >= SDDL_TOKEN_AND && code <= SDDL_TOKEN_NOT) {
		if (left)
			add_attribute(view, terms, left);
		add_attribute(view, terms, right);
		return;
	}
	add_term(view, terms,
		 (struct kacs_condition_term){
			 .start = left ? left->start : right->start,
			 .end = at + 1,
			 .left = left && !left->result ? left->start : 0,
			 .right = right->result ? 0 : right->start,
			 .code = code,
		 });
}

bool kacs_condition_split(const struct kacs_condition_view *view,
			  struct kacs_condition_terms *terms)
{
	struct operand stack[KACS_CONDITION_DEPTH];
	const struct operand *left, *right;
	u32 at = SIGNATURE_BYTES, count = 0, size;

	terms->count = 0;
	terms->more = false;
	/* From here on no length leads outside, no operand is missing. */
	if (kacs_condition_validate(view->bytes, view->len, 0, NULL) != KACS_OK)
		return false;
	for (; at < view->len && view->bytes[at] != SDDL_TOKEN_PADDING;
	     at += size) {
		size = kacs_condition_operand_size(view, at);
		if (size) {
			stack[count++] = (struct operand){.start = at};
			continue;
		}
		size = 1;
		right = &stack[--count];
		left = is_unary(view->bytes[at]) ? NULL : &stack[--count];
		add_operator(view, terms, left, right, at);
		stack[count] = (struct operand){
			.start = left ? left->start : right->start,
			.result = true,
		};
		count++;
	}
	return true;
}

/* Is this, an array of one claim, the one of that name? Asked of it as of a
 * local one. */
static bool is_named(const struct kacs_condition_view *view, u32 at,
		     const struct kacs_buffer *single)
{
	struct kacs_check check = *view->check;
	struct kacs_condition_view asked = *view;
	struct kacs_buffer condition = {0};
	bool named = false;

	*view->failed |= single->failed;
	if (single->failed ||
	    kacs_claims_prepare(single->data, (u32)single->len, 0,
				&check.local_claims, NULL) != KACS_OK)
		return false;
	kacs_buffer_put(&condition, "artx", SIGNATURE_BYTES);
	kacs_buffer_u8(&condition, SDDL_TOKEN_LOCAL);
	kacs_buffer_put(&condition, view->bytes + at + 1,
			kacs_condition_operand_size(view, at) - 1);
	kacs_buffer_u8(&condition, SDDL_TOKEN_EXISTS);
	asked.check = &check;
	if (!condition.failed)
		named = evaluate(&asked, condition.data, (u32)condition.len) ==
			KACS_TRUTH_TRUE;
	*view->failed |= condition.failed;
	kacs_buffer_free(&condition);
	return named;
}

/* NULL: out of memory, or it holds text that is none. */
static json_t *as_json(const struct kacs_condition_view *view,
		       const struct kacs_buffer *single)
{
	json_t *array = kacs_claims_to_json(single->data, single->len, NULL);
	json_t *claim = json_incref(json_array_get(array, 0));

	if (!array)
		*view->failed |= errno == ENOMEM;
	json_decref(array);
	return claim;
}

/* The claim of an entry if it has the name that is sought. */
static json_t *try_entry(const struct kacs_condition_view *view, u32 at,
			 const u8 *entry, u32 len)
{
	struct kacs_buffer single = {0};
	json_t *claim = NULL;

	kacs_buffer_le32(&single, len);
	kacs_buffer_put(&single, entry, len);
	if (is_named(view, at, &single))
		claim = as_json(view, &single);
	kacs_buffer_free(&single);
	return claim;
}

static json_t *find_in_array(const struct kacs_condition_view *view, u32 at,
			     const u8 *claims, u32 len)
{
	json_t *claim = NULL;
	u32 place = 0, size;

	/* It has been validated. */
	for (; !claim && place < len; place += 4 + size) {
		size = kacs_load_le32(claims + place);
		claim = try_entry(view, at, claims + place + 4, size);
	}
	return claim;
}

static json_t *find_in_sacl(const struct kacs_condition_view *view, u32 at)
{
	const struct kacs_sd *sd = view->check->sd;
	json_t *claim = NULL;
	const u8 *entry;
	u32 i, len;

	for (i = 0; !claim && i < sd->sacl.count; i++) {
		entry = kacs_sacl_claim(sd, i, &len);
		if (entry)
			claim = try_entry(view, at, entry, len);
	}
	return claim;
}

json_t *kacs_condition_attribute_claim(const struct kacs_condition_view *view,
				       u32 at)
{
	const struct kacs_check *check = view->check;
	const struct kacs_identity *identity = check->token->identity;
	u32 end = at + kacs_condition_operand_size(view, at);

	if (part_truth(view, at, end, SDDL_TOKEN_EXISTS) != KACS_TRUTH_TRUE)
		return NULL;
	switch (view->bytes[at]) {
	case SDDL_TOKEN_USER:
		return find_in_array(view, at, identity->user_claims.bytes,
				     identity->user_claims.len);
	case SDDL_TOKEN_DEVICE:
		return find_in_array(view, at, identity->device_claims.bytes,
				     identity->device_claims.len);
	case SDDL_TOKEN_RESOURCE:
		return find_in_sacl(view, at);
	default:
		return find_in_array(view, at, check->local_claims.bytes,
				     check->local_claims.len);
	}
}

static void put_claim_value(struct kacs_buffer *out, const char *type,
			    const json_t *value)
{
	if (json_is_integer(value))
		kacs_buffer_printf(out, "%" JSON_INTEGER_FORMAT,
				   json_integer_value(value));
	else if (json_is_boolean(value))
		kacs_buffer_text(out, json_is_true(value) ? "1" : "0");
	else if (strcmp(type, "octet") == 0)
		kacs_buffer_printf(out, "#%s", json_string_value(value));
	else if (strcmp(type, "string") == 0)
		kacs_buffer_printf(out, "\"%s\"", json_string_value(value));
	else
		kacs_buffer_text(out, json_string_value(value));
}

void kacs_put_claim_values(struct kacs_buffer *out, const json_t *claim)
{
	const json_t *values = json_object_get(claim, "values");
	const char *type = json_string_value(json_object_get(claim, "type"));
	size_t count = json_array_size(values), i;

	if (count != 1)
		kacs_buffer_u8(out, '{');
	for (i = 0; i < count; i++) {
		if (i)
			kacs_buffer_text(out, ", ");
		put_claim_value(out, type, json_array_get(values, i));
	}
	if (count != 1)
		kacs_buffer_u8(out, '}');
}

/* " (3)", " ({1, 2})" or " (absent)" */
static void put_claim(struct kacs_buffer *out, const json_t *claim)
{
	kacs_buffer_text(out, " (");
	if (claim)
		kacs_put_claim_values(out, claim);
	else
		kacs_buffer_text(out, "absent");
	kacs_buffer_u8(out, ')');
}

static void put_operand(struct kacs_buffer *out,
			const struct kacs_condition_view *view, u32 at,
			bool valued)
{
	json_t *claim;

	if (!at || kacs_sddl_put_condition_operand(out, view->bytes, view->len,
						   at) < 0) {
		kacs_buffer_text(out, "(...)");
		return;
	}
	if (!valued || !kacs_is_attribute_code(view->bytes[at]))
		return;
	claim = kacs_condition_attribute_claim(view, at);
	put_claim(out, claim);
	json_decref(claim);
}

void kacs_put_term(struct kacs_buffer *out,
		   const struct kacs_condition_view *view,
		   const struct kacs_condition_term *term)
{
	const struct kacs_sddl_operator *op =
		kacs_sddl_operator_find(term->code);

	if (!op) {
		put_operand(out, view, term->start, true);
		return;
	}
	if (is_unary(term->code)) {
		kacs_buffer_printf(out, "%s ", op->text);
	} else {
		put_operand(out, view, term->left, true);
		kacs_buffer_printf(out, " %s ", op->text);
	}
	put_operand(out, view, term->right, op->kind != KACS_SDDL_EXISTS);
}
