// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Conditions from bytecode: the postfix tokens become a tree, whose nodes are
 * written with the parentheses that they need and no others.
 */
#include "report.h"
#include "sddl_condition.h"
#include "sddl_literal.h"
#include "../core/sid.h"

#include <errno.h>
#include <stdlib.h>

#define NONE UINT32_MAX

enum node_kind {
	NODE_ATTRIBUTE,
	NODE_LITERAL,
	NODE_RELATION, /* with one or two operands that are no conditions */
	NODE_LOGICAL,  /* with one or two that are */
};

struct node {
	u32 at; /* of its token */
	u8 kind;
	u32 left; /* NONE: unary */
	u32 right;
};

struct visit {
	u32 node;
	u8 stage;
	bool parentheses;
};

struct condition {
	const u8 *bytes;
	size_t len;
	size_t base;
	struct kacs_buffer *out;
	const struct kacs_sddl_options *options;
	struct kacs_diagnostic *diagnostic;
	struct node *nodes;
	struct visit *visits;
	u32 count;
	u32 stack[KACS_SDDL_CONDITION_VALUES];
	u32 values;
};

static int malformed(const struct condition *c, size_t at, const char *why)
{
	return kacs_report(c->diagnostic, c->base + at,
			   "malformed condition: %s", why);
}

static int unsaid(const struct condition *c, size_t at, const char *why)
{
	kacs_report(c->diagnostic, c->base + at,
		    "SDDL cannot say the condition: %s", why);
	errno = ENOTSUP;
	return -1;
}

static bool is_attribute(u8 token)
{
	return token >= SDDL_TOKEN_LOCAL && token <= 0xfb;
}

static bool is_integer(u8 token)
{
	return token >= SDDL_TOKEN_INT8 && token <= SDDL_TOKEN_INT64;
}

static int integer_of(const struct condition *c, size_t at,
		      struct kacs_sddl_integer *integer)
{
	u64 value = kacs_load_le64(c->bytes + at + 1);
	bool negative = value >> 63;
	u32 bits = 8u << (c->bytes[at] - SDDL_TOKEN_INT8);
	u64 most;

	integer->magnitude = negative ? 0 - value : value;
	integer->sign = c->bytes[at + 9];
	integer->base = c->bytes[at + 10];
	if (integer->sign < KACS_SDDL_SIGN_PLUS ||
	    integer->sign > KACS_SDDL_SIGN_NONE)
		return malformed(c, at + 9, "unknown sign of an integer");
	if (integer->base < KACS_SDDL_BASE_OCTAL ||
	    integer->base > KACS_SDDL_BASE_HEX)
		return malformed(c, at + 10, "unknown base of an integer");
	if (value && negative != (integer->sign == KACS_SDDL_SIGN_MINUS))
		return unsaid(c, at + 9,
			      "the sign of an integer contradicts its value");
	most = (1ull << (bits - 1)) - !negative;
	if (integer->magnitude > most)
		return unsaid(c, at, "an integer is wider than its type");
	return 0;
}

/* The size of the operand at @at, validated but for a composite's elements. */
static int operand_size(const struct condition *c, size_t at, size_t end,
			size_t *size)
{
	struct kacs_sddl_integer integer;
	u8 token = c->bytes[at];
	struct kacs_sid sid;
	u32 len;

	*size = 11;
	if (is_integer(token))
		return end - at < *size
			       ? malformed(c, at, "an integer is cut off")
			       : integer_of(c, at, &integer);
	if (end - at < 5)
		return malformed(c, at, "a length is cut off");
	len = kacs_load_le32(c->bytes + at + 1);
	if (len > end - at - 5)
		return malformed(c, at + 1, "a length leads outside");
	*size = 5 + (size_t)len;
	if ((token == SDDL_TOKEN_STRING || is_attribute(token)) && len % 2)
		return malformed(c, at + 1, "half a UTF-16 character");
	if (is_attribute(token) && !len)
		return malformed(c, at + 1, "an attribute without a name");
	if (token == SDDL_TOKEN_SID &&
	    (kacs_sid_parse(c->bytes + at + 5, len, 0, &sid, NULL) != KACS_OK ||
	     sid.len != len))
		return malformed(c, at + 5, "malformed SID");
	return 0;
}

static int put_attribute(struct condition *c, size_t at, size_t size)
{
	const struct kacs_sddl_namespace *space = kacs_sddl_namespaces;
	const u8 *name = c->bytes + at + 5;
	struct kacs_buffer plain = {0};
	size_t len = size - 5, i;
	bool escape;

	for (i = 0; i < len; i += 2)
		if (!kacs_load_le16(name + i))
			return malformed(c, at + 5 + i,
					 "the character 0 in a name");
	while (space->token != c->bytes[at])
		space++;
	if (space->token != SDDL_TOKEN_LOCAL) {
		kacs_buffer_text(c->out, space->prefix);
		kacs_sddl_put_name(c->out, name, len, true);
		return 0;
	}
	/* A first character that would make it something else. */
	kacs_sddl_put_name(&plain, name, len, false);
	escape = !plain.failed && plain.len &&
		 (kacs_sddl_condition_word((char *)plain.data, plain.len) ||
		  (plain.data[0] >= '0' && plain.data[0] <= '9'));
	if (escape)
		kacs_buffer_printf(c->out, "%%%04x", plain.data[0]);
	if (plain.len)
		kacs_buffer_put(c->out, plain.data + escape,
				plain.len - escape);
	c->out->failed |= plain.failed;
	kacs_buffer_free(&plain);
	return 0;
}

/* Write a literal that is no composite. Return: 0, or -1 after a report. */
static int put_simple(struct condition *c, size_t at, size_t size)
{
	struct kacs_sddl_integer integer;
	const u8 *data = c->bytes + at + 5;

	switch (c->bytes[at]) {
	case SDDL_TOKEN_STRING:
		kacs_sddl_put_string(c->out, data, size - 5);
		return 0;
	case SDDL_TOKEN_OCTETS:
		kacs_sddl_put_octets(c->out, data, size - 5);
		return 0;
	case SDDL_TOKEN_SID:
		kacs_buffer_text(c->out, "SID(");
		kacs_sddl_put_sid(c->out, data, size - 5, c->options);
		kacs_buffer_u8(c->out, ')');
		return 0;
	default:
		if (integer_of(c, at, &integer) < 0)
			return -1;
		kacs_sddl_put_integer(c->out, &integer);
		return 0;
	}
}

static bool is_literal(u8 token)
{
	return is_integer(token) || token == SDDL_TOKEN_STRING ||
	       token == SDDL_TOKEN_OCTETS || token == SDDL_TOKEN_SID ||
	       token == SDDL_TOKEN_COMPOSITE;
}

static int put_literal(struct condition *c, size_t at)
{
	size_t ends[KACS_SDDL_CONDITION_NESTING];
	size_t end = c->len, depth = 0, size;
	bool first = true;

	do {
		if (!is_literal(c->bytes[at]))
			return malformed(c, at, "no value in a list");
		if (operand_size(c, at, end, &size) < 0)
			return -1;
		if (!first)
			kacs_buffer_text(c->out, ", ");
		first = false;
		if (c->bytes[at] == SDDL_TOKEN_COMPOSITE) {
			if (depth == KACS_SDDL_CONDITION_NESTING)
				return unsaid(c, at,
					      "lists are nested too deeply");
			ends[depth++] = end = at + size;
			at += 5;
			kacs_buffer_u8(c->out, '{');
			first = true;
		} else {
			if (put_simple(c, at, size) < 0)
				return -1;
			at += size;
		}
		for (; depth && at == ends[depth - 1]; depth--) {
			kacs_buffer_u8(c->out, '}');
			end = depth > 1 ? ends[depth - 2] : c->len;
			first = false;
		}
	} while (depth);
	return 0;
}

/* Is the operand a SID or a list of SIDs? */
static bool holds_sids(const struct condition *c, const struct node *node)
{
	size_t at = node->at, end, size;

	if (node->kind != NODE_LITERAL)
		return false;
	if (c->bytes[at] != SDDL_TOKEN_COMPOSITE)
		return c->bytes[at] == SDDL_TOKEN_SID;
	end = at + 5 + kacs_load_le32(c->bytes + at + 1);
	for (at += 5; at < end; at += size)
		if (c->bytes[at] != SDDL_TOKEN_SID ||
		    operand_size(c, at, end, &size) < 0)
			return false;
	return true;
}

static bool is_value(const struct node *node)
{
	return node->kind == NODE_ATTRIBUTE || node->kind == NODE_LITERAL;
}

static int check_operands(const struct condition *c, const struct node *node)
{
	const struct kacs_sddl_operator *op =
		kacs_sddl_operator_find(c->bytes[node->at]);
	const struct node *right = &c->nodes[node->right];
	const struct node *left =
		node->left == NONE ? right : &c->nodes[node->left];

	if (!op)
		return left->kind == NODE_LITERAL || right->kind == NODE_LITERAL
			       ? unsaid(c, node->at,
					"a value where a condition belongs")
			       : 0;
	if (op->kind == KACS_SDDL_EXISTS)
		return right->kind == NODE_ATTRIBUTE
			       ? 0
			       : unsaid(c, node->at,
					"Exists of what is no attribute");
	if (op->kind == KACS_SDDL_MEMBER)
		return holds_sids(c, right)
			       ? 0
			       : unsaid(c, node->at,
					"membership in what are no SIDs");
	return is_value(left) && is_value(right)
		       ? 0
		       : unsaid(c, node->at, "a relation of a result");
}

static int push(struct condition *c, const struct node *node)
{
	if (c->values == KACS_SDDL_CONDITION_VALUES)
		return unsaid(c, node->at, "too many values at once");
	c->nodes[c->count] = *node;
	c->stack[c->values++] = c->count++;
	return 0;
}

static int read_operator(struct condition *c, size_t at)
{
	u8 token = c->bytes[at];
	const struct kacs_sddl_operator *op = kacs_sddl_operator_find(token);
	bool unary = op ? op->kind == KACS_SDDL_MEMBER ||
				     op->kind == KACS_SDDL_EXISTS
			: token == SDDL_TOKEN_NOT;
	struct node node = {
		.at = (u32)at,
		.kind = op ? NODE_RELATION : NODE_LOGICAL,
		.left = NONE,
	};

	if (!op && (token < SDDL_TOKEN_AND || token > SDDL_TOKEN_NOT))
		return malformed(c, at, "unknown token");
	if (c->values < 2u - unary)
		return malformed(c, at, "an operator without its operands");
	node.right = c->stack[--c->values];
	if (!unary)
		node.left = c->stack[--c->values];
	if (check_operands(c, &node) < 0)
		return -1;
	return push(c, &node);
}

/* Nothing but zeros from @at on? */
static int check_padding(const struct condition *c, size_t at)
{
	for (; at < c->len; at++)
		if (c->bytes[at] != SDDL_TOKEN_PADDING)
			return malformed(c, at, "a token behind padding");
	return 0;
}

static int read_tokens(struct condition *c)
{
	struct node node = {.left = NONE, .right = NONE};
	size_t at = 4, size;
	u8 token;

	while (at < c->len && c->bytes[at] != SDDL_TOKEN_PADDING) {
		token = c->bytes[at];
		size = 1;
		if (is_literal(token) || is_attribute(token)) {
			node.at = (u32)at;
			node.kind = is_attribute(token) ? NODE_ATTRIBUTE
							: NODE_LITERAL;
			if (operand_size(c, at, c->len, &size) < 0 ||
			    push(c, &node) < 0)
				return -1;
		} else if (read_operator(c, at) < 0) {
			return -1;
		}
		at += size;
	}
	if (check_padding(c, at) < 0)
		return -1;
	if (c->values == 0)
		return malformed(c, at, "it is empty");
	if (c->values > 1)
		return malformed(c, at, "values are left over");
	if (c->nodes[c->stack[0]].kind == NODE_LITERAL)
		return unsaid(c, c->nodes[c->stack[0]].at, "a value by itself");
	return 0;
}

static int put_value(struct condition *c, const struct node *node)
{
	size_t size;

	if (node->kind == NODE_LITERAL)
		return put_literal(c, node->at);
	if (operand_size(c, node->at, c->len, &size) < 0)
		return -1;
	return put_attribute(c, node->at, size);
}

static int put_relation(struct condition *c, const struct node *node)
{
	const struct kacs_sddl_operator *op =
		kacs_sddl_operator_find(c->bytes[node->at]);

	if (node->left == NONE) {
		kacs_buffer_printf(c->out, "%s ", op->text);
	} else {
		if (put_value(c, &c->nodes[node->left]) < 0)
			return -1;
		kacs_buffer_printf(c->out, " %s ", op->text);
	}
	return put_value(c, &c->nodes[node->right]);
}

/* Does @inner need parentheses as an operand of @outer? */
static bool weaker(const struct condition *c, u32 outer, u32 inner, bool right)
{
	u8 token = c->bytes[c->nodes[outer].at];
	u8 other = c->bytes[c->nodes[inner].at];

	if (token == SDDL_TOKEN_NOT)
		return true;
	if (c->nodes[inner].kind != NODE_LOGICAL || other == SDDL_TOKEN_NOT)
		return false;
	return right ? token == SDDL_TOKEN_AND || token == other
		     : token == SDDL_TOKEN_AND && other == SDDL_TOKEN_OR;
}

static int put_tree(struct condition *c)
{
	const struct node *node;
	struct visit *visit;
	u32 depth = 1, next;

	c->visits[0] = (struct visit){
		.node = c->stack[0],
		.parentheses = true,
	};
	while (depth) {
		visit = &c->visits[depth - 1];
		node = &c->nodes[visit->node];
		if (visit->stage == 0 && visit->parentheses)
			kacs_buffer_u8(c->out, '(');
		if (node->kind != NODE_LOGICAL) {
			if ((node->kind == NODE_RELATION
				     ? put_relation(c, node)
				     : put_value(c, node)) < 0)
				return -1;
			visit->stage = 2;
		} else if (visit->stage == 0 && node->left == NONE) {
			kacs_buffer_u8(c->out, '!');
			visit->stage = 1;
		} else if (visit->stage == 1) {
			kacs_buffer_text(c->out,
					 c->bytes[node->at] == SDDL_TOKEN_AND
						 ? " && "
						 : " || ");
		}
		if (visit->stage == 2) {
			if (visit->parentheses)
				kacs_buffer_u8(c->out, ')');
			depth--;
			continue;
		}
		next = visit->stage == 0 ? node->left : node->right;
		visit->stage++;
		c->visits[depth++] = (struct visit){
			.node = next,
			.parentheses = weaker(c, visit->node, next,
					      next == node->right),
		};
	}
	return 0;
}

int kacs_sddl_put_condition(struct kacs_buffer *out, const u8 *bytes,
			    size_t len, size_t base,
			    const struct kacs_sddl_options *options,
			    struct kacs_diagnostic *diagnostic)
{
	struct condition c = {
		.bytes = bytes,
		.len = len,
		.base = base,
		.out = out,
		.options = options,
		.diagnostic = diagnostic,
	};
	int result = -1;

	if (len < 4 || memcmp(bytes, "artx", 4) != 0)
		return unsaid(&c, 0, "the data is none");
	c.nodes = calloc(len, sizeof(*c.nodes));
	c.visits = calloc(len, sizeof(*c.visits));
	if (!c.nodes || !c.visits)
		kacs_report_memory(diagnostic);
	else if (read_tokens(&c) == 0)
		result = put_tree(&c);
	free(c.nodes);
	free(c.visits);
	return result;
}

int kacs_sddl_put_condition_operand(struct kacs_buffer *out, const u8 *bytes,
				    size_t len, size_t at)
{
	struct condition c = {.bytes = bytes, .len = len, .out = out};
	size_t size;

	if (!is_attribute(bytes[at]))
		return put_literal(&c, at);
	if (operand_size(&c, at, len, &size) < 0)
		return -1;
	return put_attribute(&c, at, size);
}
