/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Descriptors and tokens for tests, written down as C initialisers. What these
 * functions return lives until test_forget(); every block has exactly the size
 * that it needs, so that the sanitizers see one byte too far.
 */
#ifndef KACS_CORE_TEST_SUPPORT_H
#define KACS_CORE_TEST_SUPPORT_H

#include "check.h"
#include "claim.h"
#include "inherit.h"
#include "sd.h"
#include "token.h"

#define TEST_MAX_LIST 72

/* Principals of the tests. */
#define ALICE "S-1-5-21-1-2-3-1001"
#define BOB "S-1-5-21-1-2-3-1002"
#define CAROL "S-1-5-21-1-2-3-1003"
#define STAFF "S-1-5-21-1-2-3-2001"
#define CONTRACTORS "S-1-5-21-1-2-3-2002"
#define EVERYONE "S-1-1-0"
#define CREATOR_OWNER "S-1-3-0"
#define CREATOR_GROUP "S-1-3-1"
#define OWNER_RIGHTS "S-1-3-4"
#define SELF "S-1-5-10"
#define SYSTEM "S-1-5-18"
#define ADMINISTRATORS "S-1-5-32-544"
#define PACKAGE "S-1-15-2-77"
#define CAPABILITY "S-1-15-3-1"

#define GROUP_ON                                                      \
	(KACS_SE_GROUP_MANDATORY | KACS_SE_GROUP_ENABLED_BY_DEFAULT | \
	 KACS_SE_GROUP_ENABLED)

struct test_bytes {
	u8 *bytes;
	u32 len;
};

struct test_ace {
	u8 type;
	u8 flags;
	u32 mask;
	const char *sid;  /* NULL: the ACE is header, mask and data only */
	const char *data; /* behind the SID, of data_len bytes */
	u32 data_len;
};

#define ALLOW(rights, sid_text)                                       \
	{                                                             \
		KACS_ACE_ACCESS_ALLOWED, 0, rights, sid_text, NULL, 0 \
	}
#define DENY(rights, sid_text)                                       \
	{                                                            \
		KACS_ACE_ACCESS_DENIED, 0, rights, sid_text, NULL, 0 \
	}
#define LABEL(policy, sid_text)                                               \
	{                                                                     \
		KACS_ACE_SYSTEM_MANDATORY_LABEL, 0, policy, sid_text, NULL, 0 \
	}
#define TRUST(rights, sid_text)                                           \
	{                                                                 \
		KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL, 0, rights, sid_text, \
			NULL, 0                                           \
	}
#define ACE(type_, flags_, rights, sid_text)             \
	{                                                \
		type_, flags_, rights, sid_text, NULL, 0 \
	}

struct test_acl {
	const struct test_ace *aces;
	u32 count;
	u8 revision; /* 0: 2 */
};

/*
 * An ACL of a struct test_sd: ACES(ALLOW(...), DENY(...)). It lives as long as
 * the block it is written in.
 */
#define ACES(...)                                                        \
	&(const struct test_acl)                                         \
	{                                                                \
		(const struct test_ace[]){__VA_ARGS__},                  \
			sizeof((const struct test_ace[]){__VA_ARGS__}) / \
				sizeof(struct test_ace),                 \
			0                                                \
	}
#define NO_ACES (&(const struct test_acl){NULL, 0, 0})

struct test_sd {
	const char *owner;
	const char *group;
	const struct test_acl *dacl; /* NULL: not present */
	const struct test_acl *sacl;
	u16 control; /* besides SELF_RELATIVE and the PRESENT flags */
};

struct test_group {
	const char *sid;
	u32 attributes;
};

struct test_list {
	struct test_group entries[TEST_MAX_LIST];
	u32 count;
};

struct test_token {
	struct kacs_token_spec spec; /* the numbers; offsets are filled in */
	const char *user;
	struct test_list groups;
	struct test_list restricted;
	struct test_list capabilities;
	struct test_list device_groups;
	struct test_list restricted_device_groups;
	const char *confinement;
	const struct test_acl *default_dacl;
	struct test_bytes user_claims;
	struct test_bytes device_claims;
	struct test_bytes gids;
};

/* The SID of a text such as "S-1-5-18". */
struct kacs_sid test_sid(const char *text);

struct test_bytes test_acl_bytes(const struct test_acl *acl);
struct test_bytes test_sd_bytes(const struct test_sd *sd);

/* The prepared form; fails the test if the bytes are malformed. */
const struct kacs_sd *test_prepare(struct test_bytes bytes);
const struct kacs_sd *test_sd(const struct test_sd *sd);

/* SD(.owner = ALICE, .dacl = ACES(...)) */
#define SD(...) test_sd(&(const struct test_sd){__VA_ARGS__})

/* A primary token at Medium with NO_WRITE_UP and no groups. */
struct test_token test_token(const char *user);
void test_add(struct test_list *list, const char *sid, u32 attributes);
struct test_bytes test_token_bytes(const struct test_token *token);
const struct kacs_identity *test_identity(const struct test_token *token);
struct kacs_token test_prepare_token(const struct test_token *token);

/* A question about a file, to be refined, and its answer without a trace. */
struct kacs_check test_question(const struct kacs_token *token,
				const struct kacs_sd *sd, u32 desired);
struct kacs_decision test_answer(const struct kacs_check *check);

/* Both at once. */
struct kacs_decision test_check(const struct kacs_token *token,
				const struct kacs_sd *sd, u32 desired);

/* A copy in a block of its own size; of NULL, the block. */
struct test_bytes test_copy(const void *bytes, u32 len);

/*
 * One claim of a token, an object or a call. The values are those of @type:
 * @numbers, or @texts, which are SIDs, strings or octet strings.
 */
struct test_claim {
	const char *name;
	u16 type;
	u32 flags;
	u32 count;
	u64 numbers[4];
	const char *texts[4];
};

/* An entry of a claim array, and the array of several. */
struct test_bytes test_claim_entry(const struct test_claim *claim);
struct test_bytes test_claim_array(const struct test_claim *claims, u32 count);

/* CLAIMS({"a", KACS_CLAIM_INT64, .count = 1, .numbers = {5}}, ...) */
#define CLAIMS(...)                                                         \
	test_claim_array((const struct test_claim[]){__VA_ARGS__},          \
			 sizeof((const struct test_claim[]){__VA_ARGS__}) / \
				 sizeof(struct test_claim))

/* Forget everything that the other functions returned; a cmocka teardown. */
int test_forget(void **state);

/* Hexadecimal, for messages. */
void test_dump(const char *title, const u8 *bytes, u32 len);

/* Are they the same bytes? If not, both are dumped. */
bool test_same_bytes(const struct kacs_sd *actual,
		     const struct kacs_sd *expected);

#endif /* KACS_CORE_TEST_SUPPORT_H */
