// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The words of conditions. */
#include "report.h"
#include "sddl_condition.h"

#include <stdlib.h>
#include <strings.h>

/* clang-format off */
const struct kacs_sddl_operator kacs_sddl_operators[] = {
	{ "==", 0x80, KACS_SDDL_RELATION },
	{ "!=", 0x81, KACS_SDDL_RELATION },
	{ "<=", 0x83, KACS_SDDL_RELATION },
	{ "<", 0x82, KACS_SDDL_RELATION },
	{ ">=", 0x85, KACS_SDDL_RELATION },
	{ ">", 0x84, KACS_SDDL_RELATION },
	{ "Contains", 0x86, KACS_SDDL_SET },
	{ "Any_of", 0x88, KACS_SDDL_SET },
	{ "Not_Contains", 0x8e, KACS_SDDL_SET },
	{ "Not_Any_of", 0x8f, KACS_SDDL_SET },
	{ "Exists", SDDL_TOKEN_EXISTS, KACS_SDDL_EXISTS },
	{ "Not_Exists", 0x8d, KACS_SDDL_EXISTS },
	{ "Member_of", SDDL_TOKEN_MEMBER_OF, KACS_SDDL_MEMBER },
	{ "Device_Member_of", 0x8a, KACS_SDDL_MEMBER },
	{ "Member_of_Any", SDDL_TOKEN_MEMBER_OF_ANY, KACS_SDDL_MEMBER },
	{ "Device_Member_of_Any", 0x8c, KACS_SDDL_MEMBER },
	{ "Not_Member_of", 0x90, KACS_SDDL_MEMBER },
	{ "Not_Device_Member_of", 0x91, KACS_SDDL_MEMBER },
	{ "Not_Member_of_Any", 0x92, KACS_SDDL_MEMBER },
	{ "Not_Device_Member_of_Any", 0x93, KACS_SDDL_MEMBER },
	{ NULL, 0, 0 },
};

/* Local attributes are written without their prefix. */
const struct kacs_sddl_namespace kacs_sddl_namespaces[] = {
	{ "@Local.", SDDL_TOKEN_LOCAL },
	{ "@User.", SDDL_TOKEN_USER },
	{ "@Resource.", SDDL_TOKEN_RESOURCE },
	{ "@Device.", SDDL_TOKEN_DEVICE },
	{ NULL, 0 },
};
/* clang-format on */

static bool same(const char *word, const char *text, size_t len)
{
	return strlen(word) == len && strncasecmp(word, text, len) == 0;
}

bool kacs_sddl_condition_word(const char *text, size_t len)
{
	const struct kacs_sddl_operator *op;

	for (op = kacs_sddl_operators; op->text; op++)
		if (same(op->text, text, len))
			return true;
	return same("SID", text, len);
}

const struct kacs_sddl_operator *kacs_sddl_operator_find(u8 token)
{
	const struct kacs_sddl_operator *op;

	for (op = kacs_sddl_operators; op->text; op++)
		if (op->token == token)
			return op;
	return NULL;
}

static int read_whole(struct kacs_sddl_reader *r, struct kacs_buffer *out)
{
	if (kacs_sddl_read_condition(r, out) < 0)
		return -1;
	kacs_sddl_skip_blanks(r);
	if (!kacs_sddl_done(r))
		return kacs_report(r->diagnostic, r->at,
				   "the condition has ended");
	return 0;
}

/* The text is read in parentheses of its own: move the place back into it. */
static void move_back(struct kacs_diagnostic *diagnostic, size_t len)
{
	size_t *offset;

	if (!diagnostic || diagnostic->offset == KACS_NO_OFFSET)
		return;
	offset = &diagnostic->offset;
	*offset = *offset ? *offset - 1 : 0;
	if (*offset > len)
		*offset = len;
}

int kacs_sddl_parse_condition(const char *text, size_t len,
			      const struct kacs_sddl_options *options,
			      uint8_t **condition, size_t *condition_len,
			      struct kacs_diagnostic *diagnostic)
{
	struct kacs_sddl_reader r = {
		.options = options,
		.diagnostic = diagnostic,
	};
	struct kacs_buffer in_parentheses = {0}, out = {0};
	int result;

	kacs_buffer_u8(&in_parentheses, '(');
	kacs_buffer_put(&in_parentheses, text, len);
	kacs_buffer_u8(&in_parentheses, ')');
	if (in_parentheses.failed) {
		kacs_buffer_free(&in_parentheses);
		return kacs_report_memory(diagnostic);
	}
	r.text = (const char *)in_parentheses.data;
	r.len = in_parentheses.len;
	result = read_whole(&r, &out);
	kacs_buffer_free(&in_parentheses);
	if (result < 0)
		move_back(diagnostic, len);
	else if (kacs_buffer_take(&out, condition, condition_len) < 0)
		result = kacs_report_memory(diagnostic);
	kacs_buffer_free(&out);
	return result;
}

int kacs_sddl_format_condition(const uint8_t *condition, size_t len,
			       const struct kacs_sddl_options *options,
			       char **text, struct kacs_diagnostic *diagnostic)
{
	struct kacs_buffer out = {0};
	int result = kacs_sddl_put_condition(&out, condition, len, 0, options,
					     diagnostic);

	char *written;

	if (result < 0) {
		kacs_buffer_free(&out);
		return -1;
	}
	written = kacs_buffer_take_text(&out);
	if (!written)
		return kacs_report_memory(diagnostic);
	*text = written;
	return 0;
}
