/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the tests about tokens share: sessions of their own, and short ways to
 * ask a token. What is only setting up ends the program when it fails.
 */
#ifndef KACS_TESTS_GUEST_TOKENS_H
#define KACS_TESTS_GUEST_TOKENS_H

#include "guest.h"

/* A new logon session of a user, without a token. */
uint64_t new_session(const char *user);

/* A token of a person in a session: its descriptor, or -1 and errno. */
int token_in(uint64_t session, const struct person *person);
#define token_in_for(session, ...) \
	token_in((session), &(const struct person){__VA_ARGS__})

/* Is the session in the kernel's list? */
bool session_listed(uint64_t session);

/* After its last token has been given up a session may be there for a moment. */
bool session_ends(uint64_t session);

/* An answer of exactly this size. */
void query_exactly(int token, uint32_t token_class, void *out, uint32_t len);
uint32_t query_u32(int token, uint32_t token_class);

/* The same, NO_NUMBER if the token cannot be asked. */
#define NO_NUMBER 98u
uint32_t number_of(int token, uint32_t token_class);
uint32_t level_of(int token); /* of impersonation */
uint32_t integrity_of(int token);

/* The text of an answer that is a SID, in a static buffer. */
const char *query_sid(int token, uint32_t token_class);

/*
 * The user of a token, in a buffer of the thread; "nobody" if the token cannot be
 * asked, as where that is what is tested.
 */
const char *user_of(int token);

struct token_statistics {
	uint64_t token_id;
	uint64_t auth_id;
	uint64_t modified_id;
	uint32_t type;
	uint32_t pad;
	uint64_t expiration;
};
struct token_statistics statistics_of(int token);

struct token_privileges {
	uint64_t present;
	uint64_t enabled;
	uint64_t by_default;
	uint64_t used;
};
struct token_privileges privileges_of(int token);

/* Whole answers: allocated, ends the program on failure. */
struct answer {
	uint8_t *bytes;
	size_t len;
};
struct answer query_all(int token, uint32_t token_class);

/* A copy of this type and level with these rights; -1 and errno. */
int duplicate(int token, uint32_t access, uint32_t type, uint32_t level);

#endif /* KACS_TESTS_GUEST_TOKENS_H */
