// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs session: who is logged on, and what runs for whom. */
#include "kacs.h"
#include "live_token.h"
#include "options.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage_text[] =
	"kacs session list [--json]\n"
	"       kacs session show [SESSION | --pid PID] [--json]";

/* What is known of a session, from the kernel's list or from a token of it. */
struct details {
	uint64_t id;
	uint32_t logon_type;
	uint8_t user[KACS_SID_MAX_BYTES];
	size_t user_len;
	const struct kacs_session *listed; /* NULL: it may not be read */
	uint32_t elevation; /* of the process that was asked about, or 0 */
};

static const char *logon_text(uint32_t type)
{
	const char *name = kacs_logon_type_name(type);
	static char number[16];

	if (name)
		return name;
	snprintf(number, sizeof(number), "%u", type);
	return number;
}

/* S-1-5-5-X-Y, in a static buffer. */
static const char *logon_sid(uint64_t session)
{
	static char text[KACS_SID_TEXT_BYTES];

	snprintf(text, sizeof(text), "S-1-5-5-%u-%u", (uint32_t)(session >> 32),
		 (uint32_t)session);
	return text;
}

/* As JSON has it but for the quotes, so that it cannot drive the terminal. */
static void print_safely(const char *text, size_t len)
{
	json_t *value = json_stringn(text, len);
	char *dump =
		value ? json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII)
		      : NULL;

	if (dump)
		printf("%.*s", (int)strlen(dump) - 2, dump + 1);
	else
		putchar('?');
	free(dump);
	json_decref(value);
}

static void print_user(const uint8_t *user, size_t len)
{
	char text[KACS_SID_TEXT_BYTES];

	if (kacs_sid_to_text(user, len, text) < 0)
		snprintf(text, sizeof(text), "?");
	printf("%s (%s)", sid_name(user, len), text);
}

static json_t *session_json(const struct details *details)
{
	const struct kacs_session *listed = details->listed;
	char text[KACS_SID_TEXT_BYTES];
	json_t *json;

	if (kacs_sid_to_text(details->user, details->user_len, text) < 0)
		snprintf(text, sizeof(text), "?");
	json = json_pack("{s:I, s:s, s:s, s:s, s:s}", "session",
			 (json_int_t)details->id, "user", text, "name",
			 sid_name(details->user, details->user_len),
			 "logon_type", logon_text(details->logon_type),
			 "logon_sid", logon_sid(details->id));
	if (json && listed) {
		json_object_set_new(json, "auth_package",
				    json_stringn(listed->package,
						 listed->package_len));
		json_object_set_new(
			json, "created_at",
			json_integer((json_int_t)listed->created_at));
	}
	if (json && details->elevation)
		json_object_set_new(
			json, "elevation",
			json_string(kacs_elevation_name(details->elevation)));
	return json;
}

static struct details details_of(const struct kacs_session *session)
{
	struct details details = {
		.id = session->id,
		.logon_type = session->logon_type,
		.user_len = session->user_len,
		.listed = session,
	};

	memcpy(details.user, session->user, session->user_len);
	return details;
}

static void print_line(const struct kacs_session *session)
{
	printf("%-10" PRIu64 "%-18s", session->id,
	       logon_text(session->logon_type));
	fputs(date_text(session->created_at), stdout);
	printf("  ");
	print_user(session->user, session->user_len);
	if (session->package_len) {
		printf(", by ");
		print_safely(session->package, session->package_len);
	}
	putchar('\n');
}

static int fail_list(void)
{
	if (errno == ENOENT)
		return fail(
			"cannot read the list of sessions: this kernel has no KACS, or /sys/kernel/security is not mounted");
	return fail_errno("cannot read the list of sessions");
}

static int list(bool json)
{
	struct kacs_sessions *sessions = kacs_sessions_read();
	const struct kacs_session *session;
	json_t *array = json ? json_array() : NULL;
	struct details details;
	size_t i;

	if (!sessions) {
		json_decref(array);
		return fail_list();
	}
	if (!json)
		puts("SESSION   LOGON             SINCE                    USER");
	for (i = 0; (session = kacs_sessions_at(sessions, i)); i++) {
		details = details_of(session);
		if (json)
			json_array_append_new(array, session_json(&details));
		else
			print_line(session);
	}
	kacs_sessions_free(sessions);
	return json ? print_json(array, STATUS_ALLOWED) : STATUS_ALLOWED;
}

/* The session of a process's token; 0 unless it may be looked at. */
static bool runs_in(int pid, uint64_t session)
{
	struct token_statistics statistics;
	int token = inspect_token(pid);
	bool runs;

	if (token < 0)
		return false;
	runs = query_exactly(token, KACS_TOKEN_CLASS_STATISTICS, &statistics,
			     sizeof(statistics)) == 0 &&
	       statistics.session == session;
	close(token);
	return runs;
}

/* The name of a process, "?" if it cannot be read, in a static buffer. */
static const char *command_of(int pid)
{
	static char name[64];
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	file = fopen(path, "re");
	if (!file || !fgets(name, sizeof(name), file))
		snprintf(name, sizeof(name), "?");
	if (file)
		fclose(file);
	name[strcspn(name, "\n")] = '\0';
	return name;
}

static int as_number(const struct dirent *entry)
{
	return isdigit((unsigned char)entry->d_name[0]);
}

/* Those processes of the session that the caller may look at. */
static json_t *processes_of(uint64_t session)
{
	json_t *array = json_array();
	struct dirent **entries;
	int count = scandir("/proc", &entries, as_number, versionsort);
	int i;

	for (i = 0; i < count; i++) {
		int pid = atoi(entries[i]->d_name);

		if (runs_in(pid, session))
			json_array_append_new(
				array, json_pack("{s:i, s:s?}", "pid", pid,
						 "command", command_of(pid)));
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return array;
}

static void print_processes(const json_t *processes)
{
	const json_t *process;
	const char *command;
	size_t i;

	if (json_array_size(processes))
		puts("processes");
	json_array_foreach((json_t *)processes, i, process) {
		command =
			json_string_value(json_object_get(process, "command"));
		printf("  %-10lld", (long long)json_integer_value(
					    json_object_get(process, "pid")));
		print_safely(command ? command : "?",
			     strlen(command ? command : "?"));
		putchar('\n');
	}
}

static int print_details(const struct details *details, bool json)
{
	const struct kacs_session *listed = details->listed;
	json_t *processes = processes_of(details->id);
	json_t *object;

	if (json) {
		object = session_json(details);
		if (object)
			json_object_set_new(object, "processes", processes);
		return print_json(object, STATUS_ALLOWED);
	}
	printf("session      %" PRIu64 "\nuser         ", details->id);
	print_user(details->user, details->user_len);
	printf("\nlogon        %s", logon_text(details->logon_type));
	if (listed && listed->package_len) {
		printf(", by ");
		print_safely(listed->package, listed->package_len);
	}
	putchar('\n');
	if (listed)
		printf("since        %s\n", date_text(listed->created_at));
	printf("logon SID    %s\n", logon_sid(details->id));
	if (details->elevation)
		printf("elevation    %s\n",
		       kacs_elevation_name(details->elevation)
			       ? kacs_elevation_name(details->elevation)
			       : "?");
	print_processes(processes);
	json_decref(processes);
	return STATUS_ALLOWED;
}

static const struct kacs_session *find(const struct kacs_sessions *sessions,
				       uint64_t id)
{
	const struct kacs_session *session;
	size_t i;

	for (i = 0; (session = kacs_sessions_at(sessions, i)); i++)
		if (session->id == id)
			return session;
	return NULL;
}

/* What a token says of its session. Returns 0, or -1 and errno. */
static int ask_token(int token, struct details *details)
{
	struct token_statistics statistics;
	uint8_t *user;
	size_t len;

	if (query_exactly(token, KACS_TOKEN_CLASS_STATISTICS, &statistics,
			  sizeof(statistics)) < 0 ||
	    query_exactly(token, KACS_TOKEN_CLASS_LOGON_TYPE,
			  &details->logon_type,
			  sizeof(details->logon_type)) < 0 ||
	    query_exactly(token, KACS_TOKEN_CLASS_ELEVATION_TYPE,
			  &details->elevation,
			  sizeof(details->elevation)) < 0 ||
	    kacs_token_query(token, KACS_TOKEN_CLASS_USER, &user, &len) < 0)
		return -1;
	details->id = statistics.session;
	details->user_len =
		len < sizeof(details->user) ? len : sizeof(details->user);
	memcpy(details->user, user, details->user_len);
	free(user);
	return 0;
}

/* The list tells more, to those who may read it. */
static int show_of(int pid, bool json)
{
	struct kacs_sessions *sessions;
	struct details details = {0};
	int token = inspect_token(pid);
	int status;

	if (token < 0)
		return fail_token("read the token", pid);
	status = ask_token(token, &details);
	close(token);
	if (status < 0)
		return fail_token("read the token", pid);
	sessions = kacs_sessions_read();
	if (sessions)
		details.listed = find(sessions, details.id);
	status = print_details(&details, json);
	kacs_sessions_free(sessions);
	return status;
}

static int show(const char *text, bool json)
{
	const struct kacs_session *session;
	struct kacs_sessions *sessions;
	struct details details;
	char *end;
	uint64_t id;
	int status;

	errno = 0;
	id = strtoull(text, &end, 10);
	if (errno || *end || !isdigit((unsigned char)text[0]))
		return fail(
			"\"%s\" is no session; kacs session list shows them",
			text);
	sessions = kacs_sessions_read();
	if (!sessions)
		return fail_list();
	session = find(sessions, id);
	if (session) {
		details = details_of(session);
		status = print_details(&details, json);
	} else {
		status = fail("there is no session %" PRIu64, id);
	}
	kacs_sessions_free(sessions);
	return status;
}

int cmd_session(int argc, char **argv)
{
	bool json = false;
	int pid = 0, count;
	const struct command_option options[] = {
		{"pid", .pid = &pid},
		{"json", .flag = &json},
		{.name = NULL},
	};

	parse_options(argc, argv, options, usage_text);
	count = argc - optind;
	argv += optind;
	if (count == 1 && strcmp(argv[0], "list") == 0 && !pid)
		return list(json);
	if (count == 1 && strcmp(argv[0], "show") == 0)
		return show_of(pid, json);
	if (count == 2 && strcmp(argv[0], "show") == 0 && !pid)
		return show(argv[1], json);
	return usage(usage_text);
}
