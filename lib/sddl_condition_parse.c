// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Conditions from text: operators wait on a stack until what they are weaker
 * than has been written.
 */
#include "report.h"
#include "sddl_condition.h"
#include "sddl_literal.h"

#include <ctype.h>
#include <strings.h>

#define OPEN '('

struct condition {
	struct kacs_sddl_reader *r;
	struct kacs_buffer *out;
	struct kacs_buffer pending; /* OPEN and logical tokens, a byte each */
	u32 values;		    /* on the stack of whoever evaluates this */
};

static int push_value(struct condition *c)
{
	if (++c->values > KACS_SDDL_CONDITION_VALUES)
		return kacs_report(
			c->r->diagnostic, c->r->at,
			"the condition needs more than %u values at once",
			KACS_SDDL_CONDITION_VALUES);
	return 0;
}

static void put_logical(struct condition *c, u8 token)
{
	kacs_buffer_u8(c->out, token);
	if (token != SDDL_TOKEN_NOT)
		c->values--;
}

static u8 top(const struct condition *c)
{
	return c->pending.len ? c->pending.data[c->pending.len - 1] : 0;
}

/* Write the pending operators that bind at least as strongly as @token. */
static void settle(struct condition *c, u8 token)
{
	for (;;) {
		u8 last = top(c);

		if (last != SDDL_TOKEN_NOT &&
		    !(last == SDDL_TOKEN_AND && token != SDDL_TOKEN_NOT) &&
		    !(last == SDDL_TOKEN_OR && token == SDDL_TOKEN_OR))
			return;
		put_logical(c, last);
		c->pending.len--;
	}
}

/* Length of the word that is next, 0: none. */
static size_t word_length(const struct kacs_sddl_reader *r)
{
	size_t at = r->at;

	while (at < r->len &&
	       (kacs_sddl_plain_name_char(r->text[at]) || r->text[at] == '%'))
		at++;
	return at - r->at;
}

static const struct kacs_sddl_operator *
find_word(const struct kacs_sddl_reader *r)
{
	const struct kacs_sddl_operator *op;
	size_t len = word_length(r);

	for (op = kacs_sddl_operators; op->text; op++)
		if (op->kind != KACS_SDDL_RELATION && strlen(op->text) == len &&
		    strncasecmp(op->text, r->text + r->at, len) == 0)
			return op;
	return NULL;
}

static size_t begin_sized(struct condition *c, u8 token)
{
	kacs_buffer_u8(c->out, token);
	kacs_buffer_le32(c->out, 0);
	return c->out->len;
}

static void end_sized(struct condition *c, size_t start)
{
	kacs_buffer_set_le32(c->out, start - 4, (u32)(c->out->len - start));
}

static int read_attribute(struct condition *c)
{
	const struct kacs_sddl_namespace *space = kacs_sddl_namespaces;
	struct kacs_sddl_reader *r = c->r;
	bool prefixed = kacs_sddl_peek(r) == '@';
	size_t start;

	while (prefixed && space->prefix && !kacs_sddl_take(r, space->prefix))
		space++;
	if (!space->prefix)
		return kacs_report(
			r->diagnostic, r->at,
			"expected @User., @Device., @Resource. or @Local.");
	if (!prefixed && isdigit((unsigned char)kacs_sddl_peek(r)))
		return kacs_report(r->diagnostic, r->at,
				   "expected the name of an attribute");
	start = begin_sized(c, space->token);
	if (kacs_sddl_read_name(r, prefixed, c->out) < 0)
		return -1;
	end_sized(c, start);
	return push_value(c);
}

static int read_integer(struct condition *c)
{
	struct kacs_sddl_integer integer;
	size_t start = c->r->at;
	u64 value;

	if (kacs_sddl_read_integer(c->r, &integer) < 0)
		return -1;
	if (!kacs_sddl_int64(&integer, &value))
		return kacs_report(
			c->r->diagnostic, start,
			"an integer of a condition is from -2^63 to 2^63-1");
	kacs_buffer_u8(c->out, SDDL_TOKEN_INT64);
	kacs_buffer_le64(c->out, value);
	kacs_buffer_u8(c->out, integer.sign);
	kacs_buffer_u8(c->out, integer.base);
	return 0;
}

/* Behind "SID". */
static int read_sid(struct condition *c)
{
	struct kacs_sddl_sid sid = {0};

	if (kacs_sddl_expect(c->r, '(') < 0 ||
	    kacs_sddl_read_sid(c->r, &sid) < 0 ||
	    kacs_sddl_expect(c->r, ')') < 0)
		return -1;
	kacs_buffer_u8(c->out, SDDL_TOKEN_SID);
	kacs_buffer_le32(c->out, (u32)sid.len);
	kacs_buffer_put(c->out, sid.bytes, sid.len);
	return 0;
}

static bool sid_is_next(const struct kacs_sddl_reader *r)
{
	return word_length(r) == 3 &&
	       strncasecmp(r->text + r->at, "SID", 3) == 0;
}

static bool literal_is_next(const struct kacs_sddl_reader *r)
{
	char next = kacs_sddl_peek(r);

	return isdigit((unsigned char)next) ||
	       (next && strchr("+-\"#{", next)) || sid_is_next(r);
}

/* One that is no composite. */
static int read_simple(struct condition *c, bool sids)
{
	struct kacs_sddl_reader *r = c->r;
	int (*read)(struct kacs_sddl_reader *, struct kacs_buffer *) = NULL;
	char next = kacs_sddl_peek(r);
	size_t start;

	if (sid_is_next(r)) {
		r->at += 3;
		return read_sid(c);
	}
	if (sids)
		return kacs_report(r->diagnostic, r->at,
				   "expected SID(...) or a list of them");
	if (isdigit((unsigned char)next) || next == '+' || next == '-')
		return read_integer(c);
	if (next == '"')
		read = kacs_sddl_read_string;
	else if (next == '#')
		read = kacs_sddl_read_octets;
	if (!read)
		return kacs_report(
			r->diagnostic, r->at,
			"expected a value: a number, \"text\", #octets or SID(...)");
	start = begin_sized(c, next == '"' ? SDDL_TOKEN_STRING
					   : SDDL_TOKEN_OCTETS);
	if (read(r, c->out) < 0)
		return -1;
	end_sized(c, start);
	return 0;
}

/*
 * A value: one literal or a list in braces, of SIDs only with @sids. Return: 0,
 * or -1 after a report.
 */
static int read_value(struct condition *c, bool sids)
{
	size_t starts[KACS_SDDL_CONDITION_NESTING];
	struct kacs_sddl_reader *r = c->r;
	size_t depth = 0;

	for (;;) {
		kacs_sddl_skip_blanks(r);
		if (kacs_sddl_peek(r) == '{') {
			if (depth == KACS_SDDL_CONDITION_NESTING ||
			    (sids && depth))
				return kacs_report(
					r->diagnostic, r->at,
					"lists are nested too deeply");
			r->at++;
			starts[depth++] = begin_sized(c, SDDL_TOKEN_COMPOSITE);
			kacs_sddl_skip_blanks(r);
			if (kacs_sddl_peek(r) != '}')
				continue;
		} else if (read_simple(c, sids) < 0) {
			return -1;
		}
		for (; depth; depth--) {
			kacs_sddl_skip_blanks(r);
			if (kacs_sddl_take(r, ","))
				break;
			if (!kacs_sddl_take(r, "}"))
				return kacs_report(r->diagnostic, r->at,
						   "expected \",\" or \"}\"");
			end_sized(c, starts[depth - 1]);
		}
		if (!depth)
			return push_value(c);
	}
}

static int read_operand(struct condition *c)
{
	struct kacs_sddl_reader *r = c->r;

	kacs_sddl_skip_blanks(r);
	if (literal_is_next(r))
		return read_value(c, false);
	if (kacs_sddl_peek(r) != '@' && word_length(r) == 0)
		return kacs_report(r->diagnostic, r->at,
				   "expected an attribute or a value");
	return read_attribute(c);
}

static const struct kacs_sddl_operator *
take_relation(struct kacs_sddl_reader *r)
{
	const struct kacs_sddl_operator *op;

	kacs_sddl_skip_blanks(r);
	for (op = kacs_sddl_operators; op->text; op++)
		if (op->kind == KACS_SDDL_RELATION &&
		    kacs_sddl_take(r, op->text))
			return op;
	op = find_word(r);
	if (!op || op->kind != KACS_SDDL_SET)
		return NULL;
	r->at += strlen(op->text);
	return op;
}

/* What && and || stand between. */
static int read_term(struct condition *c)
{
	const struct kacs_sddl_operator *op = find_word(c->r);
	struct kacs_sddl_reader *r = c->r;
	bool literal;
	int result;

	if (op && op->kind == KACS_SDDL_SET)
		return kacs_report(r->diagnostic, r->at,
				   "%s needs an attribute before it", op->text);
	if (op) {
		r->at += strlen(op->text);
		kacs_sddl_skip_blanks(r);
		result = op->kind == KACS_SDDL_MEMBER ? read_value(c, true)
						      : read_attribute(c);
		kacs_buffer_u8(c->out, op->token);
		return result;
	}
	literal = literal_is_next(r);
	if (read_operand(c) < 0)
		return -1;
	op = take_relation(r);
	if (!op && literal)
		return kacs_report(
			r->diagnostic, r->at,
			"a value by itself is no condition: expected a relation such as ==");
	if (!op)
		return 0;
	if (read_operand(c) < 0)
		return -1;
	kacs_buffer_u8(c->out, op->token);
	c->values--;
	return 0;
}

/* Parentheses and negations before a term, and the term. */
static int read_terms(struct condition *c)
{
	struct kacs_sddl_reader *r = c->r;

	for (;;) {
		kacs_sddl_skip_blanks(r);
		if (kacs_sddl_take(r, "("))
			kacs_buffer_u8(&c->pending, OPEN);
		else if (kacs_sddl_take(r, "!"))
			kacs_buffer_u8(&c->pending, SDDL_TOKEN_NOT);
		else if (kacs_sddl_done(r))
			return kacs_report(r->diagnostic, r->at,
					   "the text ends inside a condition");
		else
			return read_term(c);
		if (c->pending.failed)
			return kacs_report_memory(r->diagnostic);
	}
}

/* Behind a term: what it ends. Return: 1 at the end, 0, or -1. */
static int read_junction(struct condition *c)
{
	struct kacs_sddl_reader *r = c->r;
	u8 token;

	settle(c, SDDL_TOKEN_NOT);
	for (;;) {
		kacs_sddl_skip_blanks(r);
		if (!kacs_sddl_take(r, ")"))
			break;
		settle(c, SDDL_TOKEN_OR);
		c->pending.len--;
		if (!c->pending.len)
			return 1;
		settle(c, SDDL_TOKEN_NOT);
	}
	if (kacs_sddl_take(r, "&&"))
		token = SDDL_TOKEN_AND;
	else if (kacs_sddl_take(r, "||"))
		token = SDDL_TOKEN_OR;
	else if (kacs_sddl_done(r))
		return kacs_report(r->diagnostic, r->at,
				   "the text ends inside a condition");
	else
		return kacs_report(r->diagnostic, r->at,
				   "expected \"&&\", \"||\" or \")\"");
	settle(c, token);
	kacs_buffer_u8(&c->pending, token);
	return c->pending.failed ? kacs_report_memory(r->diagnostic) : 0;
}

int kacs_sddl_read_condition(struct kacs_sddl_reader *r,
			     struct kacs_buffer *out)
{
	struct condition c = {.r = r, .out = out};
	int result;

	kacs_sddl_skip_blanks(r);
	if (kacs_sddl_peek(r) != '(')
		return kacs_report(r->diagnostic, r->at,
				   "expected a condition in parentheses");
	kacs_buffer_put(out, "artx", 4);
	do {
		result = read_terms(&c);
		if (result == 0)
			result = read_junction(&c);
	} while (result == 0);
	kacs_buffer_free(&c.pending);
	return result < 0 ? -1 : 0;
}
