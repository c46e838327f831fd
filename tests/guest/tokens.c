// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <inttypes.h>
#include "tokens.h"

uint64_t new_session(const char *user)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	uint64_t session;
	size_t len;

	must(kacs_sid_from_text(user, sid, &len, NULL));
	must(kacs_session_create(KACS_LOGON_INTERACTIVE, "test", sid, len,
				 &session));
	return session;
}

int token_in(uint64_t session, const struct person *person)
{
	size_t len;
	uint8_t *spec = person_spec(person, &len);
	int token;

	memcpy(spec + offsetof(struct kacs_token_spec, session_id), &session,
	       sizeof(session));
	token = kacs_sys_create_token(spec, len);
	free(spec);
	return token;
}

bool session_listed(uint64_t session)
{
	char wanted[64], line[1024];
	bool found = false;
	FILE *list = fopen("/sys/kernel/security/kacs/sessions", "re");

	if (!list)
		tap_abort("the list of sessions");
	snprintf(wanted, sizeof(wanted), "session_id=%" PRIu64 " ", session);
	while (fgets(line, sizeof(line), list))
		found |= strncmp(line, wanted, strlen(wanted)) == 0;
	fclose(list);
	return found;
}

bool session_ends(uint64_t session)
{
	int tries;

	for (tries = 0; tries < 500 && session_listed(session); tries++)
		usleep(10000);
	return !session_listed(session);
}

void query_exactly(int token, uint32_t token_class, void *out, uint32_t len)
{
	struct kacs_query_args args = {
		.token_class = token_class,
		.buf_len = len,
		.buf_ptr = (uintptr_t)out,
	};

	must(kacs_sys_token_query(token, &args));
	if (args.buf_len != len)
		tap_abort("an answer of another size");
}

uint32_t query_u32(int token, uint32_t token_class)
{
	uint32_t value;

	query_exactly(token, token_class, &value, sizeof(value));
	return value;
}

uint32_t number_of(int token, uint32_t token_class)
{
	uint32_t number = NO_NUMBER;
	struct kacs_query_args args = {
		.token_class = token_class,
		.buf_len = sizeof(number),
		.buf_ptr = (uintptr_t)&number,
	};

	return kacs_sys_token_query(token, &args) ? NO_NUMBER : number;
}

uint32_t level_of(int token)
{
	return number_of(token, KACS_TOKEN_CLASS_IMPERSONATION_LEVEL);
}

/* The level is the last part of a SID S-1-16-LEVEL. */
uint32_t integrity_of(int token)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	uint32_t level;
	struct kacs_query_args args = {
		.token_class = KACS_TOKEN_CLASS_INTEGRITY_LEVEL,
		.buf_len = sizeof(sid),
		.buf_ptr = (uintptr_t)sid,
	};

	if (kacs_sys_token_query(token, &args) || args.buf_len != 12)
		return NO_NUMBER;
	memcpy(&level, sid + 8, sizeof(level));
	return level;
}

const char *query_sid(int token, uint32_t token_class)
{
	static char text[KACS_SID_TEXT_BYTES];
	struct answer answer = query_all(token, token_class);

	snprintf(text, sizeof(text), "(none)");
	if (answer.len)
		must(kacs_sid_to_text(answer.bytes, answer.len, text));
	free(answer.bytes);
	return text;
}

struct token_statistics statistics_of(int token)
{
	struct token_statistics statistics;

	query_exactly(token, KACS_TOKEN_CLASS_STATISTICS, &statistics,
		      sizeof(statistics));
	return statistics;
}

struct token_privileges privileges_of(int token)
{
	struct token_privileges privileges;

	query_exactly(token, KACS_TOKEN_CLASS_PRIVILEGES, &privileges,
		      sizeof(privileges));
	return privileges;
}

struct answer query_all(int token, uint32_t token_class)
{
	struct answer answer;

	must(kacs_token_query(token, token_class, &answer.bytes, &answer.len));
	return answer;
}

int duplicate(int token, uint32_t access, uint32_t type, uint32_t level)
{
	struct kacs_duplicate_args args = {
		.access_mask = access,
		.token_type = type,
		.impersonation_level = level,
		.result_fd = -1,
	};

	return kacs_sys_token_duplicate(token, &args) ? -1 : args.result_fd;
}

const char *user_of(int token)
{
	static __thread char text[KACS_SID_TEXT_BYTES];
	uint8_t sid[KACS_SID_MAX_BYTES];
	struct kacs_query_args args = {
		.token_class = KACS_TOKEN_CLASS_USER,
		.buf_len = sizeof(sid),
		.buf_ptr = (uintptr_t)sid,
	};

	if (kacs_sys_token_query(token, &args) ||
	    kacs_sid_to_text(sid, args.buf_len, text))
		return "nobody";
	return text;
}
