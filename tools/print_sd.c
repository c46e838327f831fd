// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A descriptor as a table for people. */
#include "print_sd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put(char *out, size_t room, const char *separator, const char *text)
{
	size_t len = strlen(out);

	snprintf(out + len, room - len, "%s%s", len ? separator : "", text);
}

static void put_sid(const char *what, const char *indent, const uint8_t *sid,
		    size_t len)
{
	char text[KACS_SID_TEXT_BYTES];

	printf("%s%-8s", indent, what);
	if (!sid) {
		puts("none");
		return;
	}
	kacs_sid_to_text(sid, len, text);
	if (strcmp(sid_name(sid, len), text) == 0)
		puts(text);
	else
		printf("%s (%s)\n", sid_name(sid, len), text);
}

static void print_control(uint16_t control, const char *indent)
{
	static const struct {
		uint16_t flag;
		const char *text;
	} flags[] = {
		{KACS_SE_DACL_PROTECTED, "protected from inheritance"},
		{KACS_SE_DACL_AUTO_INHERITED, "inherited"},
		{KACS_SE_DACL_AUTO_INHERIT_REQ, "inheritance requested"},
		{KACS_SE_DACL_DEFAULTED, "DACL by default"},
		{KACS_SE_OWNER_DEFAULTED, "owner by default"},
		{KACS_SE_GROUP_DEFAULTED, "group by default"},
		{KACS_SE_SACL_PROTECTED, "SACL protected from inheritance"},
		{KACS_SE_SACL_AUTO_INHERITED, "SACL inherited"},
	};
	char text[256] = "";
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (control & flags[i].flag)
			put(text, sizeof(text), ", ", flags[i].text);
	if (text[0])
		printf("%sflags   %s\n", indent, text);
}

static void print_label(const struct kacs_descriptor_view *view,
			const char *indent)
{
	char policy[64] = "";

	if (!view->has_label) {
		printf("%slabel   none: counts as medium, no write up\n",
		       indent);
		return;
	}
	if (view->label_policy & KACS_LABEL_NO_READ_UP)
		put(policy, sizeof(policy), ", ", "no read up");
	/* 10.3: what only writing maps to is closed in any case. */
	put(policy, sizeof(policy), ", ",
	    view->label_policy & KACS_LABEL_NO_WRITE_UP
		    ? "no write up"
		    : "no write up (implied)");
	if (view->label_policy & KACS_LABEL_NO_EXECUTE_UP)
		put(policy, sizeof(policy), ", ", "no execute up");
	printf("%slabel   %s: %s\n", indent,
	       kacs_integrity_name(view->label_level), policy);
}

static void ace_flags(uint8_t flags, char *out, size_t room)
{
	uint8_t both = KACS_ACE_OBJECT_INHERIT | KACS_ACE_CONTAINER_INHERIT;

	out[0] = '\0';
	if (flags & KACS_ACE_INHERITED)
		put(out, room, "; ", "inherited");
	if ((flags & both) == both)
		put(out, room, "; ", "for files and directories below");
	else if (flags & KACS_ACE_OBJECT_INHERIT)
		put(out, room, "; ", "for files below");
	else if (flags & KACS_ACE_CONTAINER_INHERIT)
		put(out, room, "; ", "for directories below");
	if (flags & KACS_ACE_NO_PROPAGATE_INHERIT)
		put(out, room, ", ", "one level");
	if (flags & KACS_ACE_INHERIT_ONLY)
		put(out, room, ", ", "not here");
	if (flags & KACS_ACE_SUCCESSFUL_ACCESS)
		put(out, room, "; ", "on success");
	if (flags & KACS_ACE_FAILED_ACCESS)
		put(out, room, "; ", "on failure");
}

static int widest_name(const struct kacs_ace_info *aces, size_t count)
{
	size_t widest = 0, i;

	for (i = 0; i < count; i++) {
		size_t len =
			aces[i].sid
				? strlen(sid_name(aces[i].sid, aces[i].sid_len))
				: 1;

		if (len > widest)
			widest = len;
	}
	return (int)widest;
}

static void print_acl(const char *title, const struct kacs_ace_info *aces,
		      size_t count, uint32_t object_type, const char *indent)
{
	int width = widest_name(aces, count);
	size_t i;

	printf("%s%s\n", indent, title);
	for (i = 0; i < count; i++) {
		const struct kacs_ace_info *ace = &aces[i];
		const char *type = kacs_ace_type_name(ace->type);
		char words[256], flags[160];

		kacs_rights_words(ace->mask, object_type, words, sizeof(words));
		if (ace->type == KACS_ACE_SYSTEM_MANDATORY_LABEL)
			snprintf(words, sizeof(words), "policy");
		ace_flags(ace->flags, flags, sizeof(flags));
		printf("%s%4zu  %-6s %-*s  %s (0x%x)%s%s%s\n", indent, i,
		       type ? type : "?", width,
		       ace->sid ? sid_name(ace->sid, ace->sid_len) : "?", words,
		       ace->mask, flags[0] ? "  [" : "", flags,
		       flags[0] ? "]" : "");
	}
}

int print_descriptor(const uint8_t *sd, size_t len, uint32_t object_type,
		     const char *indent)
{
	struct kacs_diagnostic diagnostic;
	struct kacs_descriptor_view *view =
		kacs_descriptor_view(sd, len, &diagnostic);

	if (!view)
		return fail_with(&diagnostic, "the descriptor");
	put_sid("owner", indent, view->owner, view->owner_len);
	put_sid("group", indent, view->group, view->group_len);
	print_control(view->control, indent);
	print_label(view, indent);
	if (!view->has_dacl)
		printf("%sDACL    none: everybody may do everything\n", indent);
	else if (view->dacl_count == 0)
		printf("%sDACL    empty: nobody but the owner may do anything\n",
		       indent);
	else
		print_acl("DACL", view->dacl, view->dacl_count, object_type,
			  indent);
	/* A lone label has been said already. */
	if (view->sacl_count > (view->has_label ? 1u : 0u))
		print_acl("SACL", view->sacl, view->sacl_count, object_type,
			  indent);
	free(view);
	return 0;
}
