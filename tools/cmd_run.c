// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs run: mint a token and install it, or keep the caller's; change its
 * kacs run: mint a token and install it, or keep the caller's; change its
 * privileges and what it gives to new objects; bind the process; become the
 * command. The kernel projects the Linux credentials from the token. Since every
 * process has a token of its own (4.3), nobody but the command sees the change.
 */
#include "defaults.h"
#include "kacs.h"
#include "options.h"
#include "privileges.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage_text[] =
	"kacs run [--token FILE] [--enable PRIVILEGE[,PRIVILEGE]...]\n"
	"                [--disable PRIVILEGE[,PRIVILEGE]...]\n"
	"                [--remove PRIVILEGE[,PRIVILEGE]...] [--owner WHO] [--group WHO]\n"
	"                [--default-dacl SDDL|none]\n"
	"                [--mitigations MITIGATION[,MITIGATION]...] [--] COMMAND [ARGUMENT]...\n"
	"       at least one of the options; PRIVILEGE such as SeBackupPrivilege,\n"
	"       MITIGATION wxp, tlp, lsv, cfif, cfib, no_child, pie or sml";

/*
 * The kernel adds the logon SID of the session itself (13.6) and refuses one
 * that it is given, but "kacs token --json" prints it.
 */
static void drop_logon_sid(json_t *token)
{
	json_t *groups = json_object_get(token, "groups");
	size_t i = json_array_size(groups), j;
	const json_t *attribute;

	while (i-- > 0) {
		const json_t *attributes = json_object_get(
			json_array_get(groups, i), "attributes");
		bool logon = false;

		json_array_foreach((json_t *)attributes, j, attribute)
			logon |= json_is_string(attribute) &&
				 strcmp(json_string_value(attribute),
					"logon_id") == 0;
		if (logon)
			json_array_remove(groups, i);
	}
}

static int load_document(const char *path, json_t **document)
{
	json_error_t error;
	size_t len;
	char *text = read_file(path, &len);

	if (!text)
		return STATUS_ERROR;
	*document = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	free(text);
	if (!*document)
		return fail("%s: line %d: %s", path, error.line, error.text);
	return 0;
}

static int encode(const char *path, const json_t *document, uint8_t **spec,
		  size_t *len)
{
	struct kacs_diagnostic diagnostic;
	char *text = json_dumps(document, JSON_COMPACT | JSON_ENCODE_ANY);
	int status = 0;

	if (!text)
		return fail("out of memory");
	if (kacs_token_from_json(text, strlen(text), spec, len, &diagnostic) <
	    0)
		status = fail_with(&diagnostic, "%s", path);
	free(text);
	return status;
}

static int begin_session(uint8_t *spec, size_t len, uint64_t *session)
{
	struct kacs_token_spec header;
	const uint8_t *user;
	size_t user_len;

	memcpy(&header, spec, sizeof(header));
	/* Both are in bounds: libkacs has just written and checked them. */
	user = spec + header.user_sid_offset;
	user_len = KACS_SID_MIN_BYTES + 4u * user[1];
	if (header.user_sid_offset + user_len > len)
		return fail("the token's user is damaged");
	if (kacs_session_create(KACS_LOGON_BATCH, "kacs-run", user, user_len,
				session) < 0)
		return fail_errno("cannot begin a logon session");
	memcpy(spec + offsetof(struct kacs_token_spec, session_id), session,
	       sizeof(*session));
	return 0;
}

static int become(uint8_t *spec, size_t len, bool has_session)
{
	uint64_t session = 0;
	int fd, status, error;

	if (!has_session) {
		status = begin_session(spec, len, &session);
		if (status)
			return status;
	}
	fd = kacs_sys_create_token(spec, len);
	if (fd < 0) {
		error = errno;
		if (!has_session)
			kacs_sys_destroy_empty_session(session);
		errno = error;
		return fail_errno("cannot create the token");
	}
	if (kacs_sys_token_install(fd) < 0)
		return fail_errno("cannot install the token");
	close(fd);
	return 0;
}

static int use_token_file(const char *path)
{
	json_t *document;
	bool has_session;
	uint8_t *spec;
	int status;
	size_t len;

	status = load_document(path, &document);
	if (status)
		return status;
	drop_logon_sid(document);
	has_session = json_integer_value(
			      json_object_get(document, "session_id")) != 0;
	status = encode(path, document, &spec, &len);
	json_decref(document);
	if (status)
		return status;
	status = become(spec, len, has_session);
	free(spec);
	return status;
}

static int add_mitigations(const struct command_option *option,
			   const char *list)
{
	uint32_t *mitigations = option->to;
	char *copy = strdup(list), *rest = copy, *name;
	int status = STATUS_ALLOWED;
	uint32_t one;

	if (!copy)
		return fail("out of memory");
	while (status == STATUS_ALLOWED && (name = strsep(&rest, ","))) {
		one = kacs_mitigation_value(name);
		*mitigations |= one;
		if (!one)
			status = fail(
				"--mitigations: \"%s\" is no mitigation; expected names such as wxp, separated by commas",
				name);
	}
	free(copy);
	return status;
}

/* They hold for this program, too, from here on. */
static int bind_process(uint32_t mitigations)
{
	if (kacs_sys_set_psb(-1, mitigations) == 0)
		return STATUS_ALLOWED;
	if (errno == EOPNOTSUPP)
		return fail("this machine cannot promise the mitigations");
	if (errno == EBUSY)
		return fail(
			"kacs itself breaks one of the mitigations; see kacs why");
	return fail_errno("cannot set the mitigations");
}

/* What the options ask for. */
struct request {
	const char *path; /* of a token, or NULL */
	struct privilege_change privileges;
	struct default_change defaults;
	uint32_t mitigations;
};

static bool asks_for_privileges(const struct request *request)
{
	return request->privileges.enable || request->privileges.disable ||
	       request->privileges.remove;
}

static bool asks_for_defaults(const struct request *request)
{
	return request->defaults.owner || request->defaults.group ||
	       request->defaults.dacl;
}

static int run(const struct request *request, char **command)
{
	int status = 0;

	if (request->path)
		status = use_token_file(request->path);
	if (status == 0 && asks_for_privileges(request))
		status = change_privileges(0, &request->privileges);
	if (status == 0 && asks_for_defaults(request))
		status = change_defaults(&request->defaults);
	if (status == 0 && request->mitigations)
		status = bind_process(request->mitigations);
	if (status)
		return status;
	execvp(command[0], command);
	return fail_errno("%s", command[0]);
}

static int add_privileges(const struct command_option *option, const char *list)
{
	char name[16];

	snprintf(name, sizeof(name), "--%s", option->name);
	return parse_privileges(name, list, option->to);
}

int cmd_run(int argc, char **argv)
{
	struct request request = {0};
	struct privilege_change *change = &request.privileges;
	const struct command_option options[] = {
		{"token", .text = &request.path},
		{"enable", .set = add_privileges, .to = &change->enable},
		{"disable", .set = add_privileges, .to = &change->disable},
		{"remove", .set = add_privileges, .to = &change->remove},
		{"owner", .text = &request.defaults.owner},
		{"group", .text = &request.defaults.group},
		{"default-dacl", .text = &request.defaults.dacl},
		{"mitigations", .set = add_mitigations,
		 .to = &request.mitigations},
		{.name = NULL},
	};
	int status;

	parse_leading_options(argc, argv, options, usage_text);
	if (optind == argc ||
	    !(request.path || asks_for_privileges(&request) ||
	      asks_for_defaults(&request) || request.mitigations))
		return usage(usage_text);
	status = check_change(change);
	return status ? status : run(&request, argv + optind);
}
