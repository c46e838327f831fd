// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs token: who is asking. */
#include "kacs.h"
#include "live_token.h"
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage_text[] =
	"kacs token [--pid PID | --user NAME | --token FILE] [--linked] [--json]";

/* "Everyone (S-1-1-0)" */
static void print_sid(const char *text)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	char name[KACS_NAME_BYTES];
	size_t len;

	if (kacs_sid_from_text(text, sid, &len, NULL) == 0 &&
	    kacs_sid_name(sid, len, principals(), name))
		printf("%s (%s)", name, text);
	else
		printf("%s", text);
}

static void print_names(const json_t *names)
{
	const json_t *name;
	size_t i;

	json_array_foreach((json_t *)names, i, name) {
		if (json_is_string(name))
			printf("%s%s", i ? ", " : "", json_string_value(name));
		else
			printf("%s0x%llx", i ? ", " : "",
			       (unsigned long long)json_integer_value(name));
	}
}

static bool has_name(const json_t *names, const char *wanted)
{
	const json_t *name;
	size_t i;

	json_array_foreach((json_t *)names, i, name)
		if (json_is_string(name) &&
		    strcmp(json_string_value(name), wanted) == 0)
			return true;
	return false;
}

/* What matters of a group: does it count? */
static void print_group_state(const json_t *attributes)
{
	if (has_name(attributes, "use_for_deny_only"))
		printf(", deny-only");
	else if (!has_name(attributes, "enabled"))
		printf(", disabled");
	if (has_name(attributes, "logon_id"))
		printf(", logon");
	if (has_name(attributes, "owner"))
		printf(", may own");
}

static void print_list(const char *title, const json_t *list, bool states)
{
	const json_t *member;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	printf("%s\n", title);
	json_array_foreach((json_t *)list, i, member) {
		printf("  ");
		print_sid(json_string_value(json_object_get(member, "sid")));
		if (states)
			print_group_state(
				json_object_get(member, "attributes"));
		putchar('\n');
	}
}

static void print_privileges(const json_t *privileges)
{
	const json_t *present = json_object_get(privileges, "present");
	const json_t *enabled = json_object_get(privileges, "enabled");
	const json_t *name;
	size_t i;

	if (json_array_size(present) == 0)
		return;
	puts("privileges");
	json_array_foreach((json_t *)present, i, name) {
		const char *text = json_string_value(name);

		printf("  %-32s%s\n", text,
		       has_name(enabled, text) ? "enabled" : "disabled");
	}
}

/* Text and numbers as in JSON, so that none can drive the terminal. */
static void print_value(const json_t *value, bool quoted)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
	size_t len = text ? strlen(text) : 0;

	if (!quoted && len >= 2)
		printf("%.*s", (int)len - 2, text + 1);
	else
		printf("%s", text ? text : "?");
	free(text);
}

static void print_claims(const char *title, const json_t *claims)
{
	const json_t *claim, *flags, *values, *value;
	size_t i, j;

	if (json_array_size(claims) == 0)
		return;
	puts(title);
	json_array_foreach((json_t *)claims, i, claim) {
		printf("  ");
		print_value(json_object_get(claim, "name"), false);
		values = json_object_get(claim, "values");
		json_array_foreach((json_t *)values, j, value) {
			printf("%s", j ? ", " : " = ");
			print_value(value, true);
		}
		flags = json_object_get(claim, "flags");
		if (json_array_size(flags)) {
			printf(" (");
			print_names(flags);
			putchar(')');
		}
		putchar('\n');
	}
}

/* Who owns what the token creates, or its group, unless it is the user. */
static void print_default(const json_t *token, const char *title,
			  const char *key)
{
	size_t index = (size_t)json_integer_value(json_object_get(token, key));
	const json_t *group;

	if (index == 0)
		return;
	group = json_array_get(json_object_get(token, "groups"), index - 1);
	printf("%-13s", title);
	print_sid(json_string_value(json_object_get(group, "sid")));
	puts(", of new objects");
}

static void print_linux(const json_t *token)
{
	const json_t *gids =
		json_object_get(token, "projected_supplementary_gids");
	const json_t *gid;
	size_t i;

	printf("\nlinux        uid %lld, gid %lld",
	       (long long)json_integer_value(
		       json_object_get(token, "projected_uid")),
	       (long long)json_integer_value(
		       json_object_get(token, "projected_gid")));
	json_array_foreach((json_t *)gids, i, gid)
		printf("%s%lld", i ? ", " : ", groups ",
		       (long long)json_integer_value(gid));
	putchar('\n');
}

/* What is only kept with it. */
static void print_metadata(const json_t *token)
{
	const json_t *source = json_object_get(token, "source");
	const json_t *expiration = json_object_get(token, "expiration");
	const json_t *number = json_object_get(token, "interactive_session_id");

	if (source) {
		printf("made by      ");
		print_value(json_object_get(source, "name"), false);
		if (json_integer_value(json_object_get(source, "id")))
			printf(", %lld",
			       (long long)json_integer_value(
				       json_object_get(source, "id")));
		putchar('\n');
	}
	if (expiration)
		printf("expires      %s, which nothing enforces\n",
		       date_text((uint64_t)json_integer_value(expiration)));
	if (number)
		printf("interactive  session %lld\n",
		       (long long)json_integer_value(number));
}

static void print_confinement(const json_t *confinement)
{
	if (!confinement)
		return;
	printf("confined to  ");
	print_sid(json_string_value(json_object_get(confinement, "sid")));
	puts(json_is_true(json_object_get(confinement, "exempt")) ? ", exempt"
								  : "");
	print_list("capabilities", json_object_get(confinement, "capabilities"),
		   false);
}

static void print_token(const json_t *token)
{
	const json_t *claims = json_object_get(token, "claims");
	const json_t *audit = json_object_get(token, "audit_policy");
	const json_t *policy = json_object_get(token, "mandatory_policy");

	printf("user         ");
	print_sid(json_string_value(json_object_get(token, "user")));
	if (json_is_true(json_object_get(token, "user_deny_only")))
		printf(", deny-only");
	printf("\nintegrity    %s",
	       json_string_value(json_object_get(token, "integrity")));
	if (json_array_size(policy)) {
		printf(" (");
		print_names(policy);
		putchar(')');
	}
	printf("\ntype         %s",
	       json_string_value(json_object_get(token, "type")));
	if (strcmp(json_string_value(json_object_get(token, "type")),
		   "primary") != 0)
		printf(", level %s", json_string_value(json_object_get(
					     token, "impersonation_level")));
	if (json_object_get(token, "session_id"))
		printf("\nsession      %lld",
		       (long long)json_integer_value(
			       json_object_get(token, "session_id")));
	print_linux(token);
	print_list("groups", json_object_get(token, "groups"), true);
	print_privileges(json_object_get(token, "privileges"));
	print_list(json_is_true(json_object_get(token, "write_restricted"))
			   ? "restricting SIDs (writing only)"
			   : "restricting SIDs",
		   json_object_get(token, "restricted_sids"), false);
	print_confinement(json_object_get(token, "confinement"));
	print_claims("claims of the user", json_object_get(claims, "user"));
	print_claims("claims of the device", json_object_get(claims, "device"));
	print_list("groups of the device",
		   json_object_get(token, "device_groups"), true);
	print_list("restricting groups of the device",
		   json_object_get(token, "restricted_device_groups"), false);
	if (json_array_size(audit)) {
		printf("audited      ");
		print_names(audit);
		putchar('\n');
	}
	print_default(token, "owner", "owner_index");
	print_default(token, "group", "primary_group_index");
	if (json_object_get(token, "default_dacl"))
		printf("new objects  %s\n", json_string_value(json_object_get(
						    token, "default_dacl")));
	print_metadata(token);
}

/*
 * The other half of a process's token (4.6): itself for those with
 * SeTcbPrivilege, a copy to look at for others.
 */
static int load_linked(const struct token_source *source, uint8_t **spec,
		       size_t *len)
{
	struct kacs_get_linked_token_args partner = {.result_fd = -1};
	int token, status = STATUS_ALLOWED;

	if (source->user || source->file)
		return fail("--linked is about the token of a process");
	token = open_token(source->pid, KACS_TOKEN_QUERY);
	if (token < 0)
		return fail_token("read the token", source->pid);
	if (kacs_sys_token_get_linked(token, &partner) < 0) {
		status = errno == ENOENT
				 ? fail("the token is no half of a linked pair")
				 : fail_token("read the linked token",
					      source->pid);
	} else {
		if (kacs_token_query(partner.result_fd, KACS_TOKEN_CLASS_SPEC,
				     spec, len) < 0)
			status = fail_token("read the linked token",
					    source->pid);
		close(partner.result_fd);
	}
	close(token);
	return status;
}

int cmd_token(int argc, char **argv)
{
	struct token_source source = {0};
	bool json = false, linked = false;
	const struct command_option options[] = {
		WHO_OPTIONS(&source),
		{"linked", .flag = &linked},
		{"json", .flag = &json},
		{.name = NULL},
	};
	struct kacs_diagnostic diagnostic;
	json_t *token;
	uint8_t *spec;
	int status;
	size_t len;
	char *text;

	parse_options(argc, argv, options, usage_text);
	if (optind != argc)
		return usage(usage_text);
	status = linked ? load_linked(&source, &spec, &len)
			: load_token(&source, &spec, &len);
	if (status)
		return status;
	status = kacs_token_to_json(spec, len, &text, &diagnostic);
	free(spec);
	if (status < 0)
		return fail_with(&diagnostic, "the token");
	token = parse_json(text);
	if (!token)
		return STATUS_ERROR;
	if (json)
		return print_json(token, 0);
	print_token(token);
	json_decref(token);
	return 0;
}
