// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What must hold whatever is called: who may not do something does not learn
 * to, and a call that fails has changed nothing.
 */
#include <sys/syscall.h>
#include "fuzz.h"

#define ANSWER_BYTES 4096u

static int query(int token, uint32_t class, void *out, uint32_t *len)
{
	struct kacs_query_args args = {
		.token_class = class,
		.buf_len = *len,
		.buf_ptr = (uintptr_t)out,
	};
	int result = kacs_sys_token_query(token, &args);

	*len = args.buf_len;
	return result;
}

static void check_file(struct fuzz *fuzz, const char *path)
{
	static const int ways[] = {O_RDONLY, O_WRONLY, O_RDWR};
	int fd = open(path, fuzz_one_of(fuzz, ways) | O_CLOEXEC);

	if (fd < 0) {
		if (errno == EACCES)
			atomic_fetch_add(&fuzz_shared->closed, 1);
		return;
	}
	close(fd);
	fuzz_report(fuzz, FUZZ_WIDENED, "opened %s", path);
}

/* The privileges that a role has by its person and no others. */
static uint64_t allowed_privileges(const struct fuzz_role *role)
{
	return role->person.privileges | role->person.disabled |
	       SE(CHANGE_NOTIFY) | SE(CREATE_SYMBOLIC_LINK);
}

/* The primary token is the role's own, or less than that. */
static void check_token(struct fuzz *fuzz)
{
	int token = kacs_sys_open_self_token(KACS_REAL_TOKEN, KACS_TOKEN_QUERY);
	uint8_t user[KACS_SID_MAX_BYTES], own[KACS_SID_MAX_BYTES];
	uint64_t privileges[4];
	uint32_t len = sizeof(privileges), user_len = sizeof(user);
	size_t own_len;

	/* Its descriptor may keep it from itself. */
	if (token < 0)
		return;
	if (query(token, KACS_TOKEN_CLASS_PRIVILEGES, privileges, &len) == 0) {
		if (privileges[0] & ~allowed_privileges(fuzz->role))
			fuzz_report(fuzz, FUZZ_WIDENED, "has privileges 0x%llx",
				    (unsigned long long)privileges[0]);
		if (privileges[1] & ~privileges[0])
			fuzz_report(
				fuzz, FUZZ_WIDENED,
				"uses privileges 0x%llx without having them",
				(unsigned long long)privileges[1]);
	}
	if (query(token, KACS_TOKEN_CLASS_USER, user, &user_len) == 0 &&
	    kacs_sid_from_text(fuzz->role->person.user, own, &own_len, NULL) ==
		    0 &&
	    (own_len != user_len || memcmp(own, user, own_len) != 0))
		fuzz_report(fuzz, FUZZ_WIDENED, "has become somebody else");
	close(token);
}

void fuzz_rules_check(struct fuzz *fuzz)
{
	if (!fuzz->role->closed)
		return;
	check_file(fuzz, FUZZ_CLOSED_FILE);
	if (fuzz->role->half_closed)
		check_file(fuzz, FUZZ_HALF_CLOSED_FILE);
	if (fuzz_chance(fuzz, 30))
		check_token(fuzz);
}

/* FNV-1a, to compare and not to keep. */
static uint64_t add(uint64_t hash, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len--)
		hash = (hash ^ *at++) * 0x100000001b3u;
	return hash;
}

/* All that can change in a token but which privileges have been used. */
static uint64_t add_token(uint64_t hash, int token)
{
	static const uint32_t classes[] = {
		KACS_TOKEN_CLASS_SPEC,		 KACS_TOKEN_CLASS_STATISTICS,
		KACS_TOKEN_CLASS_ELEVATION_TYPE, KACS_TOKEN_CLASS_SESSION_ID,
		KACS_TOKEN_CLASS_DEFAULT_DACL,
	};
	uint8_t answer[ANSWER_BYTES];
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		uint32_t len = sizeof(answer);

		if (query(token, classes[i], answer, &len) == 0)
			hash = add(hash, answer, len);
	}
	return hash;
}

static uint64_t add_sd(uint64_t hash, int fd, const char *path, uint32_t flags)
{
	uint8_t sd[ANSWER_BYTES];
	long len = kacs_sys_get_sd(fd, path,
				   KACS_OWNER_SECURITY_INFORMATION |
					   KACS_GROUP_SECURITY_INFORMATION |
					   KACS_DACL_SECURITY_INFORMATION,
				   sd, sizeof(sd), flags);

	return len > 0 && len <= (long)sizeof(sd) ? add(hash, sd, (size_t)len)
						  : hash;
}

static uint64_t add_self(uint64_t hash, uint32_t flags)
{
	int token = kacs_sys_open_self_token(flags, KACS_TOKEN_QUERY);

	if (token < 0)
		return hash;
	hash = add_token(hash, token);
	close(token);
	return hash;
}

/* Who the thread is, what the call's descriptor is, the file that it names. */
uint64_t fuzz_fingerprint(struct fuzz *fuzz, const struct fuzz_call *call)
{
	uint64_t hash = 0xcbf29ce484222325u;
	int fd = (int)call->args[0];

	hash = add_self(hash, 0);
	hash = add_self(hash, KACS_REAL_TOKEN);
	/* But not a process, which may end meanwhile. */
	if (fd >= 0 && syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0) < 0 &&
	    errno == EBADF) {
		hash = add_token(hash, fd);
		hash = add_sd(hash, fd, "", AT_EMPTY_PATH);
	}
	if (call->number == __NR_kacs_set_sd || call->number == __NR_kacs_open)
		hash = add_sd(hash, AT_FDCWD, fuzz->role->system ? "a" : "b",
			      AT_SYMLINK_NOFOLLOW);
	return hash;
}
