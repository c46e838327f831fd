// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

#include <kacs/names.h>
#include <kacs/sddl.h>
#include <kacs/spec.h>

static void print_text(const char *title, char *text,
		       const struct kacs_diagnostic *diagnostic)
{
	char *line, *rest = text;

	if (!text) {
		printf("# %s: (%s)\n", title, diagnostic->message);
		return;
	}
	while ((line = strsep(&rest, "\n")))
		printf("# %s: %s\n", title, line);
	free(text);
}

static void print_sd(const char *title, const u8 *bytes, u32 len)
{
	struct kacs_diagnostic diagnostic = {.offset = 0};
	char *text = NULL;

	if (kacs_sddl_format(bytes, len, &text, NULL, &diagnostic))
		text = NULL;
	print_text(title, text, &diagnostic);
}

/* A descriptor that has nothing but an ACL; its offset is at @field. */
static void print_acl(const char *title, u32 field, const u8 *acl, u32 len)
{
	static u8 sd[KACS_SD_HEADER_BYTES + CASE_MAX_BYTES];
	u16 control = (u16)(KACS_SE_SELF_RELATIVE |
			    (field == 12 ? KACS_SE_SACL_PRESENT
					 : KACS_SE_DACL_PRESENT));

	memset(sd, 0, KACS_SD_HEADER_BYTES);
	sd[0] = 1;
	kacs_store_le16(sd + 2, control);
	kacs_store_le32(sd + field, KACS_SD_HEADER_BYTES);
	memcpy(sd + KACS_SD_HEADER_BYTES, acl, len);
	print_sd(title, sd, KACS_SD_HEADER_BYTES + len);
}

/* An expression has no text of its own: that of an ACE that has it. */
static void print_condition(const u8 *bytes, u32 len)
{
	static u8 acl[32 + CASE_MAX_BYTES];
	u32 size, ace = 8;

	memset(acl, 0, 16);
	size = 16 + case_sid_bytes(SID_EVERYONE, acl + 16);
	memcpy(acl + size, bytes, len);
	size += len;
	while (size % 4)
		acl[size++] = 0;
	acl[0] = KACS_ACL_REVISION_DS;
	kacs_store_le16(acl + 2, (u16)size);
	kacs_store_le16(acl + 4, 1);
	acl[ace] = KACS_ACE_ACCESS_ALLOWED_CALLBACK;
	kacs_store_le16(acl + ace + 2, (u16)(size - ace));
	print_acl("  applies to", 16, acl, size);
}

/* The rules of a policy, as far as its lengths can be believed. */
static void print_rules(const struct case_policy_parts *policy)
{
	static const char *const titles[] = {"  effective DACL",
					     "  effective SACL",
					     "  staged DACL", "  staged SACL"};
	u32 at = 5, field, len;

	for (field = 0; at + 4 <= policy->spec_len; field++) {
		len = kacs_load_le32(policy->spec + at);
		at += 4;
		if (len > policy->spec_len - at)
			return;
		if (field % 5 == 0)
			printf("# rule %u\n", field / 5);
		if (len && field % 5 == 0)
			print_condition(policy->spec + at, len);
		else if (len)
			print_acl(titles[field % 5 - 1], field % 2 ? 16 : 12,
				  policy->spec + at, len);
		at += len;
	}
}

static void print_policies(const struct case_parts *parts)
{
	struct case_policy_parts policy;
	char sid[KACS_SID_TEXT_BYTES];
	u32 at = 0;

	while (case_next_policy(parts, &at, &policy)) {
		kacs_sid_to_text(policy.sid, policy.sid_len, sid);
		printf("# policy %s, %u bytes\n", sid, policy.spec_len);
		print_rules(&policy);
	}
}

void case_print(const u8 *bytes, u32 len)
{
	struct kacs_diagnostic diagnostic = {.offset = 0};
	struct case_parts parts;
	char *text = NULL;
	u32 i;

	if (!case_split(bytes, len, &parts)) {
		printf("# the case is cut short\n");
		return;
	}
	print_sd("sd", parts.sd, parts.sd_len);
	if (kacs_token_to_json(parts.token, parts.token_len, &text,
			       &diagnostic))
		text = NULL;
	print_text("token", text, &diagnostic);
	print_policies(&parts);
	printf("# desired 0x%08x intent %u pip %u,%u mapping "
	       "0x%x,0x%x,0x%x,0x%x%s\n",
	       parts.desired, parts.intent, parts.pip_type, parts.pip_trust,
	       parts.mapping.read, parts.mapping.write, parts.mapping.execute,
	       parts.mapping.all, parts.result_list ? " result list" : "");
	if (parts.self_len) {
		char sid[KACS_SID_TEXT_BYTES];

		kacs_sid_to_text(parts.self, parts.self_len, sid);
		printf("# self %s\n", sid);
	}
	for (i = 0; i + KACS_OBJECT_ENTRY_BYTES <= parts.tree_len;
	     i += KACS_OBJECT_ENTRY_BYTES)
		printf("# node level %u guid %02x...\n",
		       kacs_load_le16(parts.tree + i), parts.tree[i + 4]);
}
