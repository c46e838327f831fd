// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A descriptor as a table for people, as SDDL and as JSON. */
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

/* A descriptor that holds one ACE, as SDDL to be freed; NULL: unsayable. */
static char *ace_text(const struct kacs_ace_info *ace, bool sacl)
{
	uint16_t control = KACS_SE_SELF_RELATIVE |
			   (sacl ? KACS_SE_SACL_PRESENT : KACS_SE_DACL_PRESENT);
	size_t len = 8 + ace->len;
	uint8_t head[28] = {
		[0] = 1,
		[2] = (uint8_t)control,
		[3] = (uint8_t)(control >> 8),
		[20] = 4, /* its revision */
		[22] = (uint8_t)len,
		[23] = (uint8_t)(len >> 8),
		[24] = 1, /* one ACE */
	};
	uint8_t *sd = malloc(sizeof(head) + ace->len);
	char *text = NULL;

	if (!sd)
		return NULL;
	head[sacl ? 12 : 16] = 20; /* where the ACL is */
	memcpy(sd, head, sizeof(head));
	memcpy(sd + sizeof(head), ace->bytes, ace->len);
	if (kacs_sddl_format(sd, sizeof(head) + ace->len, &text, NULL, NULL) <
	    0)
		text = NULL;
	free(sd);
	return text;
}

static bool has_more(const struct kacs_ace_info *ace)
{
	switch (ace->type) {
	case KACS_ACE_ACCESS_ALLOWED_CALLBACK:
	case KACS_ACE_ACCESS_DENIED_CALLBACK:
	case KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT:
	case KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT:
	case KACS_ACE_SYSTEM_AUDIT_CALLBACK:
	case KACS_ACE_SYSTEM_ALARM_CALLBACK:
	case KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT:
	case KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT:
	case KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE:
		return true;
	default:
		return ace->object_type || ace->inherited_object_type;
	}
}

/* What is about an ACE and in no column: object types, a condition. */
static void print_more(const struct kacs_ace_info *ace, bool sacl,
		       const char *indent)
{
	bool attribute = ace->type == KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE;
	char *fields[6], *text = ace_text(ace, sacl), *rest = text;
	size_t count = 0, len;

	/* Behind the sixth semicolon a text may hold others. */
	for (; rest && count < 6; count++)
		fields[count] = strsep(&rest, ";");
	if (!text) {
		printf("%s      if unknown: its condition cannot be read\n",
		       indent);
	} else {
		if (count > 3 && *fields[3])
			printf("%s      for object type %s\n", indent,
			       fields[3]);
		if (count > 4 && *fields[4])
			printf("%s      inherited by object type %s\n", indent,
			       fields[4]);
		len = rest ? strlen(rest) : 0;
		if (len)
			printf("%s      %s%.*s\n", indent,
			       attribute ? "" : "if ", (int)len - 1, rest);
	}
	free(text);
}

static const char *type_name(const struct kacs_ace_info *ace)
{
	const char *type = kacs_ace_type_name(ace->type);

	return type ? type : "?";
}

/* At least as wide as "allow" and "deny" want it. */
static int widest_type(const struct kacs_ace_info *aces, size_t count)
{
	size_t widest = 6, i;

	for (i = 0; i < count; i++)
		if (strlen(type_name(&aces[i])) > widest)
			widest = strlen(type_name(&aces[i]));
	return (int)widest;
}

/* Rights and flags; "" for what has neither. */
static void describe_ace(const struct kacs_ace_info *ace, uint32_t object_type,
			 char *out, size_t room)
{
	char words[256], flags[160];
	size_t len;

	switch (ace->type) {
	case KACS_ACE_SYSTEM_MANDATORY_LABEL:
		snprintf(out, room, "policy (0x%x)", ace->mask);
		break;
	case KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE:
	case KACS_ACE_SYSTEM_SCOPED_POLICY_ID:
		out[0] = '\0';
		break;
	default:
		kacs_rights_words(ace->mask, object_type, words, sizeof(words));
		snprintf(out, room, "%s (0x%x)", words, ace->mask);
		break;
	}
	ace_flags(ace->flags, flags, sizeof(flags));
	len = strlen(out);
	if (flags[0])
		snprintf(out + len, room - len, "%s[%s]", len ? "  " : "",
			 flags);
}

static void print_acl(bool sacl, const struct kacs_ace_info *aces, size_t count,
		      uint32_t object_type, const char *indent)
{
	int types = widest_type(aces, count);
	int names = widest_name(aces, count);
	char text[448];
	size_t i;

	printf("%s%s\n", indent, sacl ? "SACL" : "DACL");
	for (i = 0; i < count; i++) {
		const struct kacs_ace_info *ace = &aces[i];

		describe_ace(ace, object_type, text, sizeof(text));
		printf("%s%4zu  %-*s %-*s%s%s\n", indent, i, types,
		       type_name(ace), text[0] ? names : 0,
		       ace->sid ? sid_name(ace->sid, ace->sid_len) : "?",
		       text[0] ? "  " : "", text);
		if (has_more(ace))
			print_more(ace, sacl, indent);
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
		print_acl(false, view->dacl, view->dacl_count, object_type,
			  indent);
	/* A lone label has been said already. */
	if (view->sacl_count > (view->has_label ? 1u : 0u))
		print_acl(true, view->sacl, view->sacl_count, object_type,
			  indent);
	free(view);
	return 0;
}

int print_sddl(const uint8_t *sd, size_t len, const char *what)
{
	struct kacs_diagnostic diagnostic;
	char *text;

	/* That owner, group or DACL are defaults SDDL does not say. */
	if (kacs_sddl_format(sd, len, &text, NULL, &diagnostic) < 0)
		return fail_with(&diagnostic, "%s", what);
	puts(text);
	free(text);
	return 0;
}

json_t *descriptor_json(const uint8_t *sd, size_t len, uint32_t object_type,
			const char *what)
{
	struct kacs_diagnostic diagnostic;
	char *text;

	if (kacs_descriptor_json(sd, len, object_type, principals(), &text,
				 &diagnostic) == 0)
		return parse_json(text);
	fail_with(&diagnostic, "%s", what);
	return NULL;
}
